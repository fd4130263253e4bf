import { createHash } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { InvocationRequest } from '../contract/invocations.ts'
import { resources } from '../functions/resources.ts'
import { checksumOfCode } from './checksum.ts'
import { aSpec, hello, readyStatus, startWorld } from '../testing/small-world.ts'
import type { World } from '../testing/small-world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(async () => {
  await world.close()
})

const never = new AbortController().signal
const invoke = (request: Partial<InvocationRequest> = {}, signal = never) =>
  world.cluster.invoke(hello, { method: 'POST', ...request }, signal)
const refusal = (status: number, code: string) => expect.objectContaining({ status, code }) as Error
const checksum = checksumOfCode('x = 1\n', 'text')

async function givenHello(timeoutSeconds = 30): Promise<void> {
  await world.cluster.createFunction(aSpec({ timeoutSeconds }))
  await world.deploy(hello)
  await isReady()
}

async function isReady(): Promise<void> {
  const seen = world.event((event) => event.type === 'function' && event.summary.state === 'ready')
  if ((await world.cluster.listFunctions())[0]?.state !== 'ready') await seen
}

test('a call carries body, headers and the event, and brings back the answer as it is', async () => {
  await givenHello()
  world.answer = (request, response) => {
    response.writeHead(418, {
      'x-kubeless-checksum': checksum,
      'x-kubeless-pod': 'hello-1',
      'set-cookie': 'a=b',
      'content-type': 'application/json',
    })
    response.end(
      JSON.stringify({
        method: request.method,
        url: request.url,
        headers: request.headers,
        text: request.text,
      }),
    )
  }
  const answer = await invoke({
    path: '/a%20b?q=1',
    body: '{"n":1}',
    headers: { 'Content-Type': 'application/json', 'X-Mine': 'yes' },
  })
  expect(answer).toMatchObject({
    status: 418,
    answeredBy: { checksum, pod: 'hello-1', isCurrent: true },
    waitedMs: 0,
    warnings: ['Its cookies are not shown.'],
    body: { encoding: 'utf8', truncated: false, incomplete: false },
  })
  expect(answer.headers).not.toHaveProperty('set-cookie')
  const seen = JSON.parse(answer.body.data) as { headers: Record<string, string> }
  expect(seen).toMatchObject({ method: 'POST', url: '/a%20b?q=1', text: '{"n":1}' })
  expect(seen.headers).toMatchObject({
    'content-type': 'application/json',
    'x-mine': 'yes',
    'accept-encoding': 'identity',
    'event-id': answer.eventId,
    'event-type': 'application/json',
    'event-namespace': 'dashboard.kubeless.io',
  })
  expect(answer.eventId).toMatch(/^ui-[0-9a-f]{12}$/)
  expect(Date.parse(seen.headers['event-time'] ?? '')).not.toBeNaN()
  expect(seen.headers).not.toHaveProperty('authorization')
})

test.each(['GET', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const)('method %s passes', async (method) => {
  await givenHello()
  world.answer = (request, response) => response.end(request.method)
  expect((await invoke({ method })).body.data).toBe(method)
})

test('what a function answers on its own account is an answer, also an error shaped like one of Kubernetes', async () => {
  await givenHello()
  const status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: 'no endpoints available for service "other"',
    code: 503,
  }
  world.answer = (_, response) =>
    response.writeHead(503, { 'content-type': 'application/json' }).end(JSON.stringify(status))
  expect(await invoke()).toMatchObject({ status: 503, statusText: 'Service Unavailable' })
})

test('bytes that are no text come as base64, text as text, nothing as nothing', async () => {
  await givenHello()
  const bytes = Buffer.from([0xff, 0x00, 0x80, 0x41])
  world.answer = (_, response) => response.end(bytes)
  expect((await invoke()).body).toEqual({
    encoding: 'base64',
    data: bytes.toString('base64'),
    size: 4,
    truncated: false,
    incomplete: false,
  })
  world.answer = (_, response) => response.end('Grüße 👋')
  expect((await invoke()).body).toMatchObject({ encoding: 'utf8', data: 'Grüße 👋' })
  world.answer = (_, response) => response.writeHead(204).end()
  expect(await invoke()).toMatchObject({ status: 204, body: { data: '', size: 0 } })
  world.answer = (request, response) => response.end(request.text)
  expect(
    (
      await invoke({
        body: bytes.toString('base64'),
        bodyEncoding: 'base64',
        headers: { 'content-type': 'text/plain' },
      })
    ).status,
  ).toBe(200)
})

