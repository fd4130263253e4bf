import { expect, test } from 'vitest'
import { suggestName } from './suggest-name.ts'

test.each([
  [[], 'hello'],
  [['other'], 'hello'],
  [['hello'], 'hello-2'],
  [['hello', 'hello-2'], 'hello-3'],
  [['hello', 'hello-3'], 'hello-2'],
  [['hello-2'], 'hello'],
])('with %j taken, hello becomes %s', (taken, expected) => {
  expect(suggestName('hello', new Set(taken))).toBe(expected)
})
