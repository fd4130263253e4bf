import { expect, test } from 'vitest'
import { everyLine, isAccessLine, lineTest, linesOfCall } from './log-filter.ts'
import type { LogFilter } from './log-filter.ts'
import { appendLines, noLines } from './log-lines.ts'

const access = '127.0.0.1 - - [24/Nov/2026:10:00:01 +0000] "POST / HTTP/1.1" 200 17 "" "" 0/1234'

function lines(...given: [time: string, text: string, pod?: string][]) {
  const all = given.map(([time, text, pod = 'a']) => ({
    pod,
    container: 'hello',
    time: `2026-11-24T10:00:${time}Z`,
    text,
  }))
  return appendLines(noLines, all).lines
}

function shown(all: ReturnType<typeof lines>, filter: Partial<LogFilter>): string[] {
  return all.filter(lineTest({ ...everyLine, ...filter }) ?? (() => true)).map(({ plain }) => plain)
}

test('the filter looks at what a person reads, in any case', () => {
  const all = lines(['01', '\u001b[31mKey\u001b[0mError: term'], ['02', 'fine'])
  expect(shown(all, { text: ' keyerror ' })).toEqual(['KeyError: term'])
  expect(lineTest({ ...everyLine, text: ' ' })).toBeUndefined()
})

test('a level lets graver lines pass too; lines without one can be looked at alone', () => {
  const all = lines(['01', 'ERROR: a'], ['02', '  at a'], ['03', 'WARN: b'], ['04', 'INFO: c'], ['05', 'd'])
  expect(shown(all, { level: 'error' })).toEqual(['ERROR: a', '  at a'])
  expect(shown(all, { level: 'warning' })).toEqual(['ERROR: a', '  at a', 'WARN: b'])
  expect(shown(all, { level: 'info' })).toEqual(['ERROR: a', '  at a', 'WARN: b', 'INFO: c'])
  expect(shown(all, { level: 'none' })).toEqual(['d'])
  expect(shown(all, { level: 'error', text: 'at' })).toEqual(['  at a'])
})

test('access lines of Python and Node are known, a function that prints a method is not', () => {
  expect(isAccessLine(access)).toBe(true)
  expect(
    isAccessLine(
      '::ffff:172.17.0.1 - - [23/Nov/2021:09:02:42 +0000] "GET /healthz HTTP/1.1" 200 2 "-" "kube-probe/1.30"',
    ),
  ).toBe(true)
  expect(isAccessLine("{'event-type': 'POST / HTTP/1.1'}")).toBe(false)
  expect(shown(lines(['01', access], ['02', 'mine']), { hidesAccessLines: true })).toEqual(['mine'])
})

test('the lines of a call are those of its pod in its time, without health checks', () => {
  const all = lines(
    ['00.5', 'before'],
    ['01.1', 'print'],
    ['01.15', 'other pod', 'b'],
    ['01.2', access],
    ['01.2', '127.0.0.1 - - [x] "GET /healthz HTTP/1.1" 200 2'],
    ['03', 'after'],
  )
  const call = { pod: 'a', startedAt: '2026-11-24T10:00:01.000Z', durationMs: 200 }
  expect(linesOfCall(all, call).map(({ text }) => text)).toEqual(['print', access])
  expect(linesOfCall(all, { ...call, pod: undefined })).toHaveLength(3)
  expect(linesOfCall(all, call, 1).map(({ text }) => text)).toEqual([access])
})
