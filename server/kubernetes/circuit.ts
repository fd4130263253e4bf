/**
 * Holds questions back from an API that has given no answer several times in a row: who asks is told so at once, where he
 * would wait in vain, and an API that struggles is not asked by everybody. Meanwhile one question is asked, now and then,
 * and its answer lets everybody in again.
 */
import type { Clock } from './clock.ts'
import { KubernetesError } from './errors.ts'

export interface Circuit {
  /** Throws a `KubernetesError` (code 0, `isHeldBack`) while the API is not to be asked. */
  check(): void
  /** There was no answer. */
  failed(error: KubernetesError): void
  /** There was an answer, whatever it said. */
  answered(): void
  close(): void
}

export interface CircuitOptions {
  /** Asks the API something cheap. Rejects when there is no answer. */
  ask: () => Promise<unknown>
  clock: Clock
  /** From 0 to 1. */
  random: () => number
}

/** So many questions in a row without an answer, within so long. */
const mostFailures = 5
const withinMs = 30_000
/** The wait for the next question of our own: doubled each time, and shortened by up to half so that no two keep step. */
const firstWaitMs = 1_000
const longestWaitMs = 5_000

export function startCircuit({ ask, clock, random }: CircuitOptions): Circuit {
  let failures: number[] = []
  let open: { reason: string; nextAt: number; cancel: () => void } | undefined
  let isClosed = false

  const answered = () => {
    failures = []
    open?.cancel()
    open = undefined
  }

  const askIn = (waitMs: number, reason: string) => {
    const ms = waitMs * (1 - random() / 2)
    const current = { reason, nextAt: clock.now() + ms, cancel: clock.after(ms, askNow) }
    open = current
    function askNow() {
      ask().then(answered, () => {
        if (open === current && !isClosed) askIn(Math.min(longestWaitMs, waitMs * 2), reason)
      })
    }
  }

  return {
    check() {
      if (!open) return
      throw new KubernetesError(open.reason, {
        code: 0,
        isHeldBack: true,
        retryAfterSeconds: Math.max(1, Math.ceil((open.nextAt - clock.now()) / 1000)),
      })
    },
    failed({ message }) {
      if (open || isClosed) return
      const now = clock.now()
      failures = [...failures.filter((at) => now - at < withinMs), now]
      if (failures.length >= mostFailures) askIn(firstWaitMs, message)
    },
    answered,
    close() {
      isClosed = true
      open?.cancel()
    },
  }
}
