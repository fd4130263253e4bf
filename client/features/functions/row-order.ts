/** Which rows of the list are shown, and in which order. Pure, and quick enough for ten thousand. */
import type { FunctionState, FunctionSummary } from '#contract/functions.ts'

/** What rows can be sorted by. */
export const sortKeys = ['name', 'namespace', 'runtime', 'state', 'replicas', 'changedAt'] as const
export type SortKey = (typeof sortKeys)[number]

export interface RowOrder {
  key: SortKey
  isDescending: boolean
}

export interface RowFilter {
  /** Words that all have to occur in name or namespace. */
  text: string
  /** They may also occur in the runtime. */
  searchesRuntime?: boolean
  namespace?: string
  state?: FunctionState
}

export const defaultOrder: RowOrder = { key: 'name', isDescending: false }

/** Gravest first: what needs somebody stands on top. */
const stateRanks: Record<FunctionState, number> = {
  failing: 0,
  starting: 1,
  deploying: 2,
  deleting: 3,
  stopped: 4,
  ready: 5,
}

/** The rows in order; equal ones by name. A new list, the old one is left as it is. */
export function sortRows(
  rows: readonly FunctionSummary[],
  { key, isDescending }: RowOrder,
): FunctionSummary[] {
  const sign = isDescending ? -1 : 1
  const compare = comparisons[key]
  return rows.toSorted((a, b) => sign * compare(a, b) || byName(a, b))
}

/** The rows that pass. */
export function filterRows(rows: readonly FunctionSummary[], filter: RowFilter): FunctionSummary[] {
  const { text, searchesRuntime, namespace, state } = filter
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    if (namespace !== undefined && row.namespace !== namespace) return false
    if (state !== undefined && row.state !== state) return false
    if (words.length === 0) return true
    const searched = `${row.namespace}/${row.name} ${searchesRuntime ? row.runtime : ''}`
    return words.every((word) => searched.includes(word))
  })
}

/** How many rows are in each state. */
export function countStates(rows: readonly FunctionSummary[]): Map<FunctionState, number> {
  const counts = new Map<FunctionState, number>()
  for (const state of Object.keys(stateRanks) as FunctionState[]) counts.set(state, 0)
  for (const { state } of rows) counts.set(state, (counts.get(state) ?? 0) + 1)
  return counts
}

/** How an order stands in an address: `name`, or `-name` when descending. */
export function formatOrder({ key, isDescending }: RowOrder): string {
  return `${isDescending ? '-' : ''}${key}`
}

export function parseOrder(text: string | null): RowOrder {
  const key = sortKeys.find((known) => known === text?.replace(/^-/, ''))
  return key ? { key, isDescending: text?.startsWith('-') ?? false } : defaultOrder
}

export function parseState(text: string | null): FunctionState | undefined {
  return (Object.keys(stateRanks) as FunctionState[]).find((state) => state === text)
}

type Compare = (a: FunctionSummary, b: FunctionSummary) => number

// Names are plain ASCII by their rule, so the language's own order is right, and ten times as fast as a collator.
const order = <T extends string | number>(a: T, b: T) => (a < b ? -1 : a > b ? 1 : 0)
const byName: Compare = (a, b) => order(a.name, b.name) || order(a.namespace, b.namespace)

const comparisons: Record<SortKey, Compare> = {
  name: (a, b) => order(a.name, b.name),
  namespace: (a, b) => order(a.namespace, b.namespace),
  runtime: (a, b) => order(a.runtime, b.runtime),
  state: (a, b) => order(stateRanks[a.state], stateRanks[b.state]),
  replicas: (a, b) => order(a.wanted, b.wanted) || order(a.ready, b.ready),
  changedAt: (a, b) => order(a.changedAt, b.changedAt),
}
