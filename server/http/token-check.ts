/** Compares what was sent with the access token, and answers less and less gladly to guesses. */
import { AppError } from '../errors.ts'
import { hashOf, isEqual } from './sessions.ts'

export interface TokenCheck {
  /** Whether it is the access token. 429 after too many wrong ones in a minute; the right one is always taken. */
  accepts(token: string): boolean
}

const mostWrong = 10
const spanMs = 60_000

/** Of everybody together: addresses of callers are not to be had behind a NodePort, and a list of them could be filled. */
export function startTokenCheck(token: string | undefined, now: () => number): TokenCheck {
  const expected = token === undefined ? undefined : hashOf(token)
  let wrong: number[] = []
  return {
    accepts(candidate) {
      if (expected !== undefined && isEqual(hashOf(candidate), expected)) return true
      wrong = wrong.filter((time) => time > now() - spanMs)
      const [oldest = now()] = wrong
      if (wrong.length >= mostWrong)
        throw new AppError(429, 'too_many_attempts', 'There were too many wrong tokens within a minute.', {
          hint: 'Wait a minute, or send the right one: it is taken at once.',
          retryAfterSeconds: Math.max(1, Math.ceil((oldest + spanMs - now()) / 1000)),
        })
      wrong.push(now())
      return false
    },
  }
}
