import { expect, test } from 'vitest'
import { createOffsets, evenOffsets } from './line-offsets.ts'

const heights = [20, 40, 20, 100]
const uneven = createOffsets((height: number) => height).of(heights)

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
  const { total, at } = createOffsets(() => 20).of([])
  expect([total, at(10)]).toEqual([0, 0])
})

test('of a list that grows and shrinks only what is new is looked at', () => {
  const looked: string[] = []
  const height = new Map(Object.entries({ a: 10, b: 20, c: 30, d: 40, x: 50 }))
  const offsets = createOffsets((line: string) => {
    looked.push(line)
    return height.get(line) ?? 0
  })
  const topsOf = (lines: string[]) => {
    const { top, total } = offsets.of(lines)
    return [...lines.map((_, index) => top(index)), total]
  }
  expect(topsOf(['a', 'b'])).toEqual([0, 10, 30])
  expect(topsOf(['a', 'b', 'c'])).toEqual([0, 10, 30, 60])
  expect(topsOf(['b', 'c', 'd'])).toEqual([0, 20, 50, 90])
  expect(looked.splice(0)).toEqual(['a', 'b', 'c', 'd'])
  expect(topsOf(['b', 'x', 'c', 'd'])).toEqual([0, 20, 70, 100, 140])
  expect(topsOf(['x'])).toEqual([0, 50])
  looked.length = 0
  offsets.forget()
  expect(topsOf(['x'])).toEqual([0, 50])
  expect(looked).toEqual(['x'])
})
