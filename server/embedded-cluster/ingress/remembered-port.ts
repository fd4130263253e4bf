/** The port of the ingress from one start to the next, so that addresses people have noted go on working. */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

const fileName = 'ingress-port'

/** 0 when none was noted. */
export async function rememberedPort(dataDir: string): Promise<number> {
  const text = await readFile(join(dataDir, fileName), 'utf8').catch(() => '') // Not there at the first start.
  const port = Number(text.trim())
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : 0
}

export async function rememberPort(dataDir: string, port: number): Promise<void> {
  await writeFile(join(dataDir, fileName), `${port}\n`, { mode: 0o600 })
}
