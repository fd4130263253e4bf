import { expect, test } from 'vitest'
import { warningsBefore } from './invocation-warnings.ts'
import type { CallAhead } from './invocation-warnings.ts'

type Call = CallAhead['request'] & Partial<Omit<CallAhead, 'request'>>

/** `shim python3.13` or `kubeless ruby2.6`; `?`: nothing is known of it. */
function warnings(of: string, { env = [], envFromElsewhere = [], ...request }: Call) {
  const [, kind, language = '', version = ''] = /^(shim|kubeless) (\D+)([\d.]*)$/.exec(of) ?? []
  const server =
    kind === 'shim' || kind === 'kubeless' ? { server: { kind, language, version } as const } : {}
  return warningsBefore({ request, ...server, timeoutSeconds: 30, env, envFromElsewhere })
}
const idsOf = (of: string, call: Call) =>
  warnings(of, call)
    .filter(({ isLasting }) => !isLasting)
    .map(({ id }) => id)

const post = (type: string, body: string): Call => ({
  method: 'POST',
  body,
  headers: { 'Content-Type': type },
})
const good = post('application/json', '{"a":1}')
const broken = post('application/json', '{"a":')
const withCharset = post('application/json; charset=utf-8', '{"a":1}')
const form = post('application/x-www-form-urlencoded', 'a=1')
const parts = post('multipart/form-data; boundary=x', '--x--')
const megabytes = (count: number) => post('text/plain', 'x'.repeat(count * 1024 * 1024 + 1))
const everySort = [
  'shim python3.13',
  'shim nodejs24',
  'shim go1.24',
  'kubeless python3.8',
  'kubeless php7.4',
  '?',
]

test.each(everySort)('of an everyday call to %s nothing is said', (of) => {
  expect(idsOf(of, good)).toEqual([])
  expect(idsOf(of, post('text/plain', 'hello'))).toEqual([])
  expect(idsOf(of, { method: 'GET', path: '/' })).toEqual([])
  expect(idsOf(of, { method: 'POST', body: '{"a":' })).toEqual([])
})

