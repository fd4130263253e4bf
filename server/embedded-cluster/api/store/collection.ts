/** The objects of one kind, what happened to them lately, and who is watching. */
import type { ApiObject } from '../json.ts'
import type { Entry } from './entry.ts'

/** Something that happened to one object. `previous` is its state before. */
export interface StoreEvent {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  version: number
  entry: Entry
  previous?: Entry
}

export interface Collection {
  readonly name: string
  readonly size: number
  get(key: string): Entry | undefined
  /** In the order of namespace and name; only that namespace when one is given. */
  list(namespace?: string): Entry[]
  /** The same as it was at an earlier version; undefined when that is no longer known. */
  listAt(version: number, namespace?: string): Entry[] | undefined
  /** What happened after a version, oldest first; undefined when not all of it is known any more. */
  since(version: number): StoreEvent[] | undefined
  /** The oldest version a watch can go on from. */
  readonly oldest: number
  watch(listener: (event: StoreEvent) => void): () => void
  load(entry: Entry): void
  apply(event: StoreEvent): void
  /** Forgets what happened, as a compaction does. */
  compact(version: number): void
}

/** Events kept for watches that come back, per kind. */
const historyLimit = 2000

export function startCollection(name: string, version: number): Collection {
  const entries = new Map<string, Entry>()
  const listeners = new Set<(event: StoreEvent) => void>()
  let history: StoreEvent[] = []
  let oldest = version
  let inOrder: Entry[] | undefined

  const list = (namespace?: string): Entry[] => {
    inOrder ??= [...entries.values()].sort(byKey)
    return namespace === undefined ? inOrder : ofNamespace(inOrder, namespace)
  }

  return {
    name,
    get size() {
      return entries.size
    },
    get oldest() {
      return oldest
    },
    get: (key) => entries.get(key),
    list,

    listAt(at, namespace) {
      if (at < oldest) return undefined
      const then = new Map(entries)
      for (let i = history.length - 1; i >= 0; i--) {
        const event = history[i]
        if (!event || event.version <= at) break
        if (event.previous) then.set(event.entry.key, event.previous)
        else then.delete(event.entry.key)
      }
      const all = [...then.values()].sort(byKey)
      return namespace === undefined ? all : ofNamespace(all, namespace)
    },

    since(after) {
      if (after < oldest) return undefined
      return history.slice(firstAfter(history, after))
    },

    watch(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    load(entry) {
      entries.set(entry.key, entry)
      inOrder = undefined
    },

    apply(event) {
      const { key } = event.entry
      if (event.type === 'DELETED') entries.delete(key)
      else entries.set(key, event.entry)
      if (event.type === 'MODIFIED' && inOrder) inOrder = replaced(inOrder, event.entry)
      else inOrder = undefined
      history.push(event)
      if (history.length > historyLimit * 1.25) {
        history = history.slice(-historyLimit)
        oldest = (history[0]?.version ?? event.version) - 1
      }
      for (const listener of [...listeners]) listener(event)
    },

    compact(before) {
      history = history.slice(firstAfter(history, before))
      oldest = Math.max(oldest, before)
    },
  }
}

function byKey(a: Entry, b: Entry): number {
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

/** Lists are handed out, so a changed one is a new one. */
function replaced(inOrder: Entry[], entry: Entry): Entry[] {
  let low = 0
  let high = inOrder.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((inOrder[middle]?.key ?? '') < entry.key) low = middle + 1
    else high = middle
  }
  return inOrder.with(low, entry)
}

function ofNamespace(inOrder: Entry[], namespace: string): Entry[] {
  const prefix = `${namespace}/`
  return inOrder.filter(({ key }) => key.startsWith(prefix))
}

function firstAfter(history: StoreEvent[], version: number): number {
  let low = 0
  let high = history.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((history[middle]?.version ?? 0) <= version) low = middle + 1
    else high = middle
  }
  return low
}

/** Objects of entries. */
export function objectsOf(entries: Entry[]): ApiObject[] {
  return entries.map(({ object }) => object)
}
