import { expect, test } from 'vitest'
import { problemsWith } from './function-rules.ts'
import type { FunctionSpec } from './functions.ts'

const good: FunctionSpec = {
  name: 'hello',
  namespace: 'default',
  runtime: 'python3.13',
  handler: 'handler.hello',
  code: 'def hello(event, context):\n    return 1\n',
}

/** What is wrong with the good function after a change, as `field: code`. */
const wrongWith = (change: Partial<FunctionSpec>) =>
  problemsWith({ ...good, ...change }).map(({ field, code }) => `${field}: ${code}`)

/** The same for values that only JSON can bring. */
const wrongWithJson = (change: Record<string, unknown>) => wrongWith(change)

test('nothing is wrong with a good function, whatever of it is said', () => {
  expect(problemsWith(good)).toEqual([])
  const whole: FunctionSpec = {
    ...good,
    deps: 'requests==2.32\n',
    contentType: 'text',
    checksum: `sha256:${'a'.repeat(64)}`,
    timeoutSeconds: 900,
    env: [{ name: 'FEED_URL', value: 'http://x/?a=b' }],
    cpu: '250m',
    memory: '128Mi',
    replicas: 0,
    port: 65535,
    labels: { team: 'a', 'example.com/b.c': '', 'app.kubernetes.io/name': 'x_y.z' },
    description: 'says\nhello',
  }
  expect(problemsWith(whole, { runtimes: ['python3.13'] })).toEqual([])
})

test.each([
  ['', 'name_required', /Name is required/],
  ['MyFunc', 'name_invalid', /lower-case letters, digits and '-'/],
  ['1abc', 'name_invalid', /start with a letter/],
  ['abc-', 'name_invalid', /end with a letter or a digit/],
  ['-abc', 'name_invalid', /./],
  ['a_b', 'name_invalid', /./],
  ['a.b', 'name_invalid', /./],
  ['a b', 'name_invalid', /./],
  ['..', 'name_invalid', /./],
  ['.', 'name_invalid', /./],
  ['__proto__', 'name_invalid', /./],
  ['hasOwnProperty', 'name_invalid', /./],
  ['toString', 'name_invalid', /./],
  [':name', 'name_invalid', /./],
  ['аbc', 'name_invalid', /./],
  ['ａbc', 'name_invalid', /./],
  ['a\u200db', 'name_invalid', /./],
  ['cafe\u0301', 'name_invalid', /./],
  ['a\ud800', 'name_invalid', /./],
  ['abc\n', 'name_invalid', /./],
  ['a'.repeat(59), 'name_too_long', /58/],
  ['a'.repeat(64), 'name_too_long', /63/],
])('the name %j is refused with %s', (name, code, words) => {
  const [problem, ...more] = problemsWith({ ...good, name })
  expect(more).toEqual([])
  expect(problem).toMatchObject({ field: 'name', code })
  expect(`${problem?.message} ${problem?.hint}`).toMatch(words)
})

test.each(['a', 'constructor', 'a-1', 'a'.repeat(58)])('the name %s is taken', (name) => {
  expect(wrongWith({ name })).toEqual([])
})

test.each([
  ['', 'namespace_invalid'],
  ['A', 'namespace_invalid'],
  ['a.b', 'namespace_invalid'],
  ['a'.repeat(64), 'namespace_invalid'],
  ['kube-system', 'namespace_protected'],
  ['kube-public', 'namespace_protected'],
  ['kube-node-lease', 'namespace_protected'],
])('the namespace %j is refused with %s', (namespace, code) => {
  expect(wrongWith({ namespace })).toEqual([`namespace: ${code}`])
})

test('namespace kubeless is open, except for the names of what is installed there', () => {
  expect(wrongWith({ namespace: 'kubeless' })).toEqual([])
  expect(wrongWith({ namespace: 'kubeless', name: 'ui' })).toEqual(['name: name_taken'])
  expect(wrongWith({ namespace: 'default', name: 'ui' })).toEqual([])
})

