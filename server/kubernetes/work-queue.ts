/**
 * Keys that wait to be looked at. A key waits once however often it is added, is looked at by one
 * worker at a time, and comes back by itself, ever later, while looking at it fails.
 */
import type { Clock } from './clock.ts'

export interface WorkQueue {
  /** As soon as possible. */
  add(key: string): void
  /** In `ms`, or sooner when it is already due sooner. */
  addAfter(key: string, ms: number): void
  /** Takes no more and waits for what is under way. */
  close(): Promise<void>
}

export interface WorkQueueOptions {
  /** Brings the world one step nearer to what is wanted. Must be repeatable; whatever it throws, it is called again. */
  sync: (key: string) => Promise<void>
  clock: Clock
  /** Told about each failure and how many there were in a row. */
  onError: (key: string, error: unknown, failures: number) => void
  /** Nothing is looked at before this is fulfilled. */
  ready?: Promise<unknown>
  /** How many keys at once. */
  workers?: number
  /** How long a key waits after its first failure, doubled with each further one. */
  firstRetryMs?: number
  mostRetryMs?: number
}

/** After so many keys in a row the event loop has its turn. */
const breath = 50

export function startWorkQueue(options: WorkQueueOptions): WorkQueue {
  const { sync, clock, onError, ready = Promise.resolve(), workers = 4 } = options
  const { firstRetryMs = 10, mostRetryMs = 60_000 } = options
  const waiting = new Set<string>()
  const active = new Map<string, Promise<void>>()
  const failures = new Map<string, number>()
  const timers = new Map<string, { at: number; cancel: () => void }>()
  let isReady = false
  let isClosed = false
  let inARow = 0

  const pump = () => {
    if (!isReady || isClosed) return
    for (const key of waiting) {
      if (active.size >= workers) return
      if (active.has(key)) continue
      waiting.delete(key)
      active.set(key, work(key))
    }
  }

  const work = async (key: string) => {
    // Not in the call that added it: several changes often come together.
    await (++inARow % breath === 0 ? new Promise(setImmediate) : undefined)
    try {
      await sync(key)
      failures.delete(key)
    } catch (error) {
      const count = (failures.get(key) ?? 0) + 1
      failures.set(key, count)
      onError(key, error, count)
      addAfter(key, Math.min(mostRetryMs, firstRetryMs * 2 ** (count - 1)))
    }
    active.delete(key)
    pump()
  }

  const addAfter = (key: string, ms: number) => {
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

  ready.then(
    () => {
      isReady = true
      pump()
    },
    () => undefined, // Closed before anything was read.
  )

  return {
    add(key) {
      if (isClosed) return
      waiting.add(key)
      pump()
    },
    addAfter,
    async close() {
      isClosed = true
      waiting.clear()
      for (const { cancel } of timers.values()) cancel()
      timers.clear()
      await Promise.all(active.values())
    },
  }
}
