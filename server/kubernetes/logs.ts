/** A function's output: all its pods in one stream, also those that come while somebody looks. */
import type { FunctionRef } from '../contract/functions.ts'
import type { LogEvent, LogQuery } from '../contract/logs.ts'
import { mostLogLines } from '../contract/logs.ts'
import type { Pod } from '../functions/objects.ts'
import { functionPods } from '../functions/pods.ts'
import type { KubernetesClient } from './client.ts'
import type { FunctionView } from './function-view.ts'
import { startLogQueue } from './log-queue.ts'
import type { LogQueue } from './log-queue.ts'
import { utcTime } from './log-time.ts'
import { followPod } from './pod-log.ts'
import { keyOf, ownerKeyOf } from './watched.ts'
import type { Watched } from './watched.ts'

export interface LogContext {
  client: KubernetesClient
  watched: Watched
  view: FunctionView
}

/** What somebody asked for, with nothing left open. */
export interface LogRequest {
  container?: string
  previous: boolean
  /** Both by `utcTime`. */
  since?: string
  until?: string
  tail: number
}

const defaultTail = 500

/** Ends when `signal` aborts; `previous` output, and what has an `until`, end by themselves. */
export async function* followLogs(
  { client, watched, view }: LogContext,
  ref: FunctionRef,
  { container, previous = false, since, until, tail = defaultTail }: LogQuery,
  signal: AbortSignal,
): AsyncGenerator<LogEvent> {
  const stopping = new AbortController()
  const stop = () => stopping.abort()
  if (signal.aborted) return
  signal.addEventListener('abort', stop, { once: true })
  const queue = startLogQueue(stopping.signal)
  const request: LogRequest = {
    container,
    previous,
    since: since === undefined ? undefined : utcTime(since),
    until: until === undefined ? undefined : utcTime(until),
    tail,
  }
  const endsByItself = previous || until !== undefined
  const followed = new Map<string, Promise<void>>()
  const key = keyOf(ref)

  const follow = (pod: Pod, isNew: boolean) => {
    const { uid = '', name } = pod.metadata
    if (followed.has(uid) || functionPods([pod]).length === 0) return
    // Of a pod that comes while somebody looks, everything is of interest.
    const own = isNew ? { ...request, since: undefined, tail: mostLogLines } : request
    const following = followPod(
      { client, watched, queue },
      pod,
      { ...own, container: container ?? ref.name },
      stopping.signal,
    )
      // What cannot be read for good ends this pod; the others go on.
      .catch((error: unknown) => queue.push({ type: 'waiting', reason: wordsOf(error, name) }))
      .finally(() => sayWhyNothing())
    followed.set(uid, following)
  }

  const sayWhyNothing = () => {
    if (!stopping.signal.aborted && livingPods(watched, key).length === 0) sayWaiting(queue, view, ref)
  }

  const unsubscribe = watched.pods.subscribe(({ type, object }) => {
    if (type !== 'DELETED' && ownerKeyOf(object) === key && !endsByItself) follow(object, true)
  })
  const unsubscribeView = view.subscribe((change) => {
    const isOurs = keyOf(change.type === 'function' ? change.summary : change.ref) === key
    if (isOurs && livingPods(watched, key).length === 0) sayWaiting(queue, view, ref)
  })
  try {
    for (const pod of livingPods(watched, key)) follow(pod, false)
    if (followed.size === 0) sayWaiting(queue, view, ref)
    if (endsByItself) void Promise.allSettled(followed.values()).then(() => queue.end())
    yield* queue
  } finally {
    unsubscribe()
    unsubscribeView()
    signal.removeEventListener('abort', stop)
    stop()
  }
}

function livingPods({ pods }: Watched, key: string): Pod[] {
  return functionPods(pods.list(key.split('/')[0]).filter((pod) => ownerKeyOf(pod) === key))
}

function sayWaiting(queue: LogQueue, view: FunctionView, ref: FunctionRef): void {
  queue.push({ type: 'waiting', reason: view.statusOf(ref)?.reason ?? 'There is no pod yet.' })
}

function wordsOf(error: unknown, pod: string): string {
  return `The output of pod ${pod} cannot be read: ${error instanceof Error ? error.message : String(error)}`
}
