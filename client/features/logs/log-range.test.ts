import { expect, test } from 'vitest'
import { newest, queryOf, rangeBetween, sinceMinutes } from './log-range.ts'

test('a range becomes what the server is asked for', () => {
  expect(queryOf(newest)).toEqual({ tail: 500 })
  expect(queryOf({ kind: 'all' })).toEqual({ tail: 100_000 })
  expect(queryOf(sinceMinutes(5, Date.parse('2026-11-24T10:00:00Z')))).toEqual({
    tail: 100_000,
    since: '2026-11-24T09:55:00.000Z',
  })
})

test('two fields become a range in the reader’s time zone, the last second included', () => {
  const local = (text: string) => new Date(text).toISOString()
  expect(rangeBetween('2026-11-24T10:00', '2026-11-24T10:05:07')).toEqual({
    kind: 'between',
    from: local('2026-11-24T10:00:00'),
    to: local('2026-11-24T10:05:07.999').replace('Z', '999999Z'),
  })
  const open = rangeBetween('', '2026-11-24T10:05:07')
  expect(open).not.toHaveProperty('from')
})

test.each([
  ['', '', 'Say from when, or to when.'],
  ['2026-11-24T10:05', '2026-11-24T10:00', 'The end is before the beginning.'],
])('%s to %s: %s', (from, to, words) => expect(rangeBetween(from, to)).toBe(words))