test('a runtime has to be one that the cluster lists, when that is known', () => {
  expect(wrongWith({ runtime: '' })).toEqual(['runtime: runtime_required'])
  expect(wrongWith({ runtime: 'cobol1' })).toEqual([])
  expect(wrongWith({ runtime: 'python3.8;rm -rf /' })).toEqual(['runtime: runtime_unknown'])
  const [problem] = problemsWith({ ...good, runtime: 'cobol1' }, { runtimes: ['python3.13', 'nodejs24'] })
  expect(problem).toMatchObject({ code: 'runtime_unknown', field: 'runtime' })
  expect(problem?.hint).toContain('python3.13, nodejs24')
})

test.each([
  'foo',
  'a.b.c',
  '.x',
  'x.',
  '$(id).x',
  "a'b.c",
  '../../etc/passwd.x',
  'a b.c',
  'ä.b',
  '1a.b',
  'a.b-c',
  `${'a'.repeat(200)}.b`,
])('the handler %j is refused', (handler) => {
  const [problem] = problemsWith({ ...good, handler })
  expect(problem).toMatchObject({ field: 'handler', code: 'handler_invalid' })
})

test('a handler without its two parts is told the form', () => {
  expect(problemsWith({ ...good, handler: 'foo' })[0]?.message).toContain('file.function')
  expect(wrongWith({ handler: '' })).toEqual(['handler: handler_required'])
  for (const handler of ['my-file.hello', '_a._b', 'Hello.main', 'module.handler2'])
    expect(wrongWith({ handler })).toEqual([])
})

test.each([
  ['empty', { code: '' }, 'code: code_required'],
  ['a NUL', { code: 'a\0b' }, 'code: code_not_text'],
  ['half a character', { code: 'a\ud800b' }, 'code: code_not_text'],
  ['no base64', { code: 'a b!', contentType: 'base64' }, 'code: code_invalid'],
  ['base64 of a wrong length', { code: 'abcde', contentType: 'base64+zip' }, 'code: code_invalid'],
  ['too large in letters', { code: 'a'.repeat(1_000_001) }, 'code: code_too_large'],
  ['too large in bytes', { code: 'ä'.repeat(500_001) }, 'code: code_too_large'],
  ['too large together', { code: 'a'.repeat(600_000), deps: 'b'.repeat(400_001) }, 'code: code_too_large'],
] as const)('code that is %s is refused', (_, change, expected) => {
  expect(wrongWith(change)).toEqual([expected])
})

test('code is measured in bytes of UTF-8', () => {
  expect(wrongWith({ code: '🚲'.repeat(250_000) })).toEqual([])
  expect(wrongWith({ code: `${'🚲'.repeat(250_000)}a` })).toEqual(['code: code_too_large'])
  expect(problemsWith({ ...good, code: 'a'.repeat(1_000_001) })[0]?.message).toContain(
    'fits in a ConfigMap (1 MiB)',
  )
})

test('the line of a character that is not text is named', () => {
  expect(problemsWith({ ...good, code: 'a\nb\n\0' })[0]?.message).toContain('Line 3')
})

test('text that only looks odd is text', () => {
  for (const code of ['\ufeffa', 'a\r\nb', 'a\tb', '🚲', 'no newline', '\u2028'])
    expect(wrongWith({ code })).toEqual([])
  expect(wrongWith({ code: 'UEsDBA==', contentType: 'base64+zip' })).toEqual([])
  expect(wrongWith({ code: 'UEsD\r\nBA==\n', contentType: 'base64+zip' })).toEqual([])
})

test('content type and checksum', () => {
  expect(wrongWithJson({ contentType: 'text+zip' })).toEqual(['contentType: content_type_invalid'])
  for (const checksum of ['md5:abc', 'sha256:zz', "sha256:'; id #", `sha256:${'A'.repeat(64)}`])
    expect(wrongWith({ checksum })).toEqual(['checksum: checksum_invalid'])
})

