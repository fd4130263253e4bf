import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Refusal } from '../contract/errors.ts'
import { startHttpWorld } from '../testing/http-world.ts'
import type { HttpWorld } from '../testing/http-world.ts'
import { isOurHost } from './hosts.ts'

let on: HttpWorld
beforeAll(async () => {
  on = await startHttpWorld()
})
afterAll(() => on.close())

/** A request as bytes, to be closed after its answer. */
const asBytes = (firstLine: string, headers: readonly string[] = []) =>
  [
    firstLine,
    ...headers,
    `Authorization: ${on.bearer['authorization'] ?? ''}`,
    'Connection: close',
    '',
    '',
  ].join('\r\n')

test('every answer says what browsers must not do with it', async () => {
  for (const path of ['/api/functions', '/healthz', '/', '/api/nothing']) {
    const { headers } = await on.ask('GET', path)
    expect(headers).toMatchObject({
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; " +
        "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cross-origin-opener-policy': 'same-origin',
    })
    expect(headers['x-request-id']).toMatch(/^[0-9a-f]{16}$/)
    expect(
      Object.keys(headers).filter((name) =>
        /^(access-control-|x-powered-by|strict-transport|etag)/.test(name),
      ),
    ).toEqual([])
  }
})

test('what the API answers is kept by nobody, and is never a page', async () => {
  for (const path of ['/api/functions', '/api/nothing', '/api/session']) {
    const { headers } = await on.ask('GET', path, { headers: { accept: 'application/xml, text/html' } })
    expect(headers['cache-control']).toBe('no-store')
    expect(headers['content-type']).toMatch(/^application\/(problem\+)?json/)
  }
})

test('HEAD and OPTIONS are answered, and nothing is said about other origins', async () => {
  expect(await on.ask('HEAD', '/api/functions')).toMatchObject({ status: 200, text: '' })
  expect(await on.ask('HEAD', '/api/events')).toMatchObject({ status: 200, text: '' })
  const { status, headers } = await on.ask('OPTIONS', '/api/functions', {
    headers: { origin: `http://${on.host}` },
  })
  expect(status).toBe(200)
  expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
})

test.each([
  'evil.example',
  '127.0.0.1.nip.io',
  'localhost.evil.com',
  'localhost:80@evil',
  '0.0.0.0',
  '192.168.49.2',
  '127.0.0.1:1',
  'localhost',
  '[::1]',
  '[::2]',
  '-',
])('Host %s is not ours', async (host) => {
  const answer = await on.ask('GET', '/api/functions', { headers: { host } })
  expect(answer.status).toBe(403)
  expect(answer.json).toMatchObject({ code: 'host_not_allowed' })
})

test('no Host, two of them, an empty one, and an address in place of a path are refused', async () => {
  expect(await on.send(asBytes('GET /api/functions HTTP/1.1'))).toMatch(/^HTTP\/1.1 400 /)
  expect(await on.send(asBytes('GET /api/functions HTTP/1.1', [`Host: ${on.host}`, 'Host: evil']))).toMatch(
    /^HTTP\/1.1 400 .*host_not_allowed/s,
  )
  expect(await on.send(asBytes('GET /api/functions HTTP/1.1', ['Host:']))).toMatch(/^HTTP\/1.1 403 /)
  expect(
    await on.send(asBytes(`GET http://${on.host}/api/functions HTTP/1.1`, [`Host: ${on.host}`])),
  ).toMatch(/^HTTP\/1.1 400 .*path_invalid/s)
  expect(await on.send(asBytes('GET /api/functions HTTP/1.1', [`Host: ${on.host}`]))).toMatch(
    /^HTTP\/1.1 200 /,
  )
})

test.each([
  ['localhost:3000', false, true],
  ['127.0.0.1:3000', false, true],
  ['[::1]:3000', false, true],
  ['localhost', false, false],
  ['192.168.49.2:3000', false, false],
  ['kui.example', false, true],
  ['KUI.example:8443', false, true],
  ['other.example:81', false, true],
  ['other.example', false, false],
  ['localhost:31234', true, true],
  ['192.168.49.2:31234', true, true],
  ['[fd00::1]:31234', true, true],
  ['0.0.0.0:31234', true, false],
  ['a.localhost:31234', true, true],
  ['ui.kubeless:3000', true, true],
  ['ui.kubeless.svc.cluster.local:3000', true, true],
  ['ui.kubeless.svc.evil.com', true, false],
  ['evil.com', true, false],
  ['', true, false],
])('Host %s, where any address is allowed: %s → %s', (host, allowsAnyAddress, expected) => {
  expect(isOurHost(host, 3000, { allowedHosts: ['kui.example', 'other.example:81'], allowsAnyAddress })).toBe(
    expected,
  )
})

