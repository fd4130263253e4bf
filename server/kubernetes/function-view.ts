/**
 * Every function's status and row of the list, kept up to date. Worked out anew only for what changed,
 * a burst of changes counting as one, and told to whoever listens only when it differs.
 */
import type { FunctionRef, FunctionStatus, FunctionSummary } from '../contract/functions.ts'
import type { EventObject, FunctionObject } from '../functions/objects.ts'
import { deriveRollout, noteSteps } from '../functions/rollout.ts'
import type { SeenRollout } from '../functions/rollout.ts'
import { deriveStatus } from '../functions/status.ts'
import type { Observed } from '../functions/status.ts'
import { summaryOf } from '../functions/summary.ts'
import { groupBy } from './grouped.ts'
import type { KnownFunction } from './trimmed.ts'
import { keyOf, ownerKeyOf } from './watched.ts'
import type { Watched } from './watched.ts'

/** What became of a function. */
export type ViewChange =
  { type: 'function'; summary: FunctionSummary } | { type: 'function-gone'; ref: FunctionRef }

export interface FunctionView {
  /** Sorted by namespace and name. The same array as long as nothing changed. */
  summaries(): readonly FunctionSummary[]
  /** Fulfilled when everything heard of so far has been worked out. */
  settled(): Promise<void>
  statusOf(ref: FunctionRef): FunctionStatus | undefined
  /** What a status is derived from; with `object` in place of the copy we hold. */
  observe(ref: FunctionRef, object: FunctionObject): Observed
  subscribe(listener: (change: ViewChange) => void): () => void
  /** Everything may look different now, e.g. because the list of runtimes changed. */
  refreshAll(): void
  close(): void
}

/** A burst of changes is waited for no longer than this. */
const burstMs = 15
/** So many functions in a row, then others have their turn. */
const perTurn = 200
/** What only time changes (a controller that stays silent) is looked at this often. */
const agingMs = 5_000

interface Row {
  /** Since when, by our own clock, what is stored waits to be taken over. */
  since: number
  status: FunctionStatus
  summary: FunctionSummary
  fingerprint: string
  /** Of a version that was stored while we watched: when its steps were seen. */
  seen?: SeenRollout
  /** Everything a listener may be shown, as one text. */
  signature: string
}