test.each([
  ['https://example.com/handler.py', undefined],
  ['http://example.com:8080/a/b.zip?x=1&y=%20#z', undefined],
  ['https://93.184.216.34/x.py', undefined],
  ['https://[2606:4700::1111]/x.py', undefined],
  ['file:///etc/passwd', 'url_scheme'],
  ['ftp://example.com/x', 'url_scheme'],
  ['gopher://example.com', 'url_scheme'],
  ['javascript:alert(1)', 'url_scheme'],
  ['http://169.254.169.254/', 'url_private'],
  ['http://kubernetes.default', 'url_private'],
  ['http://kubernetes.default.svc.cluster.local/', 'url_private'],
  ['http://ui.kubeless.svc/', 'url_private'],
  ['http://localhost', 'url_private'],
  ['http://LOCALHOST:3000/', 'url_private'],
  ['http://localhost./', 'url_private'],
  ['http://127.1.2.3/', 'url_private'],
  ['http://10.0.0.1/', 'url_private'],
  ['http://172.31.0.1/', 'url_private'],
  ['http://192.168.49.2/', 'url_private'],
  ['http://100.64.0.1/', 'url_private'],
  ['http://0.0.0.0/', 'url_private'],
  ['http://[::1]/', 'url_private'],
  ['http://[::ffff:127.0.0.1]/', 'url_private'],
  ['http://[fd00::1]/', 'url_private'],
  ['http://host.docker.internal/', 'url_private'],
  ['http://2130706433/', 'url_invalid'],
  ['http://0x7f.1/', 'url_invalid'],
  ['http://0177.0.0.1/', 'url_invalid'],
  ["https://x.example/'$(id)'", 'url_invalid'],
  ['https://x.example/a b', 'url_invalid'],
  ['https://user:secret@x.example/', 'url_invalid'],
  ['https://x.example:99999/', 'url_invalid'],
  ['https:///x', 'url_invalid'],
  ['x.example/handler.py', 'url_invalid'],
  [`https://x.example/${'a'.repeat(2048)}`, 'url_invalid'],
])('the address %s: %s', (code, expected) => {
  expect(wrongWith({ code, contentType: 'url' })).toEqual(expected ? [`code: ${expected}`] : [])
})

test.each([
  ['nodejs24', '{', 'deps: deps_invalid'],
  ['nodejs24', '[]', 'deps: deps_invalid'],
  ['nodejs24', '{"dependencies":["ms"]}', 'deps: deps_invalid'],
  ['nodejs24', '{"dependencies":{"ms":"2"},"scripts":{"postinstall":"x"}}', undefined],
  ['nodejs24', '  \n', undefined],
  ['php8.4', '{"require":[]}', 'deps: deps_invalid'],
  ['python3.13', 'requests\n# any text {', undefined],
  ['python3.13', 'requests\0', 'deps: deps_not_text'],
])('dependencies of %s: %j', (runtime, deps, expected) => {
  expect(wrongWith({ runtime, deps })).toEqual(expected ? [expected] : [])
})

test.each([
  [
    'timeoutSeconds',
    'timeout_range',
    [0, -1, 901, 1e9, 1.5, NaN, Infinity, '10s', 'abc', null],
    [1, 180, 900],
  ],
  ['replicas', 'replicas_range', [-1, 51, 0.5, -0, '3'], [0, 1, 50]],
  ['port', 'port_range', [0, 65536, '8080', 80.5, 2 ** 53], [1, 8080]],
])('%s outside of its range is %s', (field, code, bad, fine) => {
  for (const value of bad) expect(wrongWithJson({ [field]: value })).toEqual([`${field}: ${code}`])
  for (const value of fine) expect(wrongWithJson({ [field]: value })).toEqual([])
})

test('the range of the timeout is said in words', () => {
  expect(problemsWith({ ...good, timeoutSeconds: 0 })[0]?.message).toContain('1–900 seconds')
})

