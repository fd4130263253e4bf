import { createServer, request as sendRequest } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { of } from '../conformance/givens.ts'
import { startWorld } from '../conformance/world.ts'
import type { World } from '../conformance/world.ts'

let folder = ''
let server: Server
let world: World
let behave: (request: IncomingMessage, response: ServerResponse) => void

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kui-'))
  const socket = join(folder, 'f.sock')
  server = createServer((request, response) => behave(request, response))
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const labels = { app: 'f' }
  const pod = of(
    'v1',
    'Pod',
    { name: 'f-1', namespace: 't' },
    {
      spec: { containers: [{ name: 'c', image: 'x', ports: [{ name: 'web', containerPort: 8080 }] }] },
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    },
  )
  world = await startWorld({
    now: new Date('2026-11-24T12:00:00Z'),
    kubelet: {
      socketOf: (_, port) => (port === 8080 ? socket : undefined),
      containerLog: () => Promise.reject(new Error('none')),
    },
    objects: [
      of(
        'v1',
        'Service',
        { name: 'f', namespace: 't' },
        {
          spec: {
            selector: labels,
            ports: [
              { name: 'http', port: 80, targetPort: 'web' },
              { name: 'closed', port: 81, targetPort: 9 },
            ],
          },
        },
      ),
      { ...pod, metadata: { ...pod.metadata, labels } },
    ],
  })
})

afterAll(async () => {
  await world.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  await rm(folder, { recursive: true, force: true })
})

beforeEach(() => {
  behave = (_, response) => response.end()
})

const base = '/api/v1/namespaces/t/services/f:http/proxy'

function open(method: string, path: string, headers: Record<string, string> = {}) {
  const { hostname, port } = new URL(world.url)
  const sent = sendRequest({
    hostname,
    port,
    method,
    path,
    headers: { authorization: `Bearer ${world.adminToken}`, ...headers },
  })
  const answered = new Promise<IncomingMessage>((resolve, reject) =>
    sent.once('response', resolve).once('error', reject),
  )
  return { sent, answered }
}

async function call(method: string, path: string, headers: Record<string, string> = {}, body?: Buffer) {
  const { sent, answered } = open(method, path, headers)
  sent.end(body)
  const message = await answered
  const chunks: Buffer[] = []
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk)
  return { status: message.statusCode, headers: message.headers, body: Buffer.concat(chunks) }
}

test('bytes go through unharmed both ways, whatever they are', async () => {
  behave = (request, response) => request.pipe(response)
  const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256))
  expect((await call('POST', `${base}/`, {}, bytes)).body.equals(bytes)).toBe(true)
})

test('an answer streams: its beginning comes before its end is written', async () => {
  let finish = () => {}
  behave = (_, response) => {
    response.write('begin')
    finish = () => response.end('end')
  }
  const { sent, answered } = open('GET', `${base}/`)
  sent.end()
  const chunks: string[] = []
  for await (const chunk of (await answered) as AsyncIterable<Buffer>) {
    chunks.push(chunk.toString())
    if (chunks.length === 1) finish()
  }
  expect(chunks).toEqual(['begin', 'end'])
})

test('credentials stay, everything else of a request arrives', async () => {
  const seen: IncomingMessage['headers'][] = []
  behave = (request, response) => {
    seen.push(request.headers)
    response.end(`${request.method} ${request.url}`)
  }
  const { body } = await call('PATCH', `${base}/a/b?c=%20d`, { 'x-own': '1', cookie: 'a=b' })
  expect(body.toString()).toBe('PATCH /a/b?c=%20d')
  expect(seen[0]).toMatchObject({
    'x-own': '1',
    cookie: 'a=b',
    'x-forwarded-uri': `${base}/a/b`,
    'accept-encoding': 'gzip',
  })
  expect(seen[0]).not.toHaveProperty('authorization')
})

test('a packed answer is unpacked for who did not ask for it, and left alone for who did', async () => {
  behave = (_, response) => response.setHeader('content-encoding', 'gzip').end(gzipSync('text'))
  const plain = await call('GET', `${base}/`)
  expect([plain.body.toString(), plain.headers['content-encoding']]).toEqual(['text', undefined])
  const packed = await call('GET', `${base}/`, { 'accept-encoding': 'gzip' })
  expect(packed.headers['content-encoding']).toBe('gzip')
})

test('links of a page lead back through the proxy, however the page is cut into pieces', async () => {
  behave = (_, response) => {
    response.setHeader('content-type', 'text/html')
    response.write('<a class="x" hr')
    setImmediate(() =>
      response.end(`ef="/y">1</a><a href="//other/">2</a><img src='/z.png'><p title="/no">/no</p>`),
    )
  }
  expect((await call('GET', `${base}/`)).body.toString()).toBe(
    `<a class="x" href="${base}/y">1</a><a href="//other/">2</a><img src='${base}/z.png'><p title="/no">/no</p>`,
  )
})

test('an answer that breaks off breaks off here too', async () => {
  behave = (_, response) => {
    response.setHeader('content-length', '100')
    response.write('half')
    setImmediate(() => response.destroy())
  }
  await expect(call('GET', `${base}/`)).rejects.toThrow('aborted')
})

test('who leaves stops the call', async () => {
  let arrive = () => {}
  const arrived = new Promise<void>((resolve) => (arrive = resolve))
  const left = new Promise<void>((resolve) => {
    behave = (request) => {
      arrive()
      request.once('close', () => resolve())
    }
  })
  const { sent, answered } = open('POST', `${base}/`)
  answered.catch(() => undefined)
  sent.write('x')
  await arrived
  sent.destroy()
  await left
})

test.each([
  ['a port nobody listens on', 'f:closed', 503, 'connect: connection refused'],
  ['a port the service does not have', 'f:82', 503, 'no service port 82 found for service "f"'],
  ['a service that is not there', 'g', 404, 'services "g" not found'],
  ['a reference that is none', 'a:b:c:d', 400, 'invalid service request "a:b:c:d"'],
])('%s is said', async (_, reference, status, sentence) => {
  const answer = await call('GET', `/api/v1/namespaces/t/services/${reference}/proxy/`)
  expect([answer.status, answer.body.toString()]).toEqual([
    status,
    expect.stringContaining(JSON.stringify(sentence).slice(1, -1)),
  ])
})