export function startFunctionView(
  watched: Watched,
  context: {
    now: () => number
    runtimes: () => readonly string[] | undefined
    onError: (error: unknown) => void
  },
): FunctionView {
  const rows = new Map<string, Row>()
  const dirty = new Set<string>()
  /** Nothing happened to these but that time passed: they can wait. */
  const aged = new Set<string>()
  let awaited: (() => void)[] = []
  let hasCaughtUp = false
  let isClosed = false
  const listeners = new Set<(change: ViewChange) => void>()
  let sorted: readonly FunctionSummary[] | undefined
  let timer: NodeJS.Timeout | undefined

  const touch = (key: string) => {
    dirty.add(key)
    timer ??= setTimeout(flush, burstMs)
  }
  const pods = groupBy(watched.pods, ownerKeyOf, touch)
  const replicaSets = groupBy(watched.replicaSets, ownerKeyOf, touch)
  const events = groupBy(watched.events, involvedKeyOf, (key, { involvedObject }) => {
    const ref = { namespace: involvedObject.namespace, name: involvedObject.name ?? '' }
    const owner = involvedObject.kind === 'Pod' ? watched.pods.get(ref) : watched.replicaSets.get(ref)
    touch((owner && ownerKeyOf(owner)) ?? key)
  })
  watched.deployments.subscribe(({ object }) => touch(refKeyOf(object)))
  watched.functions.subscribe(({ object }) => touch(refKeyOf(object)))

  const observe = (
    ref: FunctionRef,
    fn: FunctionObject,
    waitingSince: number,
    seen?: SeenRollout,
  ): Observed => {
    const key = keyOf(ref)
    const ownPods = pods.of(key)
    const ownReplicaSets = replicaSets.of(key)
    const names = new Set([ref.name, ...[...ownPods, ...ownReplicaSets].map(({ metadata }) => metadata.name)])
    return {
      function: fn,
      deployment: watched.deployments.get(ref),
      replicaSets: ownReplicaSets,
      pods: ownPods,
      events: [...names].flatMap((name) => events.of(`${ref.namespace}/${name}`)).sort(byTime),
      now: context.now(),
      waitingSince,
      runtimes: context.runtimes(),
      seen,
    }
  }

  /** What we find when we come may have waited long; of what comes later we know it ourselves, whatever the cluster's clock. */
  const firstSeen = ({ known }: KnownFunction): number => {
    const now = context.now()
    return hasCaughtUp ? now : Math.min(now, Date.parse(known.changedAt) || now)
  }

  const derive = (key: string) => {
    const [namespace = '', name = ''] = key.split('/')
    const ref = { namespace, name }
    const fn = watched.functions.get(ref)
    const before = rows.get(key)
    if (!fn) {
      if (!before) return
      rows.delete(key)
      sorted = undefined
      return tell({ type: 'function-gone', ref })
    }
    const isSame = before?.fingerprint === fn.known.fingerprint
    const since = isSame ? before.since : firstSeen(fn)
    const seen = isSame ? before.seen : hasCaughtUp ? newlySeen(before, since) : undefined
    const row = rowOf(fn, { ...observe(ref, fn, since, seen), changedAt: fn.known.changedAt }, since)
    rows.set(key, row)
    if (before?.signature === row.signature) return
    sorted = undefined
    tell({ type: 'function', summary: row.summary })
  }

  const tell = (change: ViewChange) => {
    for (const listener of [...listeners]) listener(change)
  }

  const upToDate = (key: string): Row | undefined => {
    if (dirty.delete(key)) derive(key)
    return rows.get(key)
  }

  const workOff = (keys: Set<string>, most: number): number => {
    let done = 0
    for (const key of keys) {
      if (done++ === most) break
      keys.delete(key)
      try {
        derive(key)
      } catch (error) {
        context.onError(error)
      }
    }
    return done
  }

  const flush = () => {
    timer = undefined
    workOff(aged, perTurn - workOff(dirty, perTurn))
    if (dirty.size === 0) {
      hasCaughtUp ||= watched.functions.hasSynced
      for (const resolve of awaited) resolve()
      awaited = []
    }
    if (dirty.size + aged.size > 0) timer = setTimeout(flush, 0)
  }

  // Where there is no function yet nothing else would say that we have caught up.
  watched.functions.synced.then(
    () => {
      if (!isClosed) timer ??= setTimeout(flush, burstMs)
    },
    () => undefined, // Closed before.
  )

  const aging = setInterval(() => {
    for (const [key, { status }] of rows)
      if (status.state !== 'ready' && status.state !== 'stopped') aged.add(key)
    if (aged.size > 0) timer ??= setTimeout(flush, burstMs)
  }, agingMs)
  aging.unref()

  return {
    summaries: () =>
      (sorted ??= [...rows.values()]
        .map(({ summary }) => summary)
        .sort((a, b) => order(a.namespace, b.namespace) || order(a.name, b.name))),
    settled: () => (dirty.size === 0 ? Promise.resolve() : new Promise((resolve) => awaited.push(resolve))),
    statusOf: (ref) => upToDate(keyOf(ref))?.status,
    observe: (ref, object) => {
      const row = upToDate(keyOf(ref))
      return observe(ref, object, row?.since ?? context.now(), row?.seen)
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    refreshAll: () => watched.functions.list().forEach((fn) => touch(refKeyOf(fn))),
    close: () => {
      isClosed = true
      clearTimeout(timer)
      clearInterval(aging)
      listeners.clear()
      for (const resolve of awaited) resolve()
    },
  }
}

function rowOf(fn: KnownFunction, observed: Observed, since: number): Row {
  const { fingerprint, changedAt } = fn.known
  const status = deriveStatus(observed)
  const rollout = deriveRollout(observed, status, observed.seen)
  const summary = summaryOf(fn, status, changedAt)
  // A step that is done or stuck is told, its time passing is not.
  const steps = rollout.steps.map(({ state, isStuck }) => `${state}${isStuck ? '!' : ''}`)
  const signature = JSON.stringify([summary, status, fn.metadata.uid, fingerprint, steps])
  const times = observed.seen && noteSteps(observed.seen.times, rollout, observed.now)
  const seen = observed.seen && times ? { ...observed.seen, times } : undefined
  return { since, status, summary, fingerprint, signature, seen }
}

/** A version stored while we watch; one that was still on its way is superseded by it. */
function newlySeen(before: Row | undefined, savedAt: number): SeenRollout {
  const wasOnItsWay = before?.status.state === 'starting' || before?.status.state === 'deploying'
  return { savedAt, times: {}, ...(wasOnItsWay && { supersedes: before.since }) }
}

function refKeyOf({ metadata }: { metadata: { namespace?: string; name: string } }): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

function involvedKeyOf({ involvedObject }: EventObject): string | undefined {
  return involvedObject.name === undefined
    ? undefined
    : `${involvedObject.namespace ?? ''}/${involvedObject.name}`
}

function byTime(a: EventObject, b: EventObject): number {
  return order(a.lastTimestamp ?? '', b.lastTimestamp ?? '')
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
