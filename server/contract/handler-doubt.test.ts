import { expect, test } from 'vitest'
import { handlerDoubt } from './handler-doubt.ts'

const py = 'def hello(event, context):\n    return "helo"\n\ndef bye(e, c):  # helo\n    return e\n'
const js = "exports.hello = () => 'helo'\n"

test.each([
  ['python3.13', 'handler.helo', py, 'handler.py defines hello and bye, not helo.', 'handler.hello'],
  ['python3.13', 'test.Hello', py, 'test.py defines hello and bye, not Hello.', 'test.hello'],
  ['python3.13', 'handler.find', py, 'handler.py defines hello and bye, not find.', undefined],
  [
    'python3.13',
    'handler.find',
    'x = 1\n',
    'handler.py defines no function, so there is no find to call.',
    undefined,
  ],
  ['nodejs24', 'handler.find', js, 'handler.js exports hello, not find.', 'handler.hello'],
  [
    'nodejs_distroless8',
    'handler.helo',
    'module.exports = {\n  hello: (e) => ({ helo: 1 }),\n  async bye(e) {},\n}\n',
    'handler.js exports hello and bye, not helo.',
    'handler.hello',
  ],
  [
    'nodejs24',
    'handler.helo',
    'export const hello = () => 1\nexport { a as bye }\n',
    'handler.js exports hello and bye, not helo.',
    'handler.hello',
  ],
  [
    'nodejs24',
    'handler.find',
    'const a = 1\n',
    'handler.js exports nothing, so there is no find to call.',
    undefined,
  ],
  [
    'ruby3.4',
    'handler.helo',
    "def hello(event, context)\n  puts 'helo' # helo\nend\n",
    'handler.rb defines hello, not helo.',
    'handler.hello',
  ],
  [
    'php8.4',
    'handler.helo',
    "<?php\nfunction hello($event, $context) { return 'helo'; }\n",
    'handler.php defines hello, not helo.',
    'handler.hello',
  ],
  [
    'go1.25',
    'handler.Helo',
    'package kubeless\n\n// Helo\nfunc Hello(event functions.Event, context functions.Context) (string, error) {\n\treturn `Helo`, nil\n}\n',
    'handler.go defines Hello, not Helo.',
    'handler.Hello',
  ],
  [
    'python3.13',
    'h.x',
    'def a(e, c): 1\ndef b(e, c): 1\ndef c1(e, c): 1\ndef d1(e, c): 1\ndef e1(e, c): 1\n',
    'h.py defines a, b, c1, d1 and 1 more, not x.',
    'h.a',
  ],
])(
  '%s %s: a function that is not there is told, with what is (%#)',
  (runtime, handler, code, message, mended) => {
    const doubt = handlerDoubt({ runtime, handler, code })
    expect(doubt?.message).toBe(message)
    expect(doubt?.mend?.change).toEqual(mended === undefined ? undefined : { handler: mended })
  },
)

test.each([
  [
    'nodejs24',
    'const hello = () => 1',
    'handler.js has hello, but does not export it.',
    'const hello = () => 1\n\nexports.hello = hello\n',
  ],
  [
    'nodejs24',
    'async function hello() {}\nexport const bye = 1\n',
    'handler.js has hello, but does not export it.',
    'async function hello() {}\nexport const bye = 1\n\nexport { hello }\n',
  ],
  [
    'php8.4',
    'function hello($event) {}\n',
    'handler.php does not begin with <?php, so PHP takes it for text and defines nothing.',
    '<?php\nfunction hello($event) {}\n',
  ],
])('%s: what keeps a function in is mended in the code (%#)', (runtime, code, message, mended) => {
  const doubt = handlerDoubt({ runtime, handler: 'handler.hello', code })
  expect(doubt?.message).toBe(message)
  expect(doubt?.mend?.change).toEqual({ code: mended })
  expect(handlerDoubt({ runtime, handler: 'handler.hello', code: mended })).toBeUndefined()
})

