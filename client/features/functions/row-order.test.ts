import { expect, test } from 'vitest'
import type { FunctionSummary } from '#contract/functions.ts'
import { countStates, filterRows, formatOrder, parseOrder, sortKeys, sortRows } from './row-order.ts'
import type { SortKey } from './row-order.ts'

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

const rows = [
  row('c', { state: 'failing', wanted: 3, changedAt: '2026-11-24T12:00:00Z' }),
  row('a', { runtime: 'nodejs24', wanted: 2 }),
  row('b', { namespace: 'team', state: 'stopped', wanted: 0, changedAt: '2026-11-24T11:00:00Z' }),
]
const names = (list: FunctionSummary[]) => list.map(({ name }) => name).join('')

test.each<[SortKey, string]>([
  ['name', 'abc'],
  ['namespace', 'acb'],
  ['runtime', 'abc'],
  ['state', 'cba'],
  ['replicas', 'bac'],
  ['changedAt', 'abc'],
])('sorted by %s', (key, expected) => {
  expect(names(sortRows(rows, { key, isDescending: false }))).toBe(expected)
})

test('descending turns the order round, but equal rows stay by name', () => {
  expect(names(sortRows(rows, { key: 'namespace', isDescending: true }))).toBe('bac')
  expect(names(sortRows(rows, { key: 'changedAt', isDescending: true }))).toBe('cba')
})

test('sorting leaves the list it was given as it is', () => {
  sortRows(rows, { key: 'name', isDescending: false })
  expect(names(rows)).toBe('cab')
})

test('every word has to occur, in any case, in name or namespace', () => {
  const list = [row('resize-image'), row('resize', { namespace: 'images' }), row('send-mail')]
  expect(filterRows(list, { text: ' RESIZE  image ' })).toEqual(list.slice(0, 2))
  expect(filterRows(list, { text: 'images/resize' })).toEqual([list[1]])
  expect(filterRows(list, { text: 'python' })).toEqual([])
  expect(filterRows(list, { text: 'mail python', searchesRuntime: true })).toEqual([list[2]])
})

test('namespace and state narrow the list', () => {
  expect(names(filterRows(rows, { text: '', namespace: 'team' }))).toBe('b')
  expect(names(filterRows(rows, { text: '', state: 'failing' }))).toBe('c')
  expect(names(filterRows(rows, { text: '', namespace: 'team', state: 'failing' }))).toBe('')
})

test('states are counted, the gravest first', () => {
  expect([...countStates(rows)].filter(([, count]) => count > 0)).toEqual([
    ['failing', 1],
    ['stopped', 1],
    ['ready', 1],
  ])
})

test('an order survives the address, and an address that was tampered with gives the usual order', () => {
  for (const key of sortKeys)
    for (const isDescending of [true, false])
      expect(parseOrder(formatOrder({ key, isDescending }))).toEqual({ key, isDescending })
  expect(parseOrder('nonsense')).toEqual({ key: 'name', isDescending: false })
  expect(parseOrder(null)).toEqual({ key: 'name', isDescending: false })
})
