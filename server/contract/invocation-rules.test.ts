import { expect, test } from 'vitest'
import { problemsWithInvocation } from './invocation-rules.ts'

/** What is wrong with a POST after a change, as `field: code`; the change may be what only JSON can bring. */
const wrongWith = (change: Record<string, unknown>) =>
  problemsWithInvocation({ method: 'POST', ...change }).map(({ field, code }) => `${field}: ${code}`)

test('nothing is wrong with a good call', () => {
  expect(
    wrongWith({
      path: '/a/b%20c/?q=New%20York&r=../x&s=%23',
      headers: { 'Content-Type': 'application/json', 'X-Any_thing': 'a\tb', 'X-Empty': '' },
      body: '{"a": "🚲"}',
      waitMs: 120_000,
    }),
  ).toEqual([])
  expect(wrongWith({})).toEqual([])
})

test.each(['CONNECT', 'get', 'FOO', '', 'TRACE'])('the method %j is refused', (method) => {
  expect(wrongWith({ method })).toEqual(['method: method_invalid'])
})

test.each([
  '../../../../secrets',
  '//evil.com/',
  'http://evil',
  '\\\\evil',
  '/a\\b',
  '%2e%2e/',
  '/%2e%2e/x',
  '/.%2E/x',
  '/%252e%252e/x',
  '/..',
  '/a/./b',
  '/a%2f..%2fb',
  '/a%5c..',
  '/%00',
  '/a%0d%0aX: y',
  '/a\tb',
  '/a\nb',
  '/a b',
  '/a#b',
  '/%zz',
  '/%',
  '/\ud800',
  `/${'a'.repeat(8192)}`,
])('the path %j is refused', (path) => {
  expect(wrongWith({ path })).toEqual(['path: invoke_path'])
})

test.each([
  'Impersonate-User',
  'Impersonate_User',
  'impersonate-extra-x',
  'Host',
  'Cookie',
  'Connection',
  'Upgrade',
  'Transfer-Encoding',
  'Content-Length',
  'X-Forwarded-For',
  'X_Remote_User',
  'Proxy-Authorization',
  'Sec-Fetch-Site',
  'Origin',
  'event-id',
  '__proto__',
])('the header %s is reserved, and named', (name) => {
  const [problem] = problemsWithInvocation({ method: 'POST', headers: Object.fromEntries([[name, 'x']]) })
  expect(problem).toMatchObject({ code: 'header_not_allowed', field: `headers.${name}` })
  expect(problem?.message).toContain(name)
})

test('Authorization is refused with what happens to it', () => {
  const [problem] = problemsWithInvocation({ method: 'POST', headers: { Authorization: 'Bearer x' } })
  expect(problem?.code).toBe('header_authorization')
  expect(problem?.message).toContain('Kubernetes uses and removes it')
})

test.each([
  ['a line break in a value', { 'X-A': 'a\r\nb' }],
  ['a NUL in a value', { 'X-A': 'a\0' }],
  ['a value that is not ASCII', { 'X-A': 'ä' }],
  ['a value over 4 KB', { 'X-A': 'a'.repeat(4097) }],
  ['a name with a space', { 'X A': 'a' }],
  ['an empty name', { '': 'a' }],
  ['a name of 65 characters', { ['x'.repeat(65)]: 'a' }],
  ['a header that is there twice', { 'x-a': '1', 'X-A': '2' }],
  ['21 headers', Object.fromEntries(Array.from({ length: 21 }, (_, at) => [`X-${at}`, 'a']))],
])('%s is refused', (_, headers) => {
  expect(wrongWith({ headers })).toEqual([expect.stringMatching(/^headers.*: header_invalid$/)])
})

test('a body is bounded in bytes, as text and as base64', () => {
  const most = 5 * 1024 * 1024
  expect(wrongWith({ body: 'a'.repeat(most) })).toEqual([])
  expect(wrongWith({ body: 'ä'.repeat(most / 2 + 1) })).toEqual(['body: body_too_large'])
  expect(wrongWith({ body: Buffer.alloc(most - 1).toString('base64'), bodyEncoding: 'base64' })).toEqual([])
  expect(wrongWith({ body: Buffer.alloc(most + 3).toString('base64'), bodyEncoding: 'base64' })).toEqual([
    'body: body_too_large',
  ])
  expect(problemsWithInvocation({ method: 'POST', body: 'a'.repeat(most + 1) })[0]?.message).toContain('5 MB')
})

test('a body has to be what its encoding says, and JSON in it may be wrong', () => {
  expect(wrongWith({ body: 'a', bodyEncoding: 'base64' })).toEqual(['body: field_invalid'])
  expect(wrongWith({ body: 'a', bodyEncoding: 'hex' })).toEqual(['bodyEncoding: field_invalid'])
  expect(wrongWith({ body: '\ud800' })).toEqual(['body: field_invalid'])
  expect(wrongWith({ body: '{bad', headers: { 'content-type': 'application/json' } })).toEqual([])
})

test.each([-1, 120_001, 0.5, NaN, '5'])('waiting for %j milliseconds is refused', (waitMs) => {
  expect(wrongWith({ waitMs })).toEqual(['waitMs: field_invalid'])
})
