/** What is sent twice under the same `Idempotency-Key` is done once: after a broken connection nobody knows whether it was. */
import { AppError } from '../errors.ts'
import { hashOf } from './sessions.ts'

export interface Once<T> {
  /** Does the work, or gives what came of it the first time. A failure is forgotten, so that it can be tried again. */
  run(key: string | undefined, body: unknown, work: () => Promise<T>): Promise<T>
}

const keptMs = 10 * 60_000
const mostKept = 1000

export function startOnce<T>(now: () => number): Once<T> {
  const kept = new Map<string, { bodyHash: string; until: number; result: Promise<T> }>()
  return {
    run(key, body, work) {
      if (key === undefined) return work()
      if (!/^[\x21-\x7e]{1,200}$/.test(key))
        throw new AppError(400, 'header_invalid', 'Idempotency-Key is at most 200 printable characters.')
      const bodyHash = hashOf(JSON.stringify(body))
      const known = kept.get(key)
      if (known && known.until > now()) {
        if (known.bodyHash === bodyHash) return known.result
        throw new AppError(422, 'header_invalid', 'This Idempotency-Key has been used for something else.', {
          hint: 'Make a new one for every function.',
        })
      }
      for (const [old, { until }] of kept) if (until <= now() || kept.size >= mostKept) kept.delete(old)
      const result = work()
      kept.set(key, { bodyHash, until: now() + keptMs, result })
      result.catch(() => kept.delete(key))
      return result
    },
  }
}