/** What a signed-in page of some origin makes its browser send. */
async function fromPage(origin: string | undefined, extra: Record<string, string> = {}, method = 'DELETE') {
  const headers = { ...(await on.signIn()), ...(origin === undefined ? {} : { origin }), ...extra }
  return on.askAnybody(method, '/api/namespaces/default/functions/nothere', { headers })
}

test('CVE-2025-49596, CVE-2025-62593, CVE-2022-21703: no page of another origin changes anything, whatever the method', async () => {
  const { port } = new URL(on.http.url)
  const foreign = [
    'null',
    `http://127.0.0.1:${Number(port) + 1}`,
    `https://127.0.0.1:${port}`,
    `http://${on.host}.evil.com`,
    `http://${on.host}@evil`,
    'file://',
    '',
  ]
  for (const origin of foreign)
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
      const answer = await fromPage(origin, {}, method)
      expect(`${origin} ${method} ${answer.status}`).toBe(`${origin} ${method} 403`)
      expect(answer.json).toMatchObject({ code: 'origin_not_allowed' })
    }
  expect((await fromPage(undefined)).json).toMatchObject({ code: 'origin_not_allowed' })
  expect((await fromPage(`http://${on.host}`)).json).toMatchObject({ code: 'not_found' })
})

test('what a browser says about where a request comes from is believed', async () => {
  const own = `http://${on.host}`
  for (const site of ['cross-site', 'same-site']) {
    expect((await fromPage(own, { 'sec-fetch-site': site })).status).toBe(403)
    expect((await on.ask('GET', '/api/functions', { headers: { 'sec-fetch-site': site } })).status).toBe(403)
  }
  expect((await fromPage(own, { 'sec-fetch-site': 'same-origin' })).status).toBe(404)
  expect((await on.ask('GET', '/api/functions', { headers: { origin: 'http://evil.example' } })).status).toBe(
    403,
  )
})

test('a foreign page cannot sign anybody in, nor send what looks like JSON as a form', async () => {
  const signIn = (headers: Record<string, string>) =>
    on.askAnybody('POST', '/api/session', { body: { token: 'x' }, headers })
  expect((await signIn({ origin: 'http://evil.example' })).json).toMatchObject({ code: 'origin_not_allowed' })
  expect((await signIn({ 'content-type': 'text/plain' })).json).toMatchObject({ code: 'content_type' })
})

test.each(['TRACE', 'PROPFIND', 'LINK'])('the method %s is not offered anywhere', async (method) => {
  const { status, headers } = await on.ask(method, '/api/functions')
  expect(status).toBe(405)
  expect(headers['allow']).toContain('GET')
})

test('a method that is none is refused, and a tunnel is not opened', async () => {
  expect(await on.send(asBytes('X-FOO /api/functions HTTP/1.1', [`Host: ${on.host}`]))).toMatch(
    /^HTTP\/1.1 501 /,
  )
  expect(await on.send(asBytes('CONNECT evil:443 HTTP/1.1', [`Host: ${on.host}`]))).toMatch(/^HTTP\/1.1 405 /)
})

test('an address that is there says which methods it takes', async () => {
  const list = await on.ask('PUT', '/api/functions')
  expect(list.status).toBe(405)
  expect(list.headers['allow']).toBe('GET, HEAD, OPTIONS')
  const one = await on.ask('PATCH', '/api/namespaces/default/functions/hello')
  expect(one.headers['allow']).toBe('GET, PUT, DELETE, HEAD, OPTIONS')
})

test('a method in a header is not a method', async () => {
  const answer = await on.ask('POST', '/api/namespaces/default/functions/hello/invocations', {
    headers: { 'x-http-method-override': 'DELETE' },
    body: { method: 'GET' },
  })
  expect(answer.json).toMatchObject({ code: 'not_found', detail: expect.stringContaining('hello') as string })
})

