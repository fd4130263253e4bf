/** For tests: time that passes when it is told to. */
import type { Clock } from '../kubernetes/clock.ts'

export interface ObedientClock extends Clock {
  /** Lets `ms` pass; what is due meanwhile happens in its order. */
  pass(ms: number): void
}

export function startObedientClock(iso: string): ObedientClock {
  let now = Date.parse(iso)
  const timers = new Set<{ at: number; then: () => void }>()
  const nextDue = (until: number) =>
    [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0]
  return {
    now: () => now,
    after(ms, then) {
      const timer = { at: now + Math.max(0, ms), then }
      timers.add(timer)
      return () => timers.delete(timer)
    },
    pass(ms) {
      const until = now + ms
      for (let due = nextDue(until); due; due = nextDue(until)) {
        timers.delete(due)
        now = Math.max(now, due.at)
        due.then()
      }
      now = until
    },
  }
}
