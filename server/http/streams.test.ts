import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startHttpWorld } from '../testing/http-world.ts'
import type { HttpWorld } from '../testing/http-world.ts'
import { aSpec, hello, startWorld } from '../testing/small-world.ts'
import type { World } from '../testing/small-world.ts'
import { startHttp } from './listen.ts'

let world: World
let on: HttpWorld
beforeAll(async () => {
  world = await startWorld()
  await world.cluster.createFunction(aSpec())
  await world.deploy(hello)
})
afterAll(() => world.close())
beforeEach(async () => {
  on = await startHttpWorld({}, { graceMs: 200, world })
  world.answer = (_request, response) => response.end('hello')
  // A call waits for what has not been heard of yet.
  await on.ask('POST', invocations, { body: { method: 'GET', waitMs: 30_000 } })
})
afterEach(() => on.close())

const functions = '/api/namespaces/default/functions'
const invocations = `${functions}/hello/invocations`

interface Listener {
  status: number
  headers: Headers
  /** The next event, as name and data; undefined at the end. */
  next(): Promise<{ event: string; data: unknown } | undefined>
  /** The next event of that name. */
  until(event: string): Promise<unknown>
  leave(): void
}

/** Follows a stream as the page does. */
async function listen(path: string, headers: Record<string, string> = on.bearer): Promise<Listener> {
  const leaving = new AbortController()
  const answer = await fetch(new URL(path, on.http.url), { headers, signal: leaving.signal })
  const reader = (answer.body ?? new ReadableStream<Uint8Array>())
    .pipeThrough(new TextDecoderStream())
    .getReader()
  let rest = ''
  const next: Listener['next'] = async () => {
    for (;;) {
      const [, event = '', data = ''] = /(?:^|\n)event: ([^\n]*)\ndata: ([^\n]*)\n\n/.exec(rest) ?? []
      if (event !== '') {
        rest = rest.slice(rest.indexOf('\n\n', rest.indexOf(`event: ${event}`)) + 2)
        return { event, data: JSON.parse(data) as unknown }
      }
      const { done, value } = await reader.read()
      if (done) return undefined
      rest += value
    }
  }
  return {
    status: answer.status,
    headers: answer.headers,
    next,
    async until(name) {
      for (;;) {
        const step = await next()
        if (!step) throw new Error(`the stream ended before ${name}`)
        if (step.event === name) return step.data
      }
    },
    leave: () => leaving.abort(),
  }
}

/** A function that answers when it is told to. */
function answerLater(): { called: (times: number) => Promise<void>; answerAll: () => void } {
  const waiting: (() => void)[] = []
  const watchers: (() => void)[] = []
  world.answer = (_request, response) => {
    waiting.push(() => response.end('late'))
    for (const tell of watchers) tell()
  }
  return {
    called: (times) =>
      new Promise((resolve) => {
        const look = () => waiting.length >= times && resolve()
        watchers.push(look)
        look()
      }),
    answerAll: () => waiting.splice(0).forEach((answer) => answer()),
  }
}

test('what changes is told as it happens, beginning with a reset, whatever somebody claims to have heard', async () => {
  const stream = await listen('/api/events', { ...on.bearer, 'last-event-id': 'x'.repeat(100) })
  expect(stream.status).toBe(200)
  expect(stream.headers.get('content-type')).toContain('text/event-stream')
  expect(stream.headers.get('cache-control')).toContain('no-transform')
  expect(await stream.next()).toEqual({ event: 'reset', data: {} })
  await on.ask('POST', functions, { body: aSpec({ name: 'brief' }) })
  expect(await stream.until('function')).toMatchObject({ summary: { name: 'brief', state: 'starting' } })
  await on.ask('DELETE', `${functions}/brief`)
  expect(await stream.until('function-gone')).toEqual({ ref: { namespace: 'default', name: 'brief' } })
  stream.leave()
})

test('the output of a function is followed, line ends and colours and all', async () => {
  world.output = async function* () {
    yield Buffer.from('2026-11-24T12:00:00.000000001Z \u001b[31mred\u2028<b>\n')
    await Promise.resolve()
  }
  const stream = await listen(`${functions}/hello/logs?tail=10`)
  expect(await stream.until('lines')).toMatchObject({
    lines: [{ pod: 'hello-1', text: '\u001b[31mred\u2028<b>' }],
  })
  stream.leave()
})

