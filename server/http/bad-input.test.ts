/**
 * What is sent wrong, and what is answered. BAD-nn are numbers of one list of such inputs; those about archives
 * (71–75) and about pages of a list (92) have no place here, since nothing is unpacked and nothing is paged.
 */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FunctionDetails } from '../contract/functions.ts'
import { startHttpWorld } from '../testing/http-world.ts'
import type { HttpWorld } from '../testing/http-world.ts'
import { aSpec, hello } from '../testing/small-world.ts'

let on: HttpWorld
let stored: FunctionDetails
beforeAll(async () => {
  on = await startHttpWorld()
  stored = (await on.ask('POST', functions, { body: aSpec() })).json as FunctionDetails
  await on.world.deploy(hello)
})
afterAll(() => on.close())

const functions = '/api/namespaces/default/functions'
const one = `${functions}/hello`
const text = { 'content-type': 'application/json' }

/** A new function with something wrong, as JSON brings it. */
const create = (change: Record<string, unknown>) =>
  on.ask('POST', functions, { body: { ...aSpec({ name: 'new' }), ...change } })
const createAs = (body: string, headers: Record<string, string> = text) =>
  on.ask('POST', functions, { body, headers })
const invoke = (change: Record<string, unknown>) =>
  on.ask('POST', `${one}/invocations`, { body: { method: 'POST', ...change } })

interface Expected {
  status: number
  code: string
  detail?: unknown
  field?: string
}
const containing = (words: string): unknown => expect.stringContaining(words)

