import { expect, test } from 'vitest'
import { entriesIn, likeliest, surelyLacks } from './entries.ts'

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

test('a text lacks a name that it only calls, asks for, or speaks of', () => {
  expect(surelyLacks('x = 1\nhello(x)\nx.hello\n"hello"  # hello\n', 'python', 'hello')).toBe(true)
  expect(surelyLacks('from other import hello\n', 'python', 'hello')).toBe(false)
  expect(surelyLacks('x', 'cobol', 'hello')).toBe(false)
})

test('the likeliest name is the nearest, else the usual one', () => {
  expect(likeliest('helo', ['bye', 'hello'])).toBe('hello')
  expect(likeliest('HELLO', ['bye', 'hello'])).toBe('hello')
  expect(likeliest('wrong', ['one', 'handler', 'two'])).toBe('handler')
  expect(likeliest('wrong', [])).toBeUndefined()
})