test('a fifth stream of a session is refused, until one of the others ends', async () => {
  const headers = await on.signIn()
  const streams = []
  for (let count = 0; count < 4; count++) streams.push(await listen('/api/events', { ...headers }))
  expect((await on.askAnybody('GET', '/api/events', { headers: { ...headers } })).json).toMatchObject({
    status: 429,
    code: 'too_many_streams',
  })
  streams[0]?.leave()
  const fifth = await listen('/api/events', { ...headers })
  expect(fifth.status).toBe(200)
  for (const stream of [...streams, fifth]) stream.leave()
})

test('BAD-84: a ninth call of a session at once is refused, and none of the others suffers', async () => {
  const later = answerLater()
  const headers = { ...(await on.signIn()), origin: `http://${on.host}` }
  const call = () => on.askAnybody('POST', invocations, { headers, body: { method: 'GET' } })
  const eight = Array.from({ length: 8 }, call)
  await later.called(8)
  expect((await call()).json).toMatchObject({ status: 429, code: 'too_many_invocations' })
  // Programs share one token, so they are not counted together.
  const ninth = on.ask('POST', invocations, { body: { method: 'GET' } })
  await later.called(9)
  later.answerAll()
  for (const answer of await Promise.all([...eight, ninth]))
    expect(answer.json).toMatchObject({ status: 200, body: { data: 'late' } })
  world.answer = (_request, response) => response.end('again')
  expect((await call()).json).toMatchObject({ body: { data: 'again' } })
})

test('a call that nobody waits for any longer is given up', async () => {
  const givenUp = new Promise<void>((resolve) => {
    world.answer = (request) => void request.socket.once('close', resolve)
  })
  const leaving = new AbortController()
  const later = new Promise<void>((resolve) => {
    const answer = world.answer
    world.answer = (request, response) => {
      answer(request, response)
      resolve()
    }
  })
  const call = on.ask('POST', invocations, { body: { method: 'GET' }, signal: leaving.signal })
  await later
  leaving.abort()
  await expect(call).rejects.toThrow()
  await givenUp
})

test('when the server stops, streams are told goodbye and running calls are answered first', async () => {
  const later = answerLater()
  const stream = await listen('/api/events')
  await stream.until('reset')
  const call = on.ask('POST', invocations, { body: { method: 'GET' } })
  await later.called(1)
  const closing = on.http.close()
  expect(await stream.until('bye')).toEqual({})
  expect(await stream.next()).toBeUndefined()
  later.answerAll()
  expect((await call).json).toMatchObject({ status: 200, body: { data: 'late' } })
  await closing
  await expect(on.ask('GET', '/healthz')).rejects.toThrow()
})

test('a call that goes on for too long when the server stops is answered with what happened', async () => {
  const later = answerLater()
  const call = on.ask('POST', invocations, { body: { method: 'GET' } })
  await later.called(1)
  await on.http.close()
  expect((await call).json).toMatchObject({ status: 503, code: 'shutting_down' })
})

test('while it stops nothing new is taken, and it says that it is not ready', async () => {
  on.app.life.stop()
  expect(await on.ask('GET', '/readyz')).toMatchObject({ status: 503, text: 'stopping' })
  expect((await on.ask('GET', '/healthz')).status).toBe(200)
  expect((await on.ask('GET', '/api/functions')).json).toMatchObject({ status: 503, code: 'shutting_down' })
})

test('a port that is taken gives the next free one, or a sentence where it may not move', async () => {
  const blocker = createServer()
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve))
  const { port } = blocker.address() as AddressInfo
  const moved = await startHttp(on.app, { host: '127.0.0.1', port, mayMovePort: true })
  expect(Number(new URL(moved.url).port)).not.toBe(port)
  expect((await fetch(new URL('/healthz', moved.url))).status).toBe(200)
  await moved.close()
  const stuck = startHttp(on.app, { host: '127.0.0.1', port, mayMovePort: false })
  await expect(stuck).rejects.toThrow(`Port ${port} is taken`)
  blocker.close()
})

test('a long list is sent packed to those who can unpack it, a stream is not', async () => {
  for (let count = 0; count < 20; count++)
    await on.ask('POST', functions, { body: aSpec({ name: `fn-${count}` }) })
  const packed = await on.ask('GET', '/api/functions', { headers: { 'accept-encoding': 'gzip' } })
  expect(packed.headers['content-encoding']).toBe('gzip')
  const plain = await on.ask('GET', '/api/functions')
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(plain.json).toHaveLength(21)
  const stream = await listen('/api/events', { ...on.bearer, 'accept-encoding': 'gzip' })
  expect(stream.headers.get('content-encoding')).toBeNull()
  stream.leave()
})