test.each<[string, Record<string, unknown>, Expected]>([
  [
    'BAD-01',
    { name: '' },
    { status: 422, code: 'name_required', detail: containing('Name is required'), field: 'name' },
  ],
  ['BAD-01 absent', { name: undefined }, { status: 422, code: 'name_required', field: 'name' }],
  [
    'BAD-02',
    { name: 'MyFunc' },
    { status: 422, code: 'name_invalid', detail: containing("lower-case letters, digits and '-'") },
  ],
  ['BAD-03', { name: '1abc' }, { status: 422, code: 'name_invalid' }],
  ['BAD-04', { name: 'a.b' }, { status: 422, code: 'name_invalid' }],
  ['BAD-05', { name: 'a'.repeat(64) }, { status: 422, code: 'name_too_long' }],
  ['BAD-06', { name: '..' }, { status: 422, code: 'name_invalid' }],
  ['BAD-13', { name: '__proto__' }, { status: 422, code: 'name_invalid' }],
  ['BAD-14', { name: 'аbc' }, { status: 422, code: 'name_invalid' }],
  ['a name that is no text', { name: 5 }, { status: 422, code: 'field_invalid', field: 'name' }],
  ['BAD-18', { namespace: 'other' }, { status: 422, code: 'namespace_mismatch', field: 'namespace' }],
  [
    'BAD-30 spec',
    { spec: {} },
    { status: 422, code: 'field_not_allowed', detail: containing('"spec"'), field: 'spec' },
  ],
  [
    'BAD-30 deployment',
    { deployment: {} },
    { status: 422, code: 'field_not_allowed', detail: containing('"deployment"') },
  ],
  [
    'BAD-30 metadata',
    { metadata: {} },
    { status: 422, code: 'field_not_allowed', detail: containing('"metadata"') },
  ],
  [
    'an unknown field',
    { colour: 'red' },
    { status: 422, code: 'unknown_field', detail: containing('"colour"') },
  ],
  [
    'a row of a variable with more in it',
    { env: [{ name: 'A', value: '', valueFrom: {} }] },
    { status: 422, code: 'unknown_field', field: 'env[0].valueFrom' },
  ],
  ['variables that are no list', { env: { A: 'b' } }, { status: 422, code: 'field_invalid', field: 'env' }],
  [
    'labels that are no texts',
    { labels: { a: 1 } },
    { status: 422, code: 'field_invalid', field: 'labels.a' },
  ],
  ['BAD-52', { runtime: 'cobol1' }, { status: 422, code: 'runtime_unknown', field: 'runtime' }],
  ['BAD-53', { runtime: 'python3.8;rm -rf /' }, { status: 422, code: 'runtime_unknown' }],
  [
    'BAD-54',
    { handler: 'foo' },
    { status: 422, code: 'handler_invalid', detail: containing('file.function'), field: 'handler' },
  ],
  ['BAD-55', { handler: '../../etc/passwd.x' }, { status: 422, code: 'handler_invalid' }],
  ['BAD-56', { code: '' }, { status: 422, code: 'code_required', field: 'code' }],
  [
    'BAD-57',
    { code: 'a'.repeat(1_000_001) },
    { status: 413, code: 'code_too_large', detail: containing('fits in a ConfigMap (1 MiB)') },
  ],
  ['BAD-58', { code: 'a\0' }, { status: 422, code: 'code_not_text' }],
  ['BAD-58 half a character', { code: '\ud800' }, { status: 422, code: 'code_not_text' }],
  ['BAD-60', { runtime: 'nodejs24', deps: '{' }, { status: 422, code: 'deps_invalid', field: 'deps' }],
  ['BAD-61', { checksum: 'md5:x' }, { status: 422, code: 'checksum_invalid' }],
  ["BAD-61 a shell's", { checksum: "sha256:'; id #" }, { status: 422, code: 'checksum_invalid' }],
  [
    'BAD-62',
    { checksum: `sha256:${'0'.repeat(64)}` },
    { status: 422, code: 'checksum_mismatch', field: 'checksum' },
  ],
  ['BAD-63', { contentType: 'url', code: 'file:///etc/passwd' }, { status: 422, code: 'url_scheme' }],
  ['BAD-64', { contentType: 'url', code: 'http://169.254.169.254/' }, { status: 422, code: 'url_private' }],
  ['BAD-65', { contentType: 'url', code: "https://x.example/'$(id)'" }, { status: 422, code: 'url_invalid' }],
  ['a content type that is none', { contentType: 'text+zip' }, { status: 422, code: 'content_type_invalid' }],
  [
    'BAD-66',
    { timeoutSeconds: 0 },
    { status: 422, code: 'timeout_range', detail: containing('1–900 seconds') },
  ],
  ['BAD-66 a text', { timeoutSeconds: '10s' }, { status: 422, code: 'timeout_range' }],
  ['BAD-67', { memory: '128mb' }, { status: 422, code: 'quantity_invalid' }],
  ['BAD-67 a range', { memory: '1Ei' }, { status: 422, code: 'quantity_range' }],
  [
    'BAD-68',
    { env: [{ name: '1A', value: '' }] },
    { status: 422, code: 'env_invalid', field: 'env[0].name' },
  ],
  [
    'BAD-68 twice',
    {
      env: [
        { name: 'A', value: '' },
        { name: 'A', value: '' },
      ],
    },
    { status: 422, code: 'env_duplicate' },
  ],
  [
    'BAD-68 many',
    { env: Array.from({ length: 257 }, (_, at) => ({ name: `A${at}`, value: '' })) },
    { status: 422, code: 'env_too_many' },
  ],
  ['BAD-69', { env: [{ name: 'LD_PRELOAD', value: '' }] }, { status: 422, code: 'env_reserved' }],
  ['BAD-70', { port: '8080' }, { status: 422, code: 'port_range' }],
  ['BAD-89', { name: 'hello' }, { status: 409, code: 'already_exists', field: 'name' }],
])('%s: a function is refused', async (_, change, expected) => {
  const answer = await create(change)
  expect(answer.json).toMatchObject(expected)
  expect(answer.status).toBe(expected.status)
  expect(answer.headers['content-type']).toContain('application/problem+json')
})

test('everything wrong is said at once, each at its field', async () => {
  const { json } = await create({ name: '', handler: 'x', timeoutSeconds: 0 })
  expect(json).toMatchObject({
    status: 422,
    code: 'name_required',
    problems: [{ field: 'name' }, { field: 'handler' }, { field: 'timeoutSeconds' }],
  })
})

