/** Compares what was sent with the access token, and answers less and less gladly to guesses. */
import { AppError } from '../errors.ts'
import { hashOf, isEqual } from './sessions.ts'

export interface TokenCheck {
  /** Whether it is the access token; nothing is counted. */
  isRight(token: string): boolean
  /** Counts a wrong token of another kind. 429 after too many of any kind in a minute. */
  countWrong(): void
  /** Whether it is the access token. 429 after too many wrong ones in a minute; the right one is always taken. */
  accepts(token: string): boolean
}

const mostWrong = 10
const spanMs = 60_000

/** Of everybody together: addresses of callers are not to be had behind a NodePort, and a list of them could be filled. */
export function startTokenCheck(tokenNow: () => string | undefined, now: () => number): TokenCheck {
  let wrong: number[] = []
  const countWrong = () => {
    wrong = wrong.filter((time) => time > now() - spanMs)
    const [oldest = now()] = wrong
    if (wrong.length >= mostWrong)
      throw new AppError(429, 'too_many_attempts', 'There were too many wrong tokens within a minute.', {
        hint: 'Wait a minute, or send the right one: it is taken at once.',
        retryAfterSeconds: Math.max(1, Math.ceil((oldest + spanMs - now()) / 1000)),
      })
    wrong.push(now())
  }
  const isRight = (candidate: string) => {
    const token = tokenNow()
    return token !== undefined && isEqual(hashOf(candidate), hashOf(token))
  }
  return {
    isRight,
    countWrong,
    accepts(candidate) {
      if (isRight(candidate)) return true
      countWrong()
      return false
    },
  }
}
