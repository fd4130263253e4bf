import { expect, test } from 'vitest'
import { lineOnTheRight } from './line-marks.ts'

/** As Monaco tells it: [from, to] on the left, [from, to] on the right; an end of 0 for nothing. */
const change = ([from, to]: [number, number], [left, right]: [number, number]) => ({
  originalStartLineNumber: from,
  originalEndLineNumber: to,
  modifiedStartLineNumber: left,
  modifiedEndLineNumber: right,
  charChanges: undefined,
})

test.each([
  ['nothing differs', [], 5, { line: 5, isSame: true }],
  ['a line above was added', [change([1, 0], [2, 3])], 5, { line: 7, isSame: true }],
  ['a line below was added', [change([7, 0], [8, 8])], 5, { line: 5, isSame: true }],
  ['lines above are gone', [change([1, 2], [0, 0])], 5, { line: 3, isSame: true }],
  ['it was changed', [change([4, 6], [4, 4])], 5, { line: 4, isSame: false }],
  ['it is gone, the first of all', [change([1, 1], [0, 0])], 1, { line: 1, isSame: false }],
])('where a line went when %s', (_, changes, line, expected) =>
  expect(lineOnTheRight(changes, line)).toEqual(expected),
)