test('what is too long or not HTTP is refused, and the server lives on', async () => {
  const own = [`Host: ${on.host}`]
  expect((await on.ask('GET', `/api/functions?namespace=${'a'.repeat(9 * 1024)}`)).json).toMatchObject({
    code: 'uri_too_long',
    status: 414,
  })
  expect(
    (await on.ask('GET', '/api/functions', { headers: { 'x-long': 'x'.repeat(17 * 1024) } })).status,
  ).toBe(431)
  const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`x-${at}`, '1']))
  expect((await on.ask('GET', '/api/functions', { headers: many })).json).toMatchObject({
    code: 'headers_too_large',
    status: 431,
  })
  const smuggled = asBytes('POST /api/session HTTP/1.1', [
    ...own,
    'Transfer-Encoding: chunked',
    'Content-Length: 5',
  ])
  expect(await on.send(`${smuggled}0\r\n\r\n`)).toMatch(/^HTTP\/1.1 400 /)
  for (const bytes of [
    'garbage\r\n\r\n',
    'GET /\r\n\r\n',
    'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    '\u0016\u0003\u0001\u0002\u0000',
  ])
    expect(await on.send(bytes)).toMatch(/^(HTTP\/1.1 (400|403|501) |$)/)
  expect((await on.ask('GET', '/api/functions')).status).toBe(200)
})

test('CVE-2024-40634: nothing of a body is read before it is known who sends it', async () => {
  const head = [
    'POST /api/namespaces/default/functions HTTP/1.1',
    `Host: ${on.host}`,
    'Content-Type: application/json',
    'Content-Length: 100000000',
    '',
    '',
  ]
  const answer = await on.send(head.join('\r\n'))
  expect(answer).toMatch(/^HTTP\/1.1 401 /)
  expect(answer).toMatch(/Connection: close/i)
})

test('of several things wrong the one that is cheapest to see is said, and a body is looked at last', async () => {
  const halves = await on.signIn()
  const headers = { host: 'evil.example', origin: 'http://evil.example', 'content-type': 'text/plain' }
  const codeOf = async (method: string, path: string, sent: Record<string, string>) =>
    ((await on.askAnybody(method, path, { headers: sent, body: '{' })).json as Refusal).code
  const path = '/api/namespaces/default/functions'
  expect(await codeOf('TRACE', `${path}/..`, headers)).toBe('method_not_allowed')
  expect(await codeOf('POST', `${path}/..`, headers)).toBe('path_invalid')
  expect(await codeOf('POST', path, headers)).toBe('host_not_allowed')
  expect(await codeOf('POST', path, { ...headers, host: on.host })).toBe('unauthenticated')
  expect(await codeOf('POST', path, { ...headers, ...halves, host: on.host })).toBe('origin_not_allowed')
  const own = { ...halves, host: on.host, origin: `http://${on.host}` }
  expect(await codeOf('POST', path, { ...own, 'content-type': 'text/plain' })).toBe('content_type')
  expect(await codeOf('POST', '/api/namespaces/A/functions', own)).toBe('namespace_invalid')
  expect(await codeOf('POST', path, own)).toBe('json_invalid')
})

test('a mistake of ours is named by a number that leads to the log, and told nobody else', async () => {
  const { world } = on
  const listNamespaces = () => Promise.reject(new TypeError('the secret cause'))
  const broken = await startHttpWorld({ cluster: { ...world.cluster, listNamespaces } }, { world })
  const { status, json, text } = await broken.ask('GET', '/api/namespaces')
  await broken.close()
  const { requestId } = json as Refusal
  expect(json).toMatchObject({ status: 500, code: 'internal', title: 'Internal Server Error' })
  expect(status).toBe(500)
  expect(text).not.toContain('secret')
  expect(broken.lines.find((line) => line.includes(requestId))).toContain('the secret cause')
})

test('one line of the log tells of each change and each refusal, whatever its names hold', async () => {
  const before = on.lines.length
  await on.askAnybody('DELETE', '/api/namespaces/a%E2%80%A8b/functions/%1Bc', {
    headers: { 'user-agent': 'x\u00e9y' },
  })
  await on.ask('DELETE', '/api/namespaces/default/functions/nothere')
  const lines = on.lines.slice(before)
  expect(lines.every((line) => /^[\x20-\x7e]*\n$/.test(line))).toBe(true)
  expect(lines.map((line) => JSON.parse(line) as object)).toMatchObject([
    { level: 30, outcome: 'refused', status: 400 },
    {
      level: 30,
      event: 'DELETE /api/namespaces/:namespace/functions/:name',
      outcome: 'refused',
      status: 404,
      code: 'not_found',
      auth: 'bearer',
      ns: 'default',
      name: 'nothere',
    },
  ])
})
