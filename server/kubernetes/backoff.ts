/** Waits longer after each failure in a row, never in step with others, and forgets once things hold. */
import { setTimeout as sleep } from 'node:timers/promises'

const firstMs = 200
const mostMs = 8_000

export interface Backoff {
  /** Fulfilled after the pause, or at once when `signal` aborts. */
  pause(atLeastSeconds?: number): Promise<void>
  reset(): void
}

export function startBackoff(signal: AbortSignal): Backoff {
  let failures = 0
  return {
    async pause(atLeastSeconds = 0) {
      const whole = Math.min(mostMs, firstMs * 2 ** failures++)
      const ms = atLeastSeconds * 1000 + whole * (0.5 + Math.random() / 2)
      await sleep(ms, undefined, { signal }).catch(() => undefined)
    },
    reset() {
      failures = 0
    },
  }
}
