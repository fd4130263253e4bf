import { expect, test } from 'vitest'
import type { LogEvent, LogLine, LogQuery } from '#contract/logs.ts'
import { backOffMs, createLogFeed } from './log-feed.ts'
import type { FeedSource, LogFeed } from './log-feed.ts'

function aLine(text: string, second: number, pod = 'a'): LogLine {
  return { pod, container: 'hello', time: `2026-11-24T10:00:0${second}Z`, text }
}

const lines = (...all: LogLine[]): LogEvent => ({ type: 'lines', lines: all })

/** A server that sends one list of events for each connection, then breaks it or, at last, keeps it open. */
function aSource(...connections: (LogEvent[] | Error)[]): FeedSource & { asked: LogQuery[] } {
  const asked: LogQuery[] = []
  return {
    asked,
    query: { tail: 500 },
    async *open(query, signal) {
      const connection = connections[asked.length] ?? []
      asked.push(query)
      if (connection instanceof Error) throw connection
      yield* connection
      if (asked.length < connections.length) throw new Error('connection lost')
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    },
    sleep: () => Promise.resolve(),
    soon: (callback) => queueMicrotask(callback),
  }
}

function follow(source: FeedSource): LogFeed & { leave: () => void } {
  const feed = createLogFeed(source)
  return { ...feed, leave: feed.subscribe(() => undefined) }
}

async function until(feed: LogFeed, isAsWanted: () => boolean): Promise<void> {
  while (!isAsWanted())
    await new Promise<void>((resolve) => {
      const leave = feed.subscribe(() => {
        leave()
        resolve()
      })
    })
}

const texts = (feed: LogFeed) => feed.snapshot().lines.map(({ text }) => text)

test('goes on after a broken connection without losing or repeating a line', async () => {
  const source = aSource([lines(aLine('1', 1), aLine('2', 2))], new Error('refused'), [
    lines(aLine('2', 2), aLine('3', 3)),
    { type: 'pod', pod: 'a', state: 'following' },
  ])
  const feed = follow(source)
  await until(feed, () => feed.snapshot().pods.length === 1)
  expect(texts(feed)).toEqual(['1', '2', '3'])
  expect(source.asked).toEqual([
    { tail: 500 },
    { tail: 100_000, since: '2026-11-24T10:00:02Z' },
    { tail: 100_000, since: '2026-11-24T10:00:02Z' },
  ])
  expect(feed.snapshot()).toMatchObject({ connection: 'following', failure: undefined })
  feed.leave()
})

test('says why nothing comes until something does', async () => {
  let send: (event: LogEvent) => void = () => undefined
  const feed = follow({
    ...aSource(),
    async *open() {
      yield { type: 'waiting', reason: 'There is no pod yet.' } as const
      yield await new Promise<LogEvent>((resolve) => (send = resolve))
      await new Promise(() => undefined)
    },
  })
  await until(feed, () => feed.snapshot().waiting === 'There is no pod yet.')
  send(lines(aLine('1', 1)))
  await until(feed, () => texts(feed).length === 1)
  expect(feed.snapshot().waiting).toBeUndefined()
  feed.leave()
})

test('holds lines back while paused, and loses none', async () => {
  let send: (event: LogEvent) => void = () => undefined
  const feed = follow({
    ...aSource(),
    async *open() {
      yield lines(aLine('1', 1))
      for (;;) yield await new Promise<LogEvent>((resolve) => (send = resolve))
    },
  })
  await until(feed, () => texts(feed).length === 1)
  feed.pause()
  send(lines(aLine('2', 2), aLine('3', 3)))
  await until(feed, () => feed.snapshot().heldBack === 2)
  expect(texts(feed)).toEqual(['1'])
  feed.resume()
  expect(texts(feed)).toEqual(['1', '2', '3'])
  expect(feed.snapshot()).toMatchObject({ isPaused: false, heldBack: 0 })
  feed.leave()
})

test('a pause that outlasts what is kept leaves the rest with the server', async () => {
  const many = Array.from({ length: 1_000 }, (_, at) => aLine(String(at), 1))
  let taken = 0
  const feed = follow({
    ...aSource(),
    async *open() {
      yield lines(aLine('first', 1))
      for (; taken < 150; taken++) yield await Promise.resolve(lines(...many))
      await new Promise(() => undefined)
    },
  })
  await until(feed, () => texts(feed).length === 1)
  feed.pause()
  await until(feed, () => feed.snapshot().isHoldingOff)
  expect(feed.snapshot().heldBack).toBe(100_000)
  expect(taken).toBeLessThan(150)
  feed.resume()
  expect(feed.snapshot()).toMatchObject({ lost: 1, isHoldingOff: false })
  await until(feed, () => feed.snapshot().lost === 50_001)
  feed.leave()
})

test('what ends by itself is not asked for again until somebody wants it', async () => {
  const source = { ...aSource([lines(aLine('1', 1))]), query: { previous: true } }
  const asked: LogQuery[] = []
  const feed = follow({
    ...source,
    async *open(query) {
      asked.push(query)
      yield await Promise.resolve(lines(aLine('1', 1)))
    },
  })
  await until(feed, () => feed.snapshot().connection === 'ended')
  expect(asked).toHaveLength(1)
  feed.retry()
  await until(feed, () => asked.length === 2 && feed.snapshot().connection === 'ended')
  expect(texts(feed)).toEqual(['1'])
  feed.leave()
})

test('clears on request', async () => {
  const feed = follow(aSource([lines(aLine('1', 1))]))
  await until(feed, () => texts(feed).length === 1)
  feed.clear()
  expect(feed.snapshot()).toMatchObject({ lines: [], lost: 0 })
  feed.leave()
})

test('a broken connection is told with its cause', async () => {
  const source = { ...aSource(new Error('no way')), sleep: () => new Promise<void>(() => undefined) }
  const feed = follow(source)
  await until(feed, () => feed.snapshot().connection === 'broken')
  expect(feed.snapshot().failure).toEqual(new Error('no way'))
  feed.leave()
})

test('follows only while somebody listens, and goes on where it stopped', async () => {
  const source = aSource([lines(aLine('1', 1))], [lines(aLine('1', 1), aLine('2', 2))])
  const feed = createLogFeed({ ...source, sleep: () => new Promise<void>(() => undefined) })
  expect(source.asked).toEqual([])
  const leave = feed.subscribe(() => undefined)
  await until(feed, () => texts(feed).length === 1)
  leave()
  const leaveAgain = feed.subscribe(() => undefined)
  await until(feed, () => texts(feed).length === 2)
  expect(texts(feed)).toEqual(['1', '2'])
  leaveAgain()
})

test('the wait before the next try grows and stays bounded', () => {
  expect([0, 1, 2, 4, 5, 50].map(backOffMs)).toEqual([500, 1000, 2000, 8000, 15_000, 15_000])
})
