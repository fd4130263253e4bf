import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from './client.ts'
import { connect } from './connect.ts'
import { KubernetesError, toAppError } from './errors.ts'
import { startObedientClock } from '../testing/obedient-clock.ts'
import { answerJson, answerStatus, kubeconfigFor, startScriptedApi } from '../testing/scripted-api.ts'
import type { ScriptedApi, Script } from '../testing/scripted-api.ts'

const closers: (() => Promise<void> | void)[] = []
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

async function given(script: Script, user?: object): Promise<{ api: ScriptedApi; client: KubernetesClient }> {
  const api = await startScriptedApi(script)
  closers.push(() => api.close())
  const kubeconfig = user ? kubeconfigFor(api.url, user) : api.kubeconfig
  const client = connect({ kubeconfig }, { fieldManager: 'test' })
  closers.push(() => client.close())
  return { api, client }
}

const hello = { namespace: 'default', name: 'hello' }
const helloObject = { apiVersion: 'kubeless.io/v1beta1', kind: 'Function', metadata: hello }

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

async function failureOf(promise: Promise<unknown>): Promise<KubernetesError> {
  const error: unknown = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(KubernetesError)
  return error as KubernetesError
}

test('calls share one connection and carry the token', async () => {
  const { api, client } = await given((_, response) => answerJson(response, 200, helloObject))
  for (let call = 0; call < 5; call++) await client.get(resources.functions, hello)
  expect(api.connections()).toBe(1)
  expect(api.seen.map(({ headers }) => headers.authorization)).toEqual(Array(5).fill('Bearer secret'))
})

test('fields nobody here knows come and go unchanged', async () => {
  const stored = { ...helloObject, spec: { futureField: { deep: [1, null] } } }
  const { api, client } = await given((_, response) => answerJson(response, 200, stored))
  const read = await client.get<KubeObject>(resources.functions, hello)
  await client.replace(resources.functions, read)
  expect(JSON.parse(api.seen[1]?.body.toString() ?? '')).toEqual(stored)
  expect(api.seen[1]).toMatchObject({
    method: 'PUT',
    url: '/apis/kubeless.io/v1beta1/namespaces/default/functions/hello?fieldManager=test',
  })
})

test('a name that is none never becomes a request', async () => {
  const { api, client } = await given((_, response) => answerJson(response, 200, {}))
  const names = [
    '.',
    '..',
    '',
    'a/b',
    'a%2fb',
    '%2e%2e',
    'a\\b',
    'a b',
    'a\n',
    'A',
    'x'.repeat(254),
    '../../kube-system?x=',
  ]
  for (const name of names) {
    await failureOf(client.delete(resources.functions, { namespace: 'default', name }).then(() => name))
    await failureOf(client.get(resources.functions, { namespace: name, name: 'hello' }))
    await failureOf(client.podLog({ namespace: 'default', name }, {})[Symbol.asyncIterator]().next())
  }
  await failureOf(client.delete(resources.pods, { name: 'no-namespace' }))
  expect(api.seen).toEqual([])
})

test('a call cannot leave the proxy of its Service', async () => {
  const { api, client } = await given((_, response) => response.end('ok'))
  const call = (path: string, service = 'hello', port = 'http') =>
    client.proxy({
      namespace: 'default',
      service,
      port,
      method: 'GET',
      path,
      headers: {},
      signal: AbortSignal.timeout(9000),
    })
  const paths = [
    '/..',
    '/../../secrets',
    '/%2e%2e/x',
    '/.%2E/x',
    '/%252e%252e/x',
    '/a\\..\\b',
    '/a\tb',
    '//evil.com/',
    'http://evil',
    '',
    '/a#b',
  ]
  for (const path of paths) await failureOf(call(path))
  await failureOf(call('/', '1abc'))
  await failureOf(call('/', 'hello', '80/proxy'))
  expect(api.seen).toEqual([])
  await call('/a%20b/ü?q=../x')
  expect(api.seen[0]?.url).toBe('/api/v1/namespaces/default/services/hello:http/proxy/a%20b/%C3%BC?q=../x')
})

test('a rejected token is read again from its file and the call repeated once', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'kubernetes-'))
  closers.push(() => rm(folder, { recursive: true }))
  const tokenFile = join(folder, 'token')
  await writeFile(tokenFile, 'old\n')
  const { api, client } = await given(
    (request, response) => {
      if (request.headers.authorization === 'Bearer new') answerJson(response, 200, helloObject)
      else answerStatus(response, 401, 'Unauthorized')
    },
    { tokenFile },
  )
  expect((await failureOf(client.get(resources.functions, hello))).code).toBe(401)
  expect(api.seen.length).toBe(2)
  await writeFile(tokenFile, 'new\n')
  await client.get(resources.functions, hello)
  expect(api.seen.map(({ headers }) => headers.authorization).slice(2)).toEqual(['Bearer old', 'Bearer new'])
})