test.each([
  ['memory', '128', 'quantity_range'],
  ['memory', '128mb', 'quantity_invalid'],
  ['memory', '-1Mi', 'quantity_range'],
  ['memory', '1Ei', 'quantity_range'],
  ['memory', 'lots', 'quantity_invalid'],
  ['memory', '128 Mi', 'quantity_invalid'],
  ['memory', '128Mi', undefined],
  ['memory', '0.5G', undefined],
  ['memory', '1e8', undefined],
  ['memory', '134217728', undefined],
  ['cpu', '0', 'quantity_range'],
  ['cpu', '65', 'quantity_range'],
  ['cpu', '1x', 'quantity_invalid'],
  ['cpu', '100m', undefined],
  ['cpu', '0.5', undefined],
  ['cpu', '', undefined],
])('%s %j: %s', (field, value, code) => {
  expect(wrongWith({ [field]: value })).toEqual(code ? [`${field}: ${code}`] : [])
})

test.each([
  ['1A', 'env_invalid'],
  ['A=B', 'env_invalid'],
  ['', 'env_invalid'],
  ['a b', 'env_invalid'],
  ['LD_PRELOAD', 'env_reserved'],
  ['NODE_OPTIONS', 'env_reserved'],
  ['PATH', 'env_reserved'],
  ['FUNC_HANDLER', 'env_reserved'],
  ['KUBELESS_INSTALL_VOLUME', 'env_reserved'],
])('a variable %j is refused with %s, in its row', (name, code) => {
  const env = [
    { name: 'FIRST', value: '' },
    { name, value: 'x' },
  ]
  expect(wrongWith({ env })).toEqual([`env[1].name: ${code}`])
})

test('variables that are too many, too large, twice there, or no text', () => {
  const many = (count: number, value = '') =>
    Array.from({ length: count }, (_, at) => ({ name: `A${at}`, value }))
  expect(wrongWith({ env: many(257) })).toEqual(['env: env_too_many'])
  expect(wrongWith({ env: many(256) })).toEqual([])
  expect(wrongWith({ env: many(20, 'x'.repeat(20_000)) })).toEqual(['env: env_too_many'])
  expect(wrongWith({ env: [...many(1), ...many(1)] })).toEqual(['env[1].name: env_duplicate'])
  expect(wrongWith({ env: many(1, 'x'.repeat(33 * 1024)) })).toEqual(['env[0].value: env_invalid'])
  expect(wrongWith({ env: many(1, 'a\0') })).toEqual(['env[0].value: env_invalid'])
  expect(wrongWith({ env: [{ name: 'my.dotted-name_1', value: '' }] })).toEqual([])
})

test.each([
  [{ 'created-by': 'me' }, 'labels.created-by'],
  [{ function: 'x' }, 'labels.function'],
  [{ 'a b': 'x' }, 'labels.a b'],
  [{ 'Example.com/a': 'x' }, 'labels.Example.com/a'],
  [{ 'a/b/c': 'x' }, 'labels.a/b/c'],
  [{ a: '-x' }, 'labels.a'],
  [{ a: 'x'.repeat(64) }, 'labels.a'],
])('the labels %j are refused', (labels, field) => {
  expect(wrongWith({ labels })).toEqual([`${field}: labels_invalid`])
})

test('a description is text of a bounded size', () => {
  expect(wrongWith({ description: 'x'.repeat(100_001) })).toEqual(['description: field_invalid'])
  expect(wrongWith({ description: '\0' })).toEqual(['description: field_invalid'])
})

test('everything wrong is said at once, in the order of the fields', () => {
  expect(wrongWith({ name: '', handler: 'x', code: '', timeoutSeconds: 0, memory: 'x' })).toEqual([
    'name: name_required',
    'handler: handler_invalid',
    'code: code_required',
    'timeoutSeconds: timeout_range',
    'memory: quantity_invalid',
  ])
})
