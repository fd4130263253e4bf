import { expect, test } from 'vitest'
import { entriesIn, likeliest, mentions } from './entries.ts'

test.each([
  [
    'python',
    'def hello(event, context):\n    def inner():\n        pass\nasync def bye(e, c): ...\nbig = lambda e, c: 1\n# def no():\ndef _own(): ...\n',
    ['hello', 'bye', 'big'],
  ],
  [
    'nodejs',
    'exports.hello = () => 1\nmodule.exports.bye = async () => 2\n// exports.no = 1\n',
    ['hello', 'bye'],
  ],
  [
    'nodejs',
    'module.exports = { hello, bye: other, third(event) { return 1 } }\n',
    ['hello', 'bye', 'third'],
  ],
  [
    'nodejs',
    'export async function hello() {}\nexport const bye = 1\nexport { a as third }\n',
    ['hello', 'bye', 'third'],
  ],
  ['ruby', 'def hello(event, context)\n  1\nend\n', ['hello']],
  ['php', '<?php\nfunction hello($event, $context) {}\n', ['hello']],
  [
    'go',
    'package kubeless\nfunc Hello(event functions.Event) (string, error) {}\nfunc own() {}\n',
    ['Hello'],
  ],
])('the functions in a text of %s are told (%#)', (language, code, names) => {
  expect(entriesIn(code, language)?.names).toEqual(names)
})

test('a Node module that is a function takes any handler, a language we do not read none', () => {
  expect(entriesIn('module.exports = (event) => 1\n', 'nodejs')?.isAnything).toBe(true)
  expect(entriesIn('module.exports = { hello: 1 }\n', 'nodejs')?.isAnything).toBe(false)
  expect(entriesIn('x', 'cobol')).toBeUndefined()
})

test('a name counts as mentioned only as a whole', () => {
  expect(mentions('from other import hello\n', 'hello')).toBe(true)
  expect(mentions('hello_world = 1\n', 'hello')).toBe(false)
})

test('the likeliest name is the nearest, else the usual one', () => {
  expect(likeliest('helo', ['bye', 'hello'])).toBe('hello')
  expect(likeliest('HELLO', ['bye', 'hello'])).toBe('hello')
  expect(likeliest('wrong', ['one', 'handler', 'two'])).toBe('handler')
  expect(likeliest('wrong', [])).toBeUndefined()
})