test.each([
  ['BAD-06', '..', 400, 'path_invalid'],
  ['BAD-06', '.', 400, 'path_invalid'],
  ['BAD-07', '%2e%2e', 400, 'path_invalid'],
  ['BAD-07', '.%2e', 400, 'path_invalid'],
  ['BAD-07', '%252e%252e', 400, 'path_invalid'],
  ['BAD-08', 'a%2fb', 400, 'path_invalid'],
  ['BAD-08', 'a%5cb', 400, 'path_invalid'],
  ['BAD-08', 'a\\b', 400, 'path_invalid'],
  ['BAD-09', 'a%00b', 400, 'path_invalid'],
  ['BAD-10', 'a%0d%0aSet-Cookie:x=1', 400, 'path_invalid'],
  ['BAD-11', '%', 400, 'path_invalid'],
  ['BAD-11', '%zz', 400, 'path_invalid'],
  ['BAD-11', '%ff', 400, 'path_invalid'],
  ['BAD-12', ':name', 422, 'name_invalid'],
  ['BAD-12', '%3Aname', 422, 'name_invalid'],
  ['BAD-13', '__proto__', 422, 'name_invalid'],
  ['BAD-14', '%D0%B0bc', 422, 'name_invalid'],
  ['a name nothing has', 'constructor', 404, 'not_found'],
])(
  '%s: the address of %s is refused, and the cluster is asked for nothing',
  async (_, name, status, code) => {
    const before = (await on.ask('GET', '/api/functions')).text
    for (const method of ['GET', 'DELETE']) {
      const answer = await on.ask(method, `${functions}/${name}`)
      expect(answer.json).toMatchObject({ status, code })
      expect(answer.headers['set-cookie']).toBeUndefined()
    }
    expect((await on.ask('GET', '/api/functions')).text).toBe(before)
  },
)

test.each<[string, string, Expected]>([
  ['BAD-15', 'nothere', { status: 404, code: 'namespace_not_found' }],
  ['BAD-16', 'kube-system', { status: 403, code: 'namespace_protected' }],
  ['a namespace that can be none', 'A', { status: 422, code: 'namespace_invalid' }],
])('%s: namespace %s', async (_, namespace, expected) => {
  const { json } = await on.ask('POST', `/api/namespaces/${namespace}/functions`, {
    body: aSpec({ namespace }),
  })
  expect(json).toMatchObject(expected)
})

test('what would take the place of something of Kubeless is refused', async () => {
  const { json } = await on.ask('POST', '/api/namespaces/kubeless/functions', {
    body: aSpec({ namespace: 'kubeless', name: 'ui' }),
  })
  expect(json).toMatchObject({ status: 409, code: 'name_taken', field: 'name' })
})

