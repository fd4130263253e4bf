import { expect, test } from 'vitest'
import { backOffMs } from './back-off.ts'

test('each failure doubles the wait, up to fifteen seconds, and chance spreads it by half', () => {
  expect([0, 1, 2, 5, 6, 1000].map((failures) => backOffMs(failures, 1))).toEqual([
    250, 500, 1000, 8000, 15_000, 15_000,
  ])
  expect(backOffMs(2, 0)).toBe(500)
  expect(backOffMs(2, 0.5)).toBe(750)
})
