import { afterEach, beforeEach, expect, test } from 'vitest'
import { KubeletError } from '../embedded-cluster/api/kubelet.ts'
import type { LogEvent, LogQuery } from '../contract/logs.ts'
import { resources } from '../functions/resources.ts'
import { aSpec, hello, readyStatus, startWorld } from '../testing/small-world.ts'
import type { World } from '../testing/small-world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
  await world.cluster.createFunction(aSpec())
})
afterEach(async () => {
  await world.close()
})

const stamp = (second: number) => `2026-11-24T12:00:${String(second).padStart(2, '0')}.000000000Z`
const bytes = (...lines: [second: number, text: string][]) =>
  Buffer.from(lines.map(([second, text]) => `${stamp(second)} ${text}\n`).join(''))

/** Reads until `enough`, then leaves. */
async function read(
  query: LogQuery,
  enough: (events: LogEvent[]) => boolean,
  onEvent?: (event: LogEvent) => void,
) {
  const leaving = new AbortController()
  const events: LogEvent[] = []
  for await (const event of world.cluster.followLogs(hello, query, leaving.signal)) {
    events.push(event)
    onEvent?.(event)
    if (enough(events)) leaving.abort()
  }
  return events
}

const textsOf = (events: LogEvent[]) =>
  events.flatMap((event) => (event.type === 'lines' ? event.lines.map(({ text }) => text) : []))
const forever = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))

test('the output of all pods comes in one stream, in the order of time', async () => {
  await world.deploy(hello, { pod: 'hello-1' })
  await world.deploy(hello, { pod: 'hello-2' })
  world.output = async function* ({ name }, _, signal) {
    yield name === 'hello-1' ? bytes([1, 'a'], [3, 'c']) : bytes([2, 'b'], [4, 'd'])
    await forever(signal)
  }
  await expect.poll(async () => (await world.cluster.listFunctions())[0]?.ready).toBe(2)
  const events = await read({}, (all) => textsOf(all).length === 4)
  expect(textsOf(events)).toEqual(['a', 'b', 'c', 'd'])
  const [line] = events.flatMap((event) => (event.type === 'lines' ? event.lines : []))
  expect(line).toEqual({ pod: 'hello-1', container: 'hello', time: stamp(1), text: 'a' })
})

test('a pod that comes while somebody looks is followed too', async () => {
  world.output = async function* ({ name }, _, signal) {
    yield bytes([1, `from ${name}`])
    await forever(signal)
  }
  const waiting: string[] = []
  let deployed: Promise<unknown> | undefined
  const events = await read(
    {},
    (all) => textsOf(all).length === 1,
    (event) => {
      if (event.type !== 'waiting') return
      waiting.push(event.reason)
      deployed ??= world.deploy(hello)
    },
  )
  await deployed
  expect(waiting[0]).toContain('saved')
  expect(textsOf(events)).toEqual(['from hello-1'])
})

test('a pod that writes nothing is said to be followed all the same', async () => {
  await world.deploy(hello)
  world.output = async function* (_pod, _options, signal) {
    await forever(signal)
    yield bytes()
  }
  const events = await read({}, (all) => all.some(({ type }) => type === 'pod'))
  expect(events).toContainEqual({ type: 'pod', pod: 'hello-1', state: 'following' })
})

test('a log that breaks off goes on without saying anything twice', async () => {
  const asked: (string | undefined)[] = []
  let hear = () => {}
  const heard = new Promise<void>((resolve) => (hear = resolve))
  world.output = async function* (_, { sinceTime }, signal) {
    asked.push(sinceTime)
    if (asked.length === 1) {
      yield bytes([1, 'a'], [2, 'b'], [2, 'b2'])
      await heard
      throw new Error('cut')
    }
    yield bytes([2, 'b'], [2, 'b2'], [2, 'b3'], [3, 'c'])
    await forever(signal)
  }
  await world.deploy(hello)
  const events = await read({}, (all) => textsOf(all).includes('c'), hearLines)
  function hearLines({ type }: LogEvent) {
    if (type === 'lines') hear()
  }
  expect(textsOf(events)).toEqual(['a', 'b', 'b2', 'b3', 'c'])
  expect(asked).toEqual([undefined, stamp(2)])
})