const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`
const many = `{${Array.from({ length: 100_000 }, (_, at) => `"k${at}":1`).join(',')}}`
test.each<[string, string, Expected]>([
  ['BAD-19', '', { status: 400, code: 'body_required' }],
  ['BAD-20', '{bad', { status: 400, code: 'json_invalid', detail: containing('line 1, column 2') }],
  ['BAD-21', '[]', { status: 422, code: 'body_not_object' }],
  ['BAD-21', '"x"', { status: 422, code: 'body_not_object' }],
  ['BAD-21', 'null', { status: 422, code: 'body_not_object' }],
  ['BAD-21', '42', { status: 422, code: 'body_not_object' }],
  [
    'BAD-22',
    JSON.stringify({ code: 'a'.repeat(1_600_000) }),
    { status: 413, code: 'body_too_large', detail: containing('1.5 MB') },
  ],
  ['BAD-26', nested, { status: 400, code: 'json_too_deep' }],
  ['BAD-27', many, { status: 422, code: 'unknown_field' }],
  ['BAD-28', '{"__proto__":{"admin":true}}', { status: 422, code: 'unknown_field' }],
  ['BAD-28', '{"constructor":{"prototype":{}}}', { status: 422, code: 'unknown_field' }],
  ['BAD-29', '{"name":"a","name":"b"}', { status: 400, code: 'json_duplicate_key' }],
  ['BAD-31', '{"port":NaN}', { status: 400, code: 'json_invalid' }],
])('%s: a body is refused', async (_, body, expected) => {
  expect((await createAs(body)).json).toMatchObject(expected)
  expect(({} as { admin?: boolean }).admin).toBeUndefined()
})

test.each(['1e999', '-0', '9007199254740993'])('BAD-31: the number %s is out of range', async (number) => {
  const body = JSON.stringify(aSpec({ name: 'new' })).replace('{', `{"replicas":${number},`)
  expect((await createAs(body)).json).toMatchObject({ status: 422, code: 'replicas_range' })
})

test('BAD-23 and 24: a body without end is not read to its end', async () => {
  const head = [
    `POST ${functions} HTTP/1.1`,
    `Host: ${on.host}`,
    `Authorization: ${on.bearer['authorization']}`,
    'Content-Type: application/json',
  ]
  expect(await on.send([...head, 'Content-Length: 10000000000', '', '{'].join('\r\n'))).toMatch(
    /^HTTP\/1.1 413 .*body_too_large/s,
  )
  const chunk = `10000\r\n${' '.repeat(0x10000)}\r\n`
  const endless = [...head, 'Transfer-Encoding: chunked', '', chunk.repeat(30)].join('\r\n')
  expect(await on.send(endless)).toMatch(/^HTTP\/1.1 413 .*Connection: close/is)
})

test.each<[string, Record<string, string>, Expected]>([
  ['BAD-25', { ...text, 'content-encoding': 'gzip' }, { status: 415, code: 'content_encoding' }],
  [
    'BAD-32',
    { 'content-type': 'text/plain' },
    { status: 415, code: 'content_type', detail: containing('application/json') },
  ],
  ['BAD-32', { 'content-type': 'application/x-www-form-urlencoded' }, { status: 415, code: 'content_type' }],
  ['BAD-32', { 'content-type': 'multipart/form-data; boundary=x' }, { status: 415, code: 'content_type' }],
  ['BAD-32', { 'content-type': '' }, { status: 415, code: 'content_type' }],
  ['BAD-33', { 'content-type': 'application/json; charset=utf-7' }, { status: 415, code: 'content_type' }],
  ['BAD-33', { 'content-type': 'application/json; charset=utf-16' }, { status: 415, code: 'content_type' }],
])('%s: a body that is sent as %j is refused', async (_, headers, expected) => {
  expect((await createAs('{}', headers)).json).toMatchObject(expected)
})

test('BAD-34: bytes that are no UTF-8 are refused, a byte order mark is not', async () => {
  const send = (bytes: string) =>
    on.send(
      [
        `POST ${functions} HTTP/1.1`,
        `Host: ${on.host}`,
        `Authorization: ${on.bearer['authorization']}`,
        'Content-Type: application/json; charset=UTF-8',
        `Content-Length: ${bytes.length}`,
        'Connection: close',
        '',
        bytes,
      ].join('\r\n'),
    )
  expect(await send('{"name":"\xff"}')).toMatch(/^HTTP\/1.1 400 .*json_invalid/s)
  expect(await send('\xef\xbb\xbf{}')).toMatch(/^HTTP\/1.1 422 .*name_required/s)
})

test('what was sent is never sent back as a page, nor written to the log', async () => {
  const answer = await createAs('{"code":"canary-in-the-body"')
  expect(answer.status).toBe(400)
  expect(answer.text + on.lines.join('')).not.toContain('canary-in-the-body')
})

test.each<[string, Record<string, unknown>, Expected]>([
  ['BAD-76', { path: '../../../../secrets' }, { status: 400, code: 'invoke_path', field: 'path' }],
  ['BAD-76', { path: '//evil.com/' }, { status: 400, code: 'invoke_path' }],
  ['BAD-76', { path: 'http://evil' }, { status: 400, code: 'invoke_path' }],
  ['BAD-76', { path: '%2e%2e/' }, { status: 400, code: 'invoke_path' }],
  ['BAD-76', { path: '/a\tb' }, { status: 400, code: 'invoke_path' }],
  [
    'BAD-77',
    { headers: { 'Impersonate-User': 'system:admin' } },
    { status: 400, code: 'header_not_allowed', detail: containing('Impersonate-User') },
  ],
  ['BAD-77', { headers: { Impersonate_User: 'x' } }, { status: 400, code: 'header_not_allowed' }],
  [
    'BAD-77',
    { headers: { Connection: 'close, Impersonate-User' } },
    { status: 400, code: 'header_not_allowed' },
  ],
  [
    'BAD-78',
    { headers: { Authorization: 'Bearer x' } },
    { status: 400, code: 'header_authorization', detail: containing('Kubernetes uses and removes it') },
  ],
  ['BAD-79', { headers: { 'X-A': 'a\r\nb' } }, { status: 400, code: 'header_invalid' }],
  ['BAD-80', { method: 'CONNECT' }, { status: 422, code: 'method_invalid', field: 'method' }],
  ['BAD-80', { method: 'get' }, { status: 422, code: 'method_invalid' }],
  ['BAD-80', { method: 'FOO' }, { status: 422, code: 'method_invalid' }],
  [
    'BAD-81',
    { body: 'a'.repeat(6_000_000) },
    { status: 413, code: 'body_too_large', detail: containing('5 MB') },
  ],
  [
    'BAD-81 and more',
    { body: 'a'.repeat(9_000_000) },
    { status: 413, code: 'body_too_large', detail: containing('5 MB') },
  ],
  ['an unknown field', { url: 'http://evil' }, { status: 422, code: 'unknown_field' }],
  [
    'an unknown encoding',
    { bodyEncoding: 'hex' },
    { status: 422, code: 'field_invalid', field: 'bodyEncoding' },
  ],
  ['a wait without end', { waitMs: 1e9 }, { status: 422, code: 'field_invalid', field: 'waitMs' }],
])('%s: a call is refused', async (_, change, expected) => {
  const { json } = await invoke(change)
  expect(json).toMatchObject(expected)
})

test('BAD-82: JSON that is none reaches the function, with a word about it', async () => {
  on.world.answer = (request, response) => response.end(request.text)
  const answer = await invoke({ headers: { 'content-type': 'application/json' }, body: '{bad' })
  expect(answer.status).toBe(200)
  expect(answer.json).toMatchObject({
    status: 200,
    body: { data: '{bad' },
    warnings: [containing('not JSON')],
  })
})

test('BAD-83: a function that is not there, and one that is not deployed', async () => {
  const call = (name: string) =>
    on.ask('POST', `${functions}/${name}/invocations`, { body: { method: 'GET' } })
  expect((await call('nothere')).json).toMatchObject({ status: 404, code: 'not_found' })
  await on.ask('POST', functions, { body: aSpec({ name: 'undeployed' }) })
  expect((await call('undeployed')).json).toMatchObject({ status: 409, code: 'not_deployed' })
})

test('BAD-85 to 88: a change has to say what it changes, and is never lost', async () => {
  const change = (path: string, body: unknown) => on.ask('PUT', path, { body })
  const spec = aSpec({ code: 'x = 2\n' })
  expect((await change(one, spec)).json).toMatchObject({ status: 428, code: 'precondition_required' })
  const based = { ...spec, resourceVersion: stored.resourceVersion }
  expect((await change(one, { ...based, name: 'other' })).json).toMatchObject({
    status: 422,
    code: 'rename_not_supported',
  })
  expect((await change(one, { ...based, namespace: 'kubeless' })).json).toMatchObject({
    status: 422,
    code: 'namespace_mismatch',
  })
  const changed = await change(one, based)
  expect(changed.json).toMatchObject({ code: 'x = 2\n' })
  expect((await change(one, { ...based, code: 'x = 3\n' })).json).toMatchObject({
    status: 409,
    code: 'conflict',
    conflict: { yours: { code: 'x = 3\n' }, theirs: { code: 'x = 2\n' } },
  })
  expect((await change(`${functions}/gone`, { ...based, name: 'gone' })).json).toMatchObject({
    status: 404,
    code: 'not_found',
  })
  expect((await change(one, { ...based, status: {} })).json).toMatchObject({
    status: 422,
    code: 'field_not_allowed',
  })
})

test('BAD-90: a name that something else has is refused', async () => {
  await on.world.client.create(
    { group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', isNamespaced: true },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default', name: 'foreign' } },
  )
  expect((await create({ name: 'foreign' })).json).toMatchObject({ status: 409, code: 'name_taken' })
})

test('a deletion is bound to the object that was looked at', async () => {
  expect((await on.ask('DELETE', `${one}?uid=00000000-0000-0000-0000-000000000000`)).json).toMatchObject({
    status: 409,
    code: 'conflict',
  })
  expect((await on.ask('DELETE', `${one}?uid=a'b`)).json).toMatchObject({
    status: 400,
    code: 'query_invalid',
  })
  const { json } = await on.ask('POST', functions, { body: aSpec({ name: 'brief' }) })
  const { uid } = json as FunctionDetails
  expect(await on.ask('DELETE', `${functions}/brief?uid=${uid}`)).toMatchObject({ status: 202, text: '' })
  expect((await on.ask('DELETE', `${functions}/brief`)).json).toMatchObject({
    status: 404,
    code: 'not_found',
  })
})

