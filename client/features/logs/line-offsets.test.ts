import { expect, test } from 'vitest'
import { evenOffsets, unevenOffsets } from './line-offsets.ts'

const heights = [20, 40, 20, 100]
const uneven = unevenOffsets(heights.length, (index) => heights[index] ?? 0)

test('lines of one height are counted', () => {
  const { total, top, at } = evenOffsets(3, 20)
  expect([total, top(2), at(-5), at(0), at(19), at(20), at(500)]).toEqual([60, 40, 0, 0, 0, 1, 2])
})

test('lines of their own heights are found by where they begin', () => {
  const { total, top, at } = uneven
  expect([total, top(0), top(3), top(4)]).toEqual([180, 0, 80, 180])
  expect([-1, 0, 19, 20, 59, 60, 80, 1000].map(at)).toEqual([0, 0, 0, 1, 1, 2, 3, 3])
})

test('no lines have no height', () => {
  const { total, at } = unevenOffsets(0, () => 20)
  expect([total, at(10)]).toEqual([0, 0])
})
