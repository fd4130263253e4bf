/** Time as an argument, so that a test can make it pass. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `then` once, `ms` from now. Returns the way to call it off. */
  after(ms: number, then: () => void): () => void
}

/** The time of this machine. */
export const systemClock: Clock = {
  now: Date.now,
  after(ms, then) {
    const timer = setTimeout(then, ms)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/** The time as Kubernetes writes it: UTC, whole seconds. */
export function timestamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}