test('ten mebibytes come whole, more is cut off and said so', async () => {
  await givenHello()
  const limit = 10 * 1024 * 1024
  const exact = Buffer.alloc(limit, 'x')
  world.answer = (_, response) => response.end(exact)
  const whole = await invoke()
  expect(whole.body).toMatchObject({ size: limit, truncated: false })
  expect(createHash('md5').update(whole.body.data).digest('hex')).toBe(
    createHash('md5').update(exact).digest('hex'),
  )
  world.answer = (_, response) => {
    response.write(Buffer.from('ü'))
    response.write(exact)
    response.end(exact)
  }
  const cut = await invoke()
  expect(cut.body).toMatchObject({ encoding: 'utf8', truncated: true })
  expect(Buffer.byteLength(cut.body.data)).toBe(limit)
  expect(cut.warnings).toEqual(['The answer was cut off at 10 MiB.'])
})

test('an answer that breaks off is shown as far as it came', async () => {
  await givenHello()
  world.answer = (_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('first half', () => response.destroy())
  }
  expect(await invoke()).toMatchObject({
    body: { data: 'first half', incomplete: true },
    warnings: ['The connection broke before the end of the answer.'],
  })
})

test('which server takes the calls is told by what is deployed', async () => {
  await world.cluster.createFunction(aSpec())
  const serverNow = async () => (await world.cluster.getFunction(hello)).server
  await world.deploy(hello, {
    command: ['sh', '-c', 'exec python3 "$KUBELESS_INSTALL_VOLUME/.shim/shim.py"'],
  })
  await expect.poll(serverNow).toMatchObject({ kind: 'shim', language: 'python' })
  await world.deploy(hello, { image: 'kubeless/python@sha256:7e5b', pod: 'hello-2' })
  await expect.poll(serverNow).toMatchObject({ kind: 'kubeless', language: 'python' })
})

test('an error that an image of Kubeless hides behind status 200 is called one', async () => {
  await world.cluster.createFunction(aSpec())
  await world.deploy(hello, { image: 'kubeless/ruby@sha256:e93e' })
  await isReady()
  const answers = [
    '<!DOCTYPE html><html><head><title>KeyError at /</title></head></html>',
    '<h1>Internal Server Error</h1>',
    '<html>an <h1>Internal</h1> page</html>',
  ]
  world.answer = (_, response) => response.end(answers.shift())
  const hidden = [expect.stringContaining('although its status is 200') as string]
  expect((await invoke()).warnings).toEqual(hidden)
  expect((await invoke()).warnings).toEqual(hidden)
  expect((await invoke()).warnings).toEqual([])
  world.answer = (_, response) => response.writeHead(408).end('Timeout exceeded')
  expect((await invoke()).warnings).toEqual([expect.stringContaining('ends its process')])
})

test('a redirect is shown, not followed', async () => {
  await givenHello()
  let calls = 0
  world.answer = (_, response) => {
    calls++
    response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end()
  }
  expect(await invoke({ method: 'GET' })).toMatchObject({
    status: 302,
    warnings: ['The redirect was not followed.'],
  })
  expect(calls).toBe(1)
})

test('whoever stops waiting stops the call', async () => {
  await givenHello()
  const leaving = new AbortController()
  const closed = new Promise<void>((resolve) => {
    world.answer = (_request, response) => {
      response.on('close', resolve)
      leaving.abort(new Error('enough'))
    }
  })
  await expect(invoke({}, leaving.signal)).rejects.toThrow('enough')
  await closed
})

test.each([
  'Impersonate-User',
  'impersonate_user',
  'Cookie',
  'Host',
  'X-Forwarded-For',
  'Connection',
  'event-id',
  'Authorization',
])('header %s never reaches the API server', async (name) => {
  await givenHello()
  await expect(invoke({ headers: { [name]: 'x' } })).rejects.toEqual(refusal(400, 'header_not_allowed'))
})

