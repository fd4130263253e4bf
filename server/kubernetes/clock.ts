/** Time as an argument, so that a test can make an hour pass at once. */

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `then` once, `ms` from now. Returns the way to call it off. */
  after(ms: number, then: () => void): () => void
}

/** The longest wait a timer of Node can count; whoever waits longer is woken early and looks again. */
const longestMs = 2 ** 31 - 1

/** The time of this machine. */
export const systemClock: Clock = {
  now: Date.now,
  after(ms, then) {
    const timer = setTimeout(then, Math.min(Math.max(0, ms), longestMs))
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** The time as Kubernetes writes it in `metadata` and `status`: UTC, whole seconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}
