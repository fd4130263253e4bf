/** How long a container waits before it is started again: as the kubelet has it, but from one second to a minute. */

export interface CrashLoop {
  /** Milliseconds to wait after a run that took so long. */
  delayAfter(ranMs: number): number
}

const firstMs = 1_000
const mostMs = 60_000
/** A run that lasts so long, and longer than twice the last wait, was a good one. */
const goodMs = 10_000

export function startCrashLoop(): CrashLoop {
  let nextMs = 0
  return {
    delayAfter(ranMs) {
      if (ranMs >= Math.max(goodMs, nextMs * 2)) nextMs = 0
      const delayMs = nextMs
      nextMs = Math.min(mostMs, Math.max(firstMs, nextMs * 2))
      return delayMs
    },
  }
}

/** As Go prints a duration, e.g. `1m20s`. */
export function goDuration(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}
