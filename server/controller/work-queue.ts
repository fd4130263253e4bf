/**
 * Keys that wait to be looked at. A key waits once however often it is added, is looked at by one worker
 * at a time, and comes back by itself, ever later, while looking at it fails.
 */
import type { Clock } from './clock.ts'

export interface WorkQueue {
  /** As soon as possible; `ms`: not before. */
  add(key: string, ms?: number): void
  /** How many keys wait or are looked at now; those that wait for their time are not counted. */
  readonly size: number
  /** Takes no more, and waits for what is under way. */
  close(): Promise<void>
}

export interface WorkQueueOptions {
  /** Brings the world nearer to what is wanted. Repeatable: after a failure it is called again. */
  reconcile: (key: string) => Promise<void>
  clock: Clock
  /** Told about each failure, and how many there were in a row. */
  onError: (key: string, error: unknown, failures: number) => void
}

const workers = 8
const firstRetryMs = 200
const mostRetryMs = 30_000

export function startWorkQueue({ reconcile, clock, onError }: WorkQueueOptions): WorkQueue {
  const waiting = new Set<string>()
  const active = new Map<string, Promise<void>>()
  const failures = new Map<string, number>()
  const timers = new Map<string, { at: number; cancel: () => void }>()
  let isClosed = false

  const pump = () => {
    for (const key of waiting) {
      if (isClosed || active.size >= workers) return
      if (active.has(key)) continue
      waiting.delete(key)
      active.set(key, work(key))
    }
  }

  const work = async (key: string) => {
    await Promise.resolve() // So that several changes that come together are one.
    try {
      await reconcile(key)
      failures.delete(key)
    } catch (error) {
      const count = (failures.get(key) ?? 0) + 1
      failures.set(key, count)
      onError(key, error, count)
      addLater(key, Math.min(mostRetryMs, firstRetryMs * 2 ** (count - 1)))
    }
    active.delete(key)
    pump()
  }

  const addLater = (key: string, ms: number) => {
    if (isClosed) return
    const at = clock.now() + ms
    const timer = timers.get(key)
    if (timer && timer.at <= at) return
    timer?.cancel()
    const cancel = clock.after(ms, () => {
      timers.delete(key)
      waiting.add(key)
      pump()
    })
    timers.set(key, { at, cancel })
  }

  return {
    add(key, ms = 0) {
      if (isClosed) return
      if (ms > 0) return addLater(key, ms)
      waiting.add(key)
      pump()
    },
    get size() {
      return waiting.size + active.size
    },
    async close() {
      isClosed = true
      waiting.clear()
      for (const { cancel } of timers.values()) cancel()
      timers.clear()
      await Promise.all(active.values())
    },
  }
}
