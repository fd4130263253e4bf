import { expect, test } from 'vitest'
import type { FunctionSummary } from '#contract/functions.ts'
import { applyEvent, applyEvents } from './apply-events.ts'

const row = (name: string, changes: Partial<FunctionSummary> = {}): FunctionSummary => ({
  name,
  namespace: 'default',
  runtime: 'python3.13',
  state: 'ready',
  ready: 1,
  wanted: 1,
  changedAt: '2026-11-24T10:00:00Z',
  ...changes,
})

test('a function that is new joins the list', () => {
  const list = applyEvent([row('a')], { type: 'function', summary: row('b') })
  expect(list.map(({ name }) => name)).toEqual(['a', 'b'])
})

test('a function that changed is replaced in its place, the others stay the very same', () => {
  const [a, b, c] = [row('a'), row('b'), row('c')]
  const list = applyEvent([a, b, c], {
    type: 'function',
    summary: row('b', { state: 'failing', reason: 'why' }),
  })
  expect(list.map(({ state }) => state)).toEqual(['ready', 'failing', 'ready'])
  expect(list[0]).toBe(a)
  expect(list[2]).toBe(c)
})

test('a function leaves the list when it is gone, and only the one of its namespace', () => {
  const other = row('a', { namespace: 'team' })
  const list = applyEvent([row('a'), other], {
    type: 'function-gone',
    ref: { namespace: 'default', name: 'a' },
  })
  expect(list).toEqual([other])
})

test('the last word on a function counts, whatever came before it', () => {
  const gone = { type: 'function-gone', ref: { namespace: 'default', name: 'a' } } as const
  const back = { type: 'function', summary: row('a', { state: 'starting' }) } as const
  expect(applyEvents([row('a')], [gone, back]).map(({ state }) => state)).toEqual(['starting'])
  expect(applyEvents([row('a')], [back, gone])).toEqual([])
  expect(applyEvents([], [back, gone])).toEqual([])
})

test('the list stays the very same when nothing in it changed', () => {
  const list = [row('a'), row('b')]
  expect(applyEvent(list, { type: 'function', summary: row('a') })).toBe(list)
  expect(applyEvent(list, { type: 'function-gone', ref: { namespace: 'x', name: 'a' } })).toBe(list)
  expect(applyEvent(list, { type: 'reset' })).toBe(list)
  expect(applyEvent(list, { type: 'bye' })).toBe(list)
})

test('every part of a row that is shown makes a difference', () => {
  const list = [row('a')]
  const changes: Partial<FunctionSummary>[] = [
    { state: 'stopped' },
    { reason: 'why' },
    { ready: 0 },
    { wanted: 2 },
    { runtime: 'nodejs24' },
    { changedAt: '2026-11-24T11:00:00Z' },
  ]
  for (const change of changes)
    expect(applyEvent(list, { type: 'function', summary: row('a', change) })).toEqual([row('a', change)])
})