test('a header that would begin another one is refused', async () => {
  await givenHello()
  for (const headers of [
    { 'x-a': 'b\r\nHost: evil' },
    { 'x a': 'b' },
    { 'x-ü': 'b' },
    { ['x'.repeat(65)]: 'b' },
  ])
    await expect(invoke({ headers: headers as Record<string, string> })).rejects.toEqual(
      refusal(400, 'header_invalid'),
    )
})

test('a call to what is not there, not deployed, not ready or not the function says which', async () => {
  await expect(invoke()).rejects.toEqual(refusal(404, 'not_found'))
  await world.cluster.createFunction(aSpec())
  await expect(invoke()).rejects.toEqual(refusal(409, 'not_deployed'))
  await world.deploy(hello, { status: { ...readyStatus, conditions: [] } })
  await expect(invoke()).rejects.toEqual(refusal(503, 'no_ready_pod'))
  await world.client.patch(resources.services, hello, {
    merge: { metadata: { labels: null, ownerReferences: null } },
  })
  await world.event(() => true)
  const foreign = world.client.get(resources.services, hello)
  expect((await foreign).metadata.labels).toBeUndefined()
  await expect
    .poll(() =>
      invoke().then(
        () => 'answered',
        (error: { code: string }) => error.code,
      ),
    )
    .toBe('not_a_function_service')
})

test('a call waits for the new version when asked to, and says which one answered', async () => {
  await givenHello()
  const details = await world.cluster.getFunction(hello)
  const next = checksumOfCode('x = 2\n', 'text')
  world.answer = (_, response) => response.writeHead(200, { 'x-kubeless-checksum': checksum }).end('old')
  await world.cluster.changeFunction(hello, {
    ...aSpec({ timeoutSeconds: 30, code: 'x = 2\n' }),
    resourceVersion: details.resourceVersion,
  })
  expect(await invoke()).toMatchObject({
    answeredBy: { isCurrent: false },
    warnings: ['The previous version answered, not the code that is stored.'],
  })
  const answer = invoke({ waitMs: 15_000 })
  world.answer = (_, response) => response.writeHead(200, { 'x-kubeless-checksum': next }).end('new')
  await world.deploy(hello, { checksum: next, pod: 'hello-2' })
  await world.client.delete(
    resources.pods,
    { namespace: 'default', name: 'hello-1' },
    { gracePeriodSeconds: 0 },
  )
  expect(await answer).toMatchObject({
    body: { data: 'new' },
    answeredBy: { checksum: next, isCurrent: true },
    warnings: [],
  })
})

test('a call that waits for something that fails does not wait to the end', async () => {
  await world.cluster.createFunction(aSpec())
  const answer = invoke({ waitMs: 60_000 })
  const status = structuredClone(readyStatus)
  status.conditions = []
  Object.assign(status.containerStatuses?.[0] ?? {}, {
    ready: false,
    state: { terminated: { exitCode: 1, message: 'boom' } },
  })
  await Promise.all([
    world.deploy(hello, { status }),
    expect(answer).rejects.toEqual(refusal(503, 'no_ready_pod')),
  ])
  await expect(invoke()).rejects.toThrow('boom')
})

test(
  'a function that never answers, or never comes to an end, is given up after its timeout and five seconds',
  { timeout: 30_000 },
  async () => {
    await givenHello(1)
    world.answer = (request, response) => {
      if (!request.url?.endsWith('/drip')) return
      const dripping = setInterval(() => response.write('.'), 100)
      response.once('close', () => clearInterval(dripping))
    }
    const [silent, dripping] = await Promise.allSettled([invoke(), invoke({ path: '/drip' })])
    expect(silent).toMatchObject({ status: 'rejected', reason: refusal(504, 'function_timeout') })
    expect(dripping).toMatchObject({
      status: 'fulfilled',
      value: {
        body: { incomplete: true },
        warnings: ['The answer went on beyond the timeout and was cut off.'],
      },
    })
  },
)
