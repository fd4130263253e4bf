import { expect, test } from 'vitest'
import { splitFragment } from './handed-over-token.ts'

test.each([
  ['', { rest: '' }],
  ['#t=abc', { token: 'abc', rest: '' }],
  ['#token=abc', { token: 'abc', rest: '' }],
  ['#t=a%2Bb', { token: 'a+b', rest: '' }],
  ['#t=abc&line=4', { token: 'abc', rest: '#line=4' }],
  ['#line=4', { rest: '#line=4' }],
  ['#t=', { rest: '#t=' }],
  ['#main', { rest: '#main' }],
])('%s', (fragment, expected) => {
  expect(splitFragment(fragment)).toEqual(expected)
})