test('a plugin named in the kubeconfig is asked for the token, through client-node', async () => {
  const api = await startScriptedApi((_, response) => answerJson(response, 200, helloObject))
  closers.push(() => api.close())
  const credential = {
    apiVersion: 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    status: { token: 'from-plugin' },
  }
  const exec = {
    apiVersion: credential.apiVersion,
    command: process.execPath,
    args: ['-e', `console.log(${JSON.stringify(JSON.stringify(credential))})`],
    interactiveMode: 'Never',
  }
  const config = JSON.parse(kubeconfigFor(api.url, { exec })) as { clusters: { cluster: object }[] }
  Object.assign(config.clusters[0]?.cluster ?? {}, { 'insecure-skip-tls-verify': true })
  const client = connect({ kubeconfig: JSON.stringify(config) }, { fieldManager: 'test' })
  closers.push(() => client.close())
  await client.get(resources.functions, hello)
  expect(api.seen[0]?.headers.authorization).toBe('Bearer from-plugin')
})

test('a function that answers 401 is not called twice', async () => {
  const { api, client } = await given((_, response) =>
    response.writeHead(401, { 'x-kubeless-pod': 'p' }).end('who?'),
  )
  const answer = await client.proxy({
    namespace: 'default',
    service: 'hello',
    port: '8080',
    method: 'POST',
    path: '/',
    headers: {},
    signal: AbortSignal.timeout(9000),
  })
  const body = await bytesOf(answer.body)
  expect(answer.status).toBe(401)
  expect(body.toString()).toBe('who?')
  expect(api.seen.length).toBe(1)
})

test('binary bodies and repeated headers pass the proxy unharmed', async () => {
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, index) => index))
  const { api, client } = await given((_, response) => {
    response.writeHead(418, { 'x-two': ['a', 'b'] }).end(bytes)
  })
  const answer = await client.proxy({
    namespace: 'default',
    service: 'hello',
    port: '8080',
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/octet-stream' },
    body: bytes,
    signal: AbortSignal.timeout(9000),
  })
  expect(answer.status).toBe(418)
  expect(answer.headers['x-two']).toBe('a, b')
  expect(await bytesOf(answer.body)).toEqual(bytes)
  expect(api.seen[0]?.body).toEqual(bytes)
})

test('an API that is busy is asked again when it says, and a change is not lost', async () => {
  let refusals = 1
  const { api, client } = await given((_, response) => {
    if (refusals-- > 0) response.writeHead(429, { 'retry-after': '0.01' }).end()
    else answerJson(response, 201, helloObject)
  })
  await client.create(resources.functions, helloObject)
  expect(api.seen.length).toBe(2)
})

test('nobody at the address is said so', async () => {
  const { api, client } = await given(() => undefined)
  await api.close()
  const error = await failureOf(client.get(resources.functions, hello))
  expect(error.code).toBe(0)
  expect(toAppError(error)).toMatchObject({ status: 503, code: 'api_unavailable' })
  expect(toAppError(error).message).toContain('the connection was refused')
})

test('an API that breaks off every question is soon left alone, and asked again by all once it answers', async () => {
  let isBroken = true
  const { api, client } = await given((_, response) => {
    if (isBroken) response.destroy()
    else answerJson(response, 200, helloObject)
  })
  for (let time = 0; time < 5; time++) await failureOf(client.create(resources.functions, helloObject))
  const refused = await failureOf(client.create(resources.functions, helloObject))
  expect(refused).toMatchObject({ code: 0, isHeldBack: true, message: 'the connection broke' })
  const writes = () => api.seen.filter(({ method }) => method === 'POST').length
  expect(writes()).toBe(5)
  // Who has a back-off of his own may still ask.
  const lists = () => api.seen.filter(({ url }) => url.includes('limit=1')).length
  await failureOf(client.list(resources.functions, { limit: 1, isPatient: true }))
  expect(lists()).toBe(1)

  isBroken = false
  await api.until((seen) => seen.some(({ url }) => url === '/version'))
  await expect
    .poll(() => client.create(resources.functions, helloObject).then(() => 'stored', String))
    .toBe('stored')
  expect(writes()).toBe(6)
})

test('a read on a connection that died idle is sent again', async () => {
  const { api, client } = await given((_, response) => {
    if (api.seen.length === 2) response.destroy()
    else answerJson(response, 200, helloObject)
  })
  await client.get(resources.functions, hello)
  await client.get(resources.functions, hello)
  expect(api.seen.length).toBe(3)
})

