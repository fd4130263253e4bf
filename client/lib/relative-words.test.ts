import { expect, test } from 'vitest'
import { relativeWords } from './relative-words.ts'

const now = Date.parse('2026-11-24T12:00:00Z')

test.each([
  [0, 'just now'],
  [9, 'just now'],
  [10, '10 s ago'],
  [59, '50 s ago'],
  [60, '1 min ago'],
  [59 * 60 + 59, '59 min ago'],
  [3600, '1 h ago'],
  [24 * 3600 - 1, '23 h ago'],
  [24 * 3600, 'yesterday'],
  [2 * 24 * 3600, '2 days ago'],
  [29 * 24 * 3600, '29 days ago'],
  [60 * 24 * 3600, '25 Sept 2026'],
])('after %i seconds it says %s', (seconds, words) => {
  expect(relativeWords(now - seconds * 1000, now)).toBe(words)
})

test('a clock that runs ahead of ours is not the future', () => {
  expect(relativeWords(now + 60_000, now)).toBe('just now')
})
