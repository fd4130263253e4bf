import { expect, test } from 'vitest'
import type { LogLine } from '../contract/logs.ts'
import { startLogQueue } from './log-queue.ts'

const aLine = (number: number): LogLine => ({
  pod: 'a',
  container: 'hello',
  time: `2026-11-24T12:00:00.${String(number).padStart(9, '0')}Z`,
  text: `line ${number}`,
})

/** Writes until it is told to wait. */
function fill(queue: ReturnType<typeof startLogQueue>) {
  for (let number = 0; number < 100_000; number++) {
    const room = queue.pushLine(aLine(number))
    if (room) return { room, count: number + 1 }
  }
  throw new Error('nobody said that it is full')
}

test('a writer waits until the reader has made room, and everything arrives in the order of time', async () => {
  const queue = startLogQueue(new AbortController().signal)
  const { room, count } = fill(queue)
  const times: string[] = []
  const write = async () => {
    await room
    expect(times.length).toBeLessThan(count)
    await queue.pushLine(aLine(count))
    queue.end()
  }
  const writing = write()
  for await (const event of queue)
    if (event.type === 'lines') times.push(...event.lines.map(({ time }) => time))
  await writing
  expect(times).toEqual(Array.from({ length: count + 1 }, (_, number) => aLine(number).time))
})

test('a writer does not wait for a reader who has left', async () => {
  const leaving = new AbortController()
  const queue = startLogQueue(leaving.signal)
  const { room } = fill(queue)
  leaving.abort()
  await room
  expect(queue.pushLine(aLine(0))).toBeUndefined()
})