test('Go hands out no name that begins with a small letter', () => {
  const of = (code: string) => handlerDoubt({ runtime: 'go1.25', handler: 'handler.hello', code })
  expect(of('package kubeless\nfunc hello(event functions.Event) (string, error) {}\n')).toEqual({
    message: expect.stringMatching(/^handler\.go cannot hand out hello/) as string,
    hint: expect.stringMatching(/Call it Hello/) as string,
  })
  expect(
    of('package kubeless\nfunc Hello(event functions.Event) (string, error) {}\n')?.mend?.change,
  ).toEqual({ handler: 'handler.Hello' })
})

test.each([
  ['python3.13', 'from other import *\n'],
  ['python3.13', 'from other import (hello, bye)\n'],
  ['python3.13', 'import other as hello\n'],
  ['python3.13', 'def f(e, c): 1\nhello = wrap(f)\n'],
  ['python3.13', 'a, hello = make()\n'],
  ['python3.13', 'if True:\n    def hello(e, c): 1\n'],
  ['python3.13', 'globals()["hello"] = f\n'],
  ['python3.13', '@app.route\nasync def hello(e, c): 1\n'],
  ['nodejs24', "module.exports = require('./other')\n"],
  ['nodejs24', 'module.exports = (event) => 1\n'],
  ['nodejs24', 'module.exports = class {}\n'],
  ['nodejs24', "module.exports = { ...require('./other') }\n"],
  ['nodejs24', 'module.exports = { [name]: 1 }\n'],
  ['nodejs24', "exports['hello'] = f\n"],
  ['nodejs24', 'Object.assign(exports, { hello })\n'],
  ['nodejs24', "__exportStar(require('./other'), exports)\n"],
  ['nodejs24', 'const m = module\nm.exports = { hello: f }\n'],
  ['nodejs24', 'this.hello = () => 1\n'],
  ['nodejs24', "export * from './other.js'\n"],
  ['nodejs24', 'export default { hello }\n'],
  ['nodejs24', 'export const { hello } = make()\n'],
  ['nodejs24', 'export const a = 1,\n  hello = 2\n'],
  ['nodejs24', 'exports = module.exports = { hello }\n'],
  ['nodejs24', "const q = /['`/]/\nexports.hello = () => `${`it's`} '`\n"],
  ['nodejs24', "module.exports = {\n  'hello': async () => 1,\n}\n"],
  ['nodejs24', 'exports.hello = f\nif (require.main === module) exports.hello()\n'],
  ['ruby3.4', 'require_relative "other"\n'],
  ['ruby3.4', 'alias hello bye\n'],
  ['ruby3.4', 'define_method(:hello) { 1 }\n'],
  ['ruby3.4', 'class A\n  def hello(e, c)\n  end\nend\n'],
  ['php8.4', "<?php require 'other.php';\n"],
  ['php8.4', '<?php\nnamespace App;\nfunction other() {}\n'],
  ['php8.4', '<?php function Hello($event) {}\n'],
  ['php8.4', "<?php\nif (!function_exists('hello')) {\n  function &hello($event) {}\n}\n"],
  ['java11', 'class Handler {}'],
  ['python3.13', ''],
])('%s: nothing is said where it cannot be known (%#)', (runtime, code) => {
  expect(handlerDoubt({ runtime, handler: 'handler.hello', code })).toBeUndefined()
})

test('nothing is said of an archive, an address, or a handler of another form', () => {
  const spec = { runtime: 'python3.13', handler: 'handler.nope', code: py }
  expect(handlerDoubt({ ...spec, contentType: 'base64+zip' })).toBeUndefined()
  expect(handlerDoubt({ ...spec, contentType: 'url' })).toBeUndefined()
  expect(handlerDoubt({ ...spec, handler: 'nope' })).toBeUndefined()
  expect(handlerDoubt({ ...spec, contentType: 'text+deps' })).toBeDefined()
})
