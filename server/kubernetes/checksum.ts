/** The checksum Kubeless stores beside the code: over the bytes as the pod will see them, before unpacking. */
import { createHash } from 'node:crypto'

/** Empty for addresses: what is behind them is fetched in the pod, never here. */
export function checksumOfCode(code: string, contentType: string): string {
  const bytes = contentType.includes('base64') ? Buffer.from(code, 'base64') : code
  if (!contentType.includes('base64') && contentType.includes('url')) return ''
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`
}