test('DAT-09: what is created twice under one key is created once, a failure is not remembered', async () => {
  const send = (key: string, body: object) =>
    on.ask('POST', functions, { body, headers: { 'idempotency-key': key } })
  const answers = await Promise.all(Array.from({ length: 20 }, () => send('k1', aSpec({ name: 'once' }))))
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1)
  expect(answers[0]?.status).toBe(201)
  expect((await send('k1', aSpec({ name: 'another' }))).status).toBe(422)
  expect((await send('k2', aSpec({ name: 'once' }))).json).toMatchObject({
    status: 409,
    code: 'already_exists',
  })
  expect((await send('k3', aSpec({ name: 'later', runtime: 'cobol1' }))).status).toBe(422)
  expect((await send('k3', aSpec({ name: 'later' }))).status).toBe(201)
})

test.each([
  ['BAD-91', '/api/functions?limit=-1'],
  ['BAD-91', '/api/functions?namespace=a&namespace=b'],
  ['BAD-93', '/api/functions?q=(a+)+$'],
  ['BAD-94', '/api/functions?a[__proto__][x]=1'],
  ['BAD-94', `/api/functions?${Array.from({ length: 1000 }, (_, at) => `p${at}=1`).join('&')}`],
  ['a namespace that can be none', '/api/functions?namespace=../x'],
  ['a query that is no UTF-8', '/api/functions?namespace=%ff'],
  ['BAD-95', `${one}/logs?tail=1000000000`],
  ['BAD-95', `${one}/logs?tail=-1`],
  ['BAD-95', `${one}/logs?since=yesterday`],
  ['BAD-95', `${one}/logs?until=tomorrow`],
  ['BAD-95', `${one}/logs?since=2026-11-27T10:00:00Z&until=2026-11-27T09:00:00Z`],
  ['BAD-95', `${one}/logs?container=../x`],
  ['BAD-95', `${one}/logs?previous=maybe`],
  ['BAD-95', `${one}/logs?pod=ui-1`],
])('%s: the query of %s is refused', async (_, path) => {
  expect((await on.ask('GET', path)).json).toMatchObject({ status: 400, code: 'query_invalid' })
})