test('an aborted call rejects with the reason and closes its connection', async () => {
  const { api, client } = await given(() => undefined)
  const aborting = new AbortController()
  const call = client.list(resources.functions, { signal: aborting.signal })
  await api.until((seen) => seen.length === 1)
  aborting.abort(new Error('enough'))
  await expect(call).rejects.toThrow('enough')
})

test('a watch reads events however the chunks fall, and ends when aborted', async () => {
  const { client } = await given((_, response) => {
    const line = JSON.stringify({ type: 'ADDED', object: { ...helloObject, note: 'ü' } }) + '\n'
    const bytes = Buffer.from(line + line)
    const middle = bytes.indexOf(0xc3) + 1
    response.write(bytes.subarray(0, middle))
    response.write(bytes.subarray(middle))
  })
  const aborting = new AbortController()
  const seen: string[] = []
  for await (const event of client.watch(resources.functions, {
    resourceVersion: '1',
    signal: aborting.signal,
  })) {
    seen.push(`${event.type} ${(event.object as KubeObject & { note?: string }).note}`)
    if (seen.length === 2) aborting.abort()
  }
  expect(seen).toEqual(['ADDED ü', 'ADDED ü'])
})

test('a watch whose connection has died without a word is given up when it should have ended', async () => {
  const clock = startObedientClock('2026-11-27T03:00:00Z')
  const { api } = await given((_, response) => response.writeHead(200).flushHeaders())
  const client = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'test', clock })
  closers.push(() => client.close())
  let open: () => void = () => undefined
  const opened = new Promise<void>((resolve) => (open = resolve))
  const watch = client.watch(resources.functions, { resourceVersion: '1', onOpen: open })
  const waiting = failureOf(watch[Symbol.asyncIterator]().next())
  await opened
  clock.pass(240_000)
  expect(api.seen).toHaveLength(1)
  clock.pass(75_000)
  expect(await waiting).toMatchObject({ code: 0, message: 'a watch did not end in time' })
})

test('an expired watch rejects with 410, whether by status or by event', async () => {
  const status = {
    apiVersion: 'v1',
    kind: 'Status',
    metadata: {},
    status: 'Failure',
    reason: 'Expired',
    code: 410,
  }
  const { api, client } = await given((_, response) => {
    if (api.seen.length === 1) response.write(JSON.stringify({ type: 'ERROR', object: status }) + '\n')
    else answerStatus(response, 410, 'Expired')
  })
  const next = () =>
    client.watch(resources.functions, { resourceVersion: '1' })[Symbol.asyncIterator]().next()
  expect((await failureOf(next())).code).toBe(410)
  expect((await failureOf(next())).code).toBe(410)
})

test('a kubeconfig that cannot be used says what is wrong with it', () => {
  const options = { fieldManager: 'test' }
  expect(() => connect({ file: '/nowhere/config' }, options)).toThrow('/nowhere/config cannot be read')
  expect(() => connect({ kubeconfig: '{}' }, options)).toThrow('no current context')
  expect(() => connect({ kubeconfig: kubeconfigFor('ftp://x', {}) }, options)).toThrow(
    'neither http nor https',
  )
  expect(() => connect({ kubeconfig: 'a: [' }, options)).toThrow('not YAML')
})

test('refusals of the API are said in words with a way on', () => {
  const of = (code: number, status?: object) =>
    toAppError(new KubernetesError('refused', { code, status: status as never }))
  const message =
    'functions.kubeless.io is forbidden: User "jane" cannot create resource "functions" in API group "kubeless.io" in the namespace "shop"'
  expect(toAppError(new KubernetesError(message, { code: 403 }))).toMatchObject({
    status: 403,
    code: 'forbidden',
    message: 'The cluster does not allow jane to create functions.kubeless.io in namespace shop.',
  })
  expect(of(404, { details: { kind: 'namespaces', name: 'shop' } }).code).toBe('namespace_not_found')
  expect(of(404, { details: { kind: 'functions', name: 'hello' } }).code).toBe('not_found')
  expect(of(404)).toMatchObject({ status: 503, code: 'kubeless_missing' })
  expect(of(409, { reason: 'AlreadyExists' }).code).toBe('already_exists')
  expect(of(409, { reason: 'Conflict' }).code).toBe('conflict')
  expect(of(429)).toMatchObject({ status: 503, code: 'api_busy', extra: { retryAfterSeconds: 5 } })
  expect(of(507).code).toBe('disk_full')
})
