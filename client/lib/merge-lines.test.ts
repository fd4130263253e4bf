import { expect, test } from 'vitest'
import { mergeLines } from './merge-lines.ts'

const lines = (text: string) => text.split(' ').join('\n')

test.each([
  ['a b c d', 'a B c d', 'a b c D', 'a B c D', 0],
  ['a b c d', 'a b c d', 'a c d', 'a c d', 0],
  ['a b c', 'a b c new', 'top a b c', 'top a b c new', 0],
  ['a b c', 'a x b c', 'a b y c', 'a x b y c', 0],
  ['a b c', 'a B c', 'a B c', 'a B c', 0],
  ['a b c', 'a mine c', 'a theirs c', 'a mine c', 1],
  ['a b c d e', 'a X c d Y', 'a Z c D e', 'a X c d Y', 2],
  ['a b c', 'a c', 'a B c', 'a c', 1],
  ['a b', '', 'a b', '', 0],
])('%s, here %s, there %s', (base, mine, theirs, text, conflicts) => {
  expect(mergeLines(lines(base), lines(mine), lines(theirs))).toEqual({ text: lines(text), conflicts })
})

test('lines that are the same many times stay as many', () => {
  const [base, mine, theirs] = ['} } }', '} x } }', '} } } y'].map(lines) as [string, string, string]
  expect(mergeLines(base, mine, theirs)?.text).toBe(lines('} x } } y'))
})

test('texts too long to be compared in a moment are left to the reader', () => {
  const long = (letter: string) => Array.from({ length: 3000 }, (_, at) => `${letter}${at}`).join('\n')
  expect(mergeLines(long('a'), long('b'), long('c'))).toBeUndefined()
  expect(mergeLines(long('a'), `${long('a')}\nmine`, `theirs\n${long('a')}`)?.conflicts).toBe(0)
})