test('the log of a function that is not there is not found', async () => {
  expect((await on.ask('GET', `${functions}/nothere/logs`)).json).toMatchObject({
    status: 404,
    code: 'not_found',
  })
})

test('what is good is taken: byte for byte, with every field, and read back the same', async () => {
  const spec = {
    ...aSpec({ name: 'constructor' }),
    code: '\ufeffa\r\n\tb 🚲\u2028',
    deps: 'requests\n',
    contentType: 'text' as const,
    timeoutSeconds: 900,
    env: [{ name: 'A', value: 'b=c' }],
    cpu: '100m',
    memory: '64Mi',
    replicas: 2,
    port: 9090,
    labels: { team: 'x' },
    description: 'd',
  }
  const created = await on.ask('POST', functions, { body: spec })
  expect(created.status).toBe(201)
  expect(created.json).toMatchObject(spec)
  expect((await on.ask('GET', `${functions}/constructor`)).json).toMatchObject(spec)
  const listed = await on.ask('GET', '/api/functions?namespace=default')
  expect(listed.json).toEqual(expect.arrayContaining([expect.objectContaining({ name: 'constructor' })]))
  expect(listed.text).not.toContain('requests')
  expect((await on.ask('GET', '/api/functions?namespace=kubeless')).json).toEqual([])
})
