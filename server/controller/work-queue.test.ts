import { expect, test } from 'vitest'
import type { Clock } from './clock.ts'
import { startWorkQueue } from './work-queue.ts'

/** A clock that only the test moves. */
function stoppedClock(): Clock & { waits: number[]; ring: () => void } {
  let pending: (() => void)[] = []
  const waits: number[] = []
  return {
    waits,
    now: () => 0,
    after(ms, then) {
      waits.push(ms)
      pending.push(then)
      return () => (pending = pending.filter((each) => each !== then))
    },
    ring() {
      const due = pending
      pending = []
      due.forEach((then) => then())
    },
  }
}

/** Fulfilled when everything that needs no time has happened. */
const settled = () => new Promise<void>((resolve) => setImmediate(resolve))

test('a key that is added often while it waits is looked at once, and once more when added meanwhile', async () => {
  const seen: string[] = []
  let release = () => {}
  const queue = startWorkQueue({
    reconcile: (key) => {
      seen.push(key)
      return new Promise((resolve) => (release = resolve))
    },
    clock: stoppedClock(),
    onError: () => {},
  })
  for (let i = 0; i < 5; i++) queue.add('a')
  await settled()
  expect(seen).toEqual(['a'])
  for (let i = 0; i < 5; i++) queue.add('a')
  await settled()
  expect(seen).toEqual(['a'])
  release()
  await settled()
  expect(seen).toEqual(['a', 'a'])
  release()
  await queue.close()
})

test('what fails comes back, ever later but not for ever later, and starts anew once it has worked', async () => {
  const clock = stoppedClock()
  let works = false
  const failures: number[] = []
  const queue = startWorkQueue({
    reconcile: async () => {
      if (!works) throw new Error('no')
    },
    clock,
    onError: (_key, _error, count) => failures.push(count),
  })
  queue.add('a')
  for (let i = 0; i < 12; i++) {
    await settled()
    clock.ring()
  }
  await settled()
  expect(clock.waits.slice(0, 3)).toEqual([200, 400, 800])
  expect(Math.max(...clock.waits)).toBe(30_000)
  works = true
  clock.ring()
  await settled()
  works = false
  queue.add('a')
  await settled()
  expect(failures.at(-1)).toBe(1)
  await queue.close()
})

test('closing waits for what is under way and begins nothing more', async () => {
  const seen: string[] = []
  let release = () => {}
  const queue = startWorkQueue({
    reconcile: (key) => {
      seen.push(key)
      return new Promise((resolve) => (release = resolve))
    },
    clock: stoppedClock(),
    onError: () => {},
  })
  queue.add('a')
  await settled()
  queue.add('a')
  let isClosed = false
  const closing = queue.close().then(() => (isClosed = true))
  await settled()
  expect(isClosed).toBe(false)
  release()
  await closing
  expect(seen).toEqual(['a'])
})
