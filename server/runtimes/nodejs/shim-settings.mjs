// What the environment says: the variables Kubeless sets for a function.
const { env } = process

export const settings = {
  module: env.MOD_NAME || 'handler',
  handler: env.FUNC_HANDLER || 'handler',
  timeoutSeconds: Number(env.FUNC_TIMEOUT) || 180,
  runtime: env.FUNC_RUNTIME,
  memoryLimit: env.FUNC_MEMORY_LIMIT,
  port: Number(env.FUNC_PORT) || 8080,
  socket: env.FUNC_SOCKET || '',
  checksum: env.FUNC_CHECKSUM || '',
  pod: env.HOSTNAME || '',
  volume: (env.KUBELESS_INSTALL_VOLUME || '/kubeless').replace(/\/$/, ''),
  /** The name is known from upstream's Node runtime. */
  mostBytes: (Number(env.REQ_MB_LIMIT) || 10) * 1024 * 1024,
}

/** 1 -> '1 second', 2.5 -> '2.5 seconds'. */
export function seconds(number) {
  return `${number} second${number === 1 ? '' : 's'}`
}
