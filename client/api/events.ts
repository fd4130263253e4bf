/** The one event stream of a tab: it keeps the list fresh and says whether what is shown is. */
import type { QueryClient } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import type { ClusterInfo, ConnectionState } from '#contract/cluster.ts'
import type { LiveEvent } from '#contract/events.ts'
import type { FunctionDetails, FunctionRef, FunctionSummary } from '#contract/functions.ts'
import { applyEvents } from './apply-events.ts'
import { backOffMs } from './back-off.ts'
import { clusterQuery } from './cluster.ts'
import { recordEvents } from './event-journal.ts'
import { functionKeys } from './functions.ts'
import { ApiError } from './http.ts'
import { outdate } from './outdate.ts'
import { follow } from './stream.ts'
import { triggerKeys } from './triggers.ts'

/** Whether changes reach this tab. `undefined` until the first answer. */
export type LiveConnection = ConnectionState | undefined

const listeners = new Set<() => void>()
let connection: LiveConnection

export function useLiveConnection(): LiveConnection {
  return useSyncExternalStore(subscribe, () => connection)
}

/** Follows what happens until closed; reconnects by itself. */
export function startLiveUpdates(client: QueryClient): { close(): void } {
  const life = new AbortController()
  const wake = wakeUp(life.signal)
  void followForever(client, life.signal, wake)
  return {
    close() {
      life.abort()
      setConnection(undefined)
    },
  }
}

async function followForever(client: QueryClient, signal: AbortSignal, wake: WakeUp): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    const apply = batched(client, signal)
    try {
      for await (const event of follow('GET /api/events', { signal })) {
        if (event.type === 'bye') break
        failures = 0
        setConnection({ state: 'connected', since: new Date().toISOString() })
        apply(event)
      }
      if (signal.aborted) return
      disconnected('Kubeless UI is restarting.')
    } catch (error) {
      // A session that is over is asked for by the gate, which also starts us again.
      if (signal.aborted || (error instanceof ApiError && error.status === 401)) return
      disconnected(error instanceof Error ? error.message : String(error))
    }
    await wake.sleep(backOffMs(failures, Math.random()))
  }
}

/** Applies what came within a moment at once: a rollout of a hundred functions is one rendering. */
function batched(client: QueryClient, signal: AbortSignal): (event: LiveEvent) => void {
  let waiting: LiveEvent[] = []
  return (event) => {
    waiting.push(event)
    if (waiting.length > 1) return
    setTimeout(() => {
      const events = waiting
      waiting = []
      if (!signal.aborted) applyToCache(client, events)
    }, 16)
  }
}

function applyToCache(client: QueryClient, events: readonly LiveEvent[]): void {
  recordEvents(events)
  client.setQueryData<FunctionSummary[]>(functionKeys.list, (list) => list && applyEvents(list, events))
  for (const event of events) {
    if (event.type === 'reset') outdate(client)
    if (event.type === 'function') changeDetails(client, event.summary)
    if (event.type === 'triggers') outdate(client, { queryKey: triggerKeys.of(event.ref) })
    if (event.type === 'function-gone') markGone(client, event.ref)
    if (event.type === 'connection') {
      const { connection: cluster } = event
      client.setQueryData<ClusterInfo>(
        clusterQuery.queryKey,
        (known) => known && { ...known, connection: cluster },
      )
      if (cluster.state === 'connected') askAgain(client)
    }
  }
}

/** The cluster is back: its version and what is missing may be others than before, and what failed meanwhile need not fail now. */
function askAgain(client: QueryClient): void {
  outdate(client, { queryKey: clusterQuery.queryKey })
  void client.invalidateQueries({
    predicate: ({ state: { status, error } }) =>
      status === 'error' && error instanceof ApiError && error.status >= 500,
  })
}

function changeDetails(client: QueryClient, summary: FunctionSummary): void {
  const queryKey = functionKeys.details(summary)
  const isShown = client.getQueryData(queryKey) !== undefined
  if (summary.state !== 'deleting' || !isShown) return outdate(client, { queryKey })
  // It may be gone before the question arrives; and there is nothing else to know about it.
  void client.cancelQueries({ queryKey })
  client.setQueryData<FunctionDetails>(queryKey, (known) => {
    if (!known) return known
    const { state, reason = known.status.reason, ready, wanted } = summary
    return { ...known, status: { ...known.status, state, reason, ready, wanted } }
  })
}

/** We know without asking, and the last version stays in view for whoever wants it back. */
function markGone(client: QueryClient, { namespace, name }: FunctionRef): void {
  const queryKey = functionKeys.details({ namespace, name })
  const detail = `There is no function ${name} in namespace ${namespace} any more.`
  void client.cancelQueries({ queryKey }).then(() => {
    const query = client.getQueryCache().find({ queryKey })
    query?.setState({ status: 'error', error: new ApiError({ code: 'not_found', status: 404, detail }) })
  })
}

interface WakeUp {
  sleep(ms: number): Promise<void>
}

/** Sleeps that end early when there is reason to hope: the network is back, or somebody looks. */
function wakeUp(signal: AbortSignal): WakeUp {
  let wake: () => void = () => undefined
  const handle = () => {
    if (document.visibilityState === 'visible') wake()
  }
  window.addEventListener('online', handle, { signal })
  document.addEventListener('visibilitychange', handle, { signal })
  signal.addEventListener('abort', () => wake())
  return {
    sleep: (ms) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, ms)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      }),
  }
}

function disconnected(reason: string): void {
  const since = connection?.state === 'disconnected' ? connection.since : new Date().toISOString()
  setConnection({ state: 'disconnected', since, reason })
}

function setConnection(next: LiveConnection): void {
  if (next && next.state === connection?.state && next.state === 'connected') return
  connection = next
  listeners.forEach((tell) => tell())
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