const cases: [of: string, call: Call, ids: string[]][] = [
  // Whoever takes the call.
  ['?', { method: 'GET', body: 'x' }, ['body-not-sent']],
  ['?', { method: 'HEAD' }, ['no-body-to-see']],
  ['?', post('text/plain; charset="ISO-8859-1"', 'Zoë'), ['charset']],
  ['?', post('text/plain; charset=UTF-8', 'Zoë'), []],
  ['?', { ...post('text/plain; charset=latin1', 'Wm8='), bodyEncoding: 'base64' }, []],
  ['?', broken, []],
  ['?', { method: 'GET', path: '/healthz' }, []],
  // Shims.
  ['shim python3.13', { method: 'GET', path: '/healthz?x=1' }, ['own-path']],
  ['shim python3.13', { method: 'POST', path: '/metrics' }, []],
  ['shim python3.13', broken, ['not-json']],
  ['shim python3.13', post('application/json', '{"a": NaN, "b": [-Infinity]}'), []],
  ['shim python3.13', post('application/json', '{"a": "NaN" NaN}'), ['not-json']],
  ['shim ruby3.4', post('application/json', '{"a": 1 /* one */} // done'), []],
  ['shim ruby3.4', post('application/json', '{"a": NaN}'), ['not-json']],
  ['shim php8.4', broken, ['not-json']],
  ['shim nodejs24', post('application/json; charset=utf-8', '{'), ['not-json-node']],
  ['shim go1.24', broken, []],
  ['shim python3.13', { ...broken, bodyEncoding: 'base64', body: 'ew==' }, []],
  ['shim python3.13', withCharset, ['json-not-parsed']],
  ['shim nodejs24', withCharset, []],
  ['shim nodejs24', post('application/vnd.api+json', '{}'), ['json-like-not-parsed']],
  ['shim ruby3.4', form, ['form']],
  ['shim nodejs24', parts, ['multipart-empty']],
  ['shim php8.4', parts, ['multipart-raw']],
  ['shim nodejs24', megabytes(4), []],
  ['shim nodejs24', { ...megabytes(4), env: [{ name: 'REQ_MB_LIMIT', value: '4' }] }, ['too-large-node']],
  ['shim python3.13', { ...megabytes(0), env: [{ name: 'FUNC_MEMFILE_MAX', value: '0' }] }, ['too-large']],
  ['shim nodejs24', { method: 'PUT', path: '/a?b' }, []],
  // Kubeless's own images.
  ['kubeless python3.8', { method: 'PUT', body: 'x' }, ['method-405']],
  ['kubeless python3.8', { method: 'PATCH', body: 'x' }, []],
  ['kubeless python3.8', { method: 'GET', path: '/stations' }, []],
  ['kubeless python2.7', { method: 'GET', path: '/stations' }, ['path-404']],
  ['kubeless python2.7', { method: 'GET', path: '/healthz' }, ['own-path']],
  ['kubeless python3.8', broken, ['not-json-500']],
  ['kubeless nodejs14', broken, ['not-json-500']],
  ['kubeless nodejs14', megabytes(1), ['too-large-node']],
  ['kubeless nodejs14', { ...megabytes(1), env: [{ name: 'REQ_MB_LIMIT', value: '5' }] }, []],
  ['kubeless nodejs14', { ...megabytes(1), envFromElsewhere: ['REQ_MB_LIMIT'] }, []],
  ['kubeless nodejs14', { method: 'OPTIONS' }, ['preflight']],
  ['kubeless go1.14', { method: 'OPTIONS' }, ['preflight']],
  ['kubeless go1.10', { method: 'OPTIONS' }, []],
  ['kubeless ruby2.6', { method: 'PUT', body: 'x' }, ['method-200']],
  ['kubeless ruby2.6', { method: 'GET', path: '/?name=x' }, ['path-dropped']],
  ['kubeless ruby2.6', broken, ['not-json-200']],
  ['kubeless php7.4', broken, ['not-json-null']],
  ['kubeless php7.4', megabytes(1), ['too-large-nginx']],
  ['kubeless php7.4', { method: 'POST', path: '/healthz' }, ['own-path-any-method', 'path-dropped']],
  ['kubeless dotnetcore3.1', { method: 'HEAD', path: '/x' }, ['method-405-dotnet', 'path-404']],
  ['kubeless java11', post('text/plain', 'a\nb'), ['line-breaks']],
]
for (const [at, [of, call, ids]] of cases.entries())
  test(`${at}: of ${nameOf(call)} to ${of} is said: ${ids.join(', ') || 'nothing'}`, () => {
    expect(idsOf(of, call)).toEqual(ids)
  })

function nameOf({ method, path = '', headers = {}, body = '' }: Call): string {
  return [method, path, headers['Content-Type'], body.slice(0, 20)].filter(Boolean).join(' ')
}

test.each([
  ['kubeless ruby2.6', ['errors-are-200', 'timeout-restarts']],
  ['kubeless php7.4', ['errors-are-200', 'timeout-restarts']],
  ['kubeless go1.14', ['timeout-restarts', 'panic-ends']],
  ['kubeless nodejs14', ['timeout-of-loops']],
  ['kubeless jvm1.8', ['timeout-not-kept', 'exception-silent']],
  ['kubeless python3.8', []],
  ['shim ruby3.4', []],
  ['shim nodejs24', []],
  ['?', []],
])('what %s does with every call', (of, ids) => {
  const lasting = warnings(of, { method: 'GET' }).filter(({ isLasting }) => isLasting)
  expect(lasting.map(({ id }) => id)).toEqual(ids)
})

test('a warning is one sentence: what will happen, and what to do instead', () => {
  expect(warnings('kubeless python3.8', { method: 'PUT' })).toMatchObject([
    {
      text: 'Kubeless’s own Python image answers PUT with 405, and the function is not called: use GET, POST, PATCH or DELETE.',
    },
  ])
  expect(warnings('shim nodejs24', broken)).toMatchObject([
    {
      text: 'The body is not JSON, so the Node.js runtime answers 400 and the function is not called: mend it, or send it as text.',
    },
  ])
  const all = [
    'kubeless ruby2.6',
    'kubeless php7.4',
    'kubeless nodejs14',
    'kubeless dotnetcore3.1',
    'shim python3.13',
  ]
  for (const of of all)
    for (const call of [broken, withCharset, form, parts, { method: 'HEAD', path: '/x', body: 'y' } as const])
      for (const { text } of warnings(of, call)) expect(text.split(/[.:] |\.$/)).toHaveLength(3)
})
