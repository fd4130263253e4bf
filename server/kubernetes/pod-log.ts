/** The output of one container of one pod, for as long as the pod is there, across restarts and broken connections. */
import type { LogLine } from '../contract/logs.ts'
import type { ContainerStatus, Pod } from '../functions/objects.ts'
import { whatIsUnderWay } from '../functions/progress.ts'
import { startBackoff } from './backoff.ts'
import type { KubernetesClient } from './client.ts'
import { KubernetesError, isNotFound } from './errors.ts'
import { linesOf } from './json-lines.ts'
import type { LogQueue } from './log-queue.ts'
import { utcTime } from './log-time.ts'
import type { LogRequest } from './logs.ts'
import type { Watched } from './watched.ts'

interface PodLogContext {
  client: KubernetesClient
  watched: Watched
  queue: LogQueue
}

/** Longer lines are cut. */
const mostLineBytes = 64 * 1024
/** A log that was not refused by then is open, and has nothing in it yet. */
const quietMs = 1_000

/** Fulfilled when the pod is gone, or `signal` aborts; with `previous` or `until`, when everything was read. */
export async function followPod(
  { client, watched, queue }: PodLogContext,
  pod: Pod,
  { container, previous, since, until, tail }: LogRequest & { container: string },
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace = '', uid } = pod.metadata
  const place = startPlace()
  const backoff = startBackoff(signal)
  let isFollowing = false
  const endsByItself = previous || until !== undefined

  const sayFollowing = () => {
    if (!isFollowing) queue.push({ type: 'pod', pod: name, state: 'following' })
    isFollowing = true
  }
  const read = async () => {
    // Lines are counted from the end of the log, which is not where somebody looks who asks until when.
    const first = { tailLines: until === undefined ? tail : undefined, sinceTime: since }
    const where = place.last === undefined ? first : { sinceTime: place.last }
    const chunks = client.podLog(
      { namespace, name },
      { container, follow: !endsByItself, previous, ...where, signal },
    )
    // An API server may send nothing at all before the first line; what is refused is refused at once.
    const patience = setTimeout(sayFollowing, quietMs)
    try {
      for await (const line of linesOf(chunks, mostLineBytes, () => undefined)) {
        sayFollowing()
        backoff.reset()
        const [time, text] = cut(line)
        if (until !== undefined && time > until) break
        // Some API servers take `sinceTime` for whole seconds.
        if ((since !== undefined && time < since) || !place.isNew(time, text)) continue
        const room = queue.pushLine({ pod: name, container, time, text } satisfies LogLine)
        if (room) await room
      }
    } finally {
      clearTimeout(patience)
    }
  }

  const stillThere = () => {
    const known = watched.pods.get({ namespace, name })
    return known?.metadata.uid === uid ? known : undefined
  }

  try {
    while (!signal.aborted) {
      const before = stillThere()
      try {
        await read()
        if (endsByItself) return
      } catch (error) {
        if (signal.aborted || isNotFound(error)) return
        if (previous && isFirstRun(error)) {
          queue.push({ type: 'waiting', reason: `${name} has not been restarted: there is no earlier run.` })
          return
        }
        const words = endsByItself ? undefined : waitingWords(error, before, container)
        if (words === undefined) throw error
        queue.push({ type: 'waiting', reason: words })
      }
      if (!stillThere()) return
      // The container has ended, or has not begun: there is more when its state is another one.
      if (stateOf(stillThere(), container) === stateOf(before, container))
        await nextState(watched, pod, container, backoff, signal)
    }
  } finally {
    if (!signal.aborted) queue.push({ type: 'pod', pod: name, state: 'ended' })
  }
}

/** Remembers how far was read: lines may share a time, and asking again "since" brings the last ones anew. */
function startPlace() {
  let last: string | undefined
  let textsThen = new Set<string>()
  return {
    get last() {
      return last
    },
    isNew(time: string, text: string): boolean {
      if (last !== undefined && (time < last || (time === last && textsThen.has(text)))) return false
      if (time !== last) textsThen = new Set()
      last = time
      textsThen.add(text)
      return true
    },
  }
}

function cut(line: string): [time: string, text: string] {
  const space = line.indexOf(' ')
  const time = utcTime(space < 0 ? line : line.slice(0, space))
  return [time, space < 0 ? '' : line.slice(space + 1).replace(/\r$/, '')]
}

/** As a kubelet says it. */
function isFirstRun(error: unknown): boolean {
  return (
    error instanceof KubernetesError &&
    error.code === 400 &&
    /previous terminated container .* not found/.test(error.message)
  )
}

/** What to say while there is nothing to read yet; undefined when waiting would not help. */
function waitingWords(error: unknown, pod: Pod | undefined, container: string): string | undefined {
  if (!(error instanceof KubernetesError)) return undefined
  if (error.code === 0 || error.code === 429 || error.code >= 500)
    return `The log broke off: ${error.message}.`
  if (
    error.code !== 400 ||
    !/waiting to start|is not (yet )?available|trying and failing/.test(error.message)
  )
    return undefined
  return pod ? whatIsUnderWay([pod], container) : 'Its pod is being set up.'
}

/** Everything about the container that means its output goes on. */
function stateOf(pod: Pod | undefined, container: string): string {
  const statuses: ContainerStatus[] = [
    ...(pod?.status?.initContainerStatuses ?? []),
    ...(pod?.status?.containerStatuses ?? []),
  ]
  const status = statuses.find(({ name }) => name === container)
  return `${status?.restartCount} ${status?.containerID} ${Object.keys(status?.state ?? {}).join()} ${pod !== undefined}`
}

/** Fulfilled when the container's state changes; also after a while, since a log may end for reasons nobody tells. */
async function nextState(
  { pods }: Watched,
  { metadata }: Pod,
  container: string,
  backoff: { pause(): Promise<void> },
  signal: AbortSignal,
): Promise<void> {
  const before = stateOf(pods.get(metadata), container)
  let stop = () => undefined as void
  const changed = new Promise<void>((resolve) => {
    const unsubscribe = pods.subscribe(({ object }) => {
      if (object.metadata.uid === metadata.uid && stateOf(pods.get(metadata), container) !== before) resolve()
    })
    stop = () => {
      unsubscribe()
      signal.removeEventListener('abort', end)
      resolve()
    }
    const end = () => resolve()
    signal.addEventListener('abort', end, { once: true })
  })
  await Promise.race([changed, backoff.pause()])
  stop()
}
