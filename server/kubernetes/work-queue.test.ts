import { expect, test } from 'vitest'
import { startObedientClock } from '../testing/obedient-clock.ts'
import { startWorkQueue } from './work-queue.ts'

const ready = Promise.resolve()
const time = '2026-11-27T03:00:00Z'

/** After everything that is under way has had its turn. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

test('a key is looked at once for many changes, and again for one that comes meanwhile', async () => {
  const seen: string[] = []
  let release: () => void = () => undefined
  const queue = startWorkQueue({
    ready,
    clock: startObedientClock(time),
    onError: () => undefined,
    sync: async (key) => {
      seen.push(key)
      await new Promise<void>((resolve) => (release = resolve))
    },
  })
  queue.add('a')
  queue.add('a')
  await turn()
  queue.add('a')
  queue.add('a')
  await turn()
  expect(seen).toEqual(['a'])
  release()
  await turn()
  expect(seen).toEqual(['a', 'a'])
  release()
  await queue.close()
})

test('what fails is tried again, ever later, and forgotten once it works', async () => {
  const clock = startObedientClock(time)
  const at: number[] = []
  const start = clock.now()
  let fails = 3
  const queue = startWorkQueue({
    ready,
    clock,
    onError: () => undefined,
    sync: async () => {
      at.push(clock.now() - start)
      if (fails-- > 0) throw new Error('no')
    },
  })
  queue.add('a')
  for (let step = 0; step < 12; step++) {
    await turn()
    clock.pass(10)
  }
  expect(at).toEqual([0, 10, 30, 70])
  await queue.close()
})

test('of two times the sooner one counts', async () => {
  const clock = startObedientClock(time)
  let count = 0
  const queue = startWorkQueue({ ready, clock, onError: () => undefined, sync: async () => void count++ })
  queue.addAfter('a', 1000)
  queue.addAfter('a', 100)
  queue.addAfter('a', 500)
  clock.pass(100)
  await turn()
  expect(count).toBe(1)
  clock.pass(10_000)
  await turn()
  expect(count).toBe(1)
  await queue.close()
})

test('never more keys at once than there are workers', async () => {
  let now = 0
  let most = 0
  const queue = startWorkQueue({
    ready,
    workers: 2,
    clock: startObedientClock(time),
    onError: () => undefined,
    sync: async () => {
      most = Math.max(most, ++now)
      await turn()
      now--
    },
  })
  for (let key = 0; key < 20; key++) queue.add(String(key))
  for (let step = 0; step < 40; step++) await turn()
  expect(most).toBe(2)
  await queue.close()
})
