import { expect, test } from 'vitest'
import type { LogLine } from '#contract/logs.ts'
import {
  appendLines,
  clearLines,
  compareTimes,
  expectReplay,
  firstSince,
  noLines,
  replaySince,
} from './log-lines.ts'
import type { LogLines } from './log-lines.ts'

function aLine(text: string, second = 1, pod = 'a'): LogLine {
  return { pod, container: 'hello', time: `2026-11-24T10:00:${String(second).padStart(2, '0')}Z`, text }
}

const texts = ({ lines }: LogLines) => lines.map(({ text }) => text)

test('only the newest lines are kept, and what fell out is counted', () => {
  const five = ['1', '2', '3', '4', '5'].map((text) => aLine(text))
  const limits = { lines: 3, characters: 100 }
  const state = appendLines(appendLines(noLines, five.slice(0, 2), limits), five.slice(2), limits)
  expect(texts(state)).toEqual(['3', '4', '5'])
  expect(state.lines.map(({ number }) => number)).toEqual([3, 4, 5])
  expect(state.lost).toBe(2)
})

test('long lines count for more', () => {
  const limits = { lines: 3, characters: 10 }
  const state = appendLines(noLines, [aLine('12345'), aLine('12345'), aLine('1')], limits)
  expect(texts(state)).toEqual(['12345', '1'])
  expect(state).toMatchObject({ size: 6, lost: 1 })
})

test('lines of several pods stand in the order of time, however late they come', () => {
  const first = appendLines(noLines, [aLine('a1', 1), aLine('a3', 3), aLine('a5', 5)])
  const state = appendLines(first, [aLine('b4', 4, 'b'), aLine('b2', 2, 'b'), aLine('b3', 3, 'b')])
  expect(texts(state)).toEqual(['a1', 'b2', 'a3', 'b3', 'b4', 'a5'])
  expect(firstSince(state.lines, '2026-11-24T10:00:03Z')).toBe(2)
  expect(firstSince(state.lines, '2026-11-24T10:00:09Z')).toBe(6)
})

test('a stack belongs to the line before it of its own pod, whatever comes between', () => {
  const state = appendLines(noLines, [
    aLine('\u001b[31mError: no\u001b[0m', 1),
    aLine('fine', 2, 'b'),
    aLine('    at x (y.js:1:2)', 3),
  ])
  expect(state.lines.map(({ level }) => level)).toEqual(['error', undefined, 'error'])
  expect(state.lines[0]?.plain).toBe('Error: no')
})

test('after a reconnect no line comes twice and none is lost, whatever pod it is from', () => {
  const before = appendLines(noLines, [aLine('a1', 1), aLine('b1', 2, 'b'), aLine('a2', 3), aLine('a2', 3)])
  const waiting = expectReplay(before)
  expect(replaySince(waiting)).toBe('2026-11-24T10:00:02Z')
  const again = [
    aLine('b1', 2, 'b'),
    aLine('b2', 2, 'b'),
    aLine('a2', 3),
    aLine('a2', 3),
    aLine('a2', 3),
    aLine('a3', 4),
  ]
  expect(texts(appendLines(waiting, again))).toEqual(['a1', 'b1', 'b2', 'a2', 'a2', 'a2', 'a3'])
})

test('equal lines are both shown while the connection holds', () => {
  expect(texts(appendLines(noLines, [aLine('x'), aLine('x')]))).toEqual(['x', 'x'])
})

test('a pod that is new after the reconnect is shown from its start', () => {
  const waiting = expectReplay(appendLines(noLines, [aLine('a1', 5)]))
  expect(texts(appendLines(waiting, [aLine('b1', 1, 'b')]))).toEqual(['b1', 'a1'])
})

test('what was cleared does not come back with a reconnect', () => {
  const cleared = clearLines(appendLines(noLines, [aLine('a1', 1), aLine('a2', 2)]))
  const again = [aLine('a1', 1), aLine('a2', 2), aLine('a3', 2)]
  expect(texts(appendLines(cleared, again))).toEqual(['a3'])
  expect(texts(appendLines(expectReplay(cleared), again))).toEqual(['a3'])
})

test.each([
  ['2026-11-24T10:00:01Z', '2026-11-24T10:00:01.5Z', -1],
  ['2026-11-24T10:00:01.123456789Z', '2026-11-24T10:00:01.5Z', -1],
  ['2026-11-24T10:00:01.50Z', '2026-11-24T10:00:01.5Z', 0],
  ['2026-11-24T10:00:02Z', '2026-11-24T10:00:01.999999999Z', 1],
])('%s against %s is %i', (a, b, order) => expect(compareTimes(a, b)).toBe(order))
