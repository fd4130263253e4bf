import { expect, test } from 'vitest'
import { tintCode } from './tint-code.ts'

const tintsOf = (code: string, language: string) =>
  tintCode(code, language)
    .filter(({ tint }) => tint)
    .map(({ text, tint }) => `${tint}: ${text}`)

test('the pieces put together are the code', () => {
  for (const code of [
    '',
    'def a():\n  return "x" # y',
    'const a = `b ${c}` // d',
    '"never closed',
    "a'b",
    '\u00e4 = 1.5e3',
  ])
    expect(
      tintCode(code, 'python')
        .map(({ text }) => text)
        .join(''),
    ).toBe(code)
})

test('Python: comments, texts, numbers and key words', () => {
  expect(tintsOf('def f(x):  # why\n    return "it\'s" + 12', 'python')).toEqual([
    'keyword: def',
    'comment: # why',
    'keyword: return',
    'string: "it\'s"',
    'number: 12',
  ])
})

test('JavaScript: what looks like a comment in a text is text', () => {
  expect(tintsOf("const url = 'http://x' // no\n/* two\nlines */", 'javascript')).toEqual([
    'keyword: const',
    "string: 'http://x'",
    'comment: // no',
    'comment: /* two\nlines */',
  ])
})

test('a key word inside a name is a name', () => {
  expect(tintsOf('define = information', 'python')).toEqual([])
})
