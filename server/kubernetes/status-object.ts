/** Tells the API server's own Status answers from everything else that comes over the same line. */
import type { Status } from '../functions/objects.ts'

/** The Status object of an answer, if that is what it is. */
export function statusIn(headers: Record<string, string>, body: Buffer): Status | undefined {
  if (!(headers['content-type'] ?? '').startsWith('application/json') || body.length > 64 * 1024)
    return undefined
  try {
    const value: unknown = JSON.parse(body.toString('utf8'))
    return isStatus(value) ? value : undefined
  } catch {
    return undefined // Not JSON, so not a Status.
  }
}

/** Whether it is a Status object. */
export function isStatus(value: unknown): value is Status {
  return (
    typeof value === 'object' && value !== null && (value as Status).kind === 'Status' && 'status' in value
  )
}