test('a container that has not begun is waited for', async () => {
  let isStarted = false
  world.output = async function* (_, __, signal) {
    if (!isStarted)
      throw new KubeletError(400, 'container "hello" in pod "hello-1" is waiting to start: PodInitializing')
    yield bytes([1, 'at last'])
    await forever(signal)
  }
  const status = structuredClone(readyStatus)
  status.conditions = []
  Object.assign(status.containerStatuses?.[0] ?? {}, {
    ready: false,
    containerID: undefined,
    state: { waiting: { reason: 'PodInitializing' } },
  })
  const pod = await world.deploy(hello, { status })
  let started: Promise<void> | undefined
  const events = await read(
    {},
    (all) => textsOf(all).length === 1,
    (event) => {
      if (event.type !== 'waiting' || isStarted) return
      isStarted = true
      started = world.setStatus(pod, readyStatus)
    },
  )
  await started
  expect(events.some(({ type }) => type === 'waiting')).toBe(true)
})

test('a pod that goes is said to have ended', async () => {
  world.output = async function* (_, __, signal) {
    yield bytes([1, 'last words'])
    if (signal.aborted) return
  }
  await world.deploy(hello)
  let deleted: Promise<void> | undefined
  const events = await read(
    {},
    (all) => all.some((event) => event.type === 'pod' && event.state === 'ended'),
    (event) => {
      if (event.type === 'lines')
        deleted ??= world.client.delete(
          resources.pods,
          { namespace: 'default', name: 'hello-1' },
          { gracePeriodSeconds: 0 },
        )
    },
  )
  await deleted
  expect(events).toContainEqual({ type: 'pod', pod: 'hello-1', state: 'ended' })
})

test('the run before the last restart is read once, and that is all', async () => {
  const asked: object[] = []
  world.output = async function* (_, { previous, follow, container, tailLines }) {
    asked.push({ previous, follow, container, tailLines })
    yield bytes([1, 'crashed'])
  }
  await world.deploy(hello)
  const events = await read({ previous: true, container: 'install', tail: 7 }, () => false)
  expect(textsOf(events)).toEqual(['crashed'])
  expect(asked).toEqual([{ previous: true, follow: false, container: 'install', tailLines: 7 }])
})

test('a container that was never restarted is said to have no earlier run', async () => {
  world.output = () => {
    throw new KubeletError(400, 'previous terminated container "hello" in pod "hello-1" not found')
  }
  await world.deploy(hello)
  expect(await read({ previous: true }, () => false)).toContainEqual({
    type: 'waiting',
    reason: 'hello-1 has not been restarted: there is no earlier run.',
  })
})

test('a stretch of time is read from its beginning to its end, and that is all', async () => {
  const asked: object[] = []
  world.output = async function* (_, { follow, tailLines, sinceTime }) {
    asked.push({ follow, tailLines, sinceTime })
    // As an API server that takes whole seconds only.
    yield bytes([1, 'before'], [2, 'first'], [3, 'last'], [4, 'after'])
  }
  await world.deploy(hello)
  const events = await read({ since: stamp(2), until: '2026-11-24T13:00:03+01:00', tail: 1 }, () => false)
  expect(textsOf(events)).toEqual(['first', 'last'])
  expect(asked).toEqual([{ follow: false, tailLines: undefined, sinceTime: stamp(2) }])
})

test('lines of nodes in other time zones are told in one', async () => {
  world.output = async function* (_, __, signal) {
    yield Buffer.from('2026-11-24T14:00:01.5+02:00 a\n')
    await forever(signal)
  }
  await world.deploy(hello)
  const events = await read({}, (all) => textsOf(all).length === 1)
  const times = events.flatMap((event) => (event.type === 'lines' ? event.lines.map(({ time }) => time) : []))
  expect(times).toEqual(['2026-11-24T12:00:01.500000000Z'])
})

test('a reader who is slower than the output misses nothing', async () => {
  const count = 30_000
  world.output = async function* (_, __, signal) {
    for (let start = 0; start < count; start += 1000)
      yield Buffer.concat(Array.from({ length: 1000 }, (___, index) => bytes([1, `line ${start + index}`])))
    await forever(signal)
  }
  await world.deploy(hello)
  const leaving = new AbortController()
  const texts: string[] = []
  for await (const event of world.cluster.followLogs(hello, {}, leaving.signal)) {
    if (event.type !== 'lines') continue
    texts.push(...event.lines.map(({ text }) => text))
    if (texts.length === count) leaving.abort()
    // Whoever writes gets ahead of him.
    else await new Promise((resolve) => setImmediate(resolve))
  }
  expect(texts).toEqual(Array.from({ length: count }, (_, index) => `line ${index}`))
})

test('the log of a function that is not there is refused', async () => {
  const ghost = { namespace: 'default', name: 'ghost' }
  const stream = world.cluster.followLogs(ghost, {}, new AbortController().signal)[Symbol.asyncIterator]()
  await expect(stream.next()).rejects.toMatchObject({ status: 404, code: 'not_found' })
})
