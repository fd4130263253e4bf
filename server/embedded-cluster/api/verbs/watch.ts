/** Watching: what happened since a version, then what happens, one line of JSON an event. */
import type { ApiObject, JsonObject } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { apiVersionOf, collectionOf } from '../kinds/kind.ts'
import { columnsOf, tableOf } from '../printing/table.ts'
import type { StoreEvent } from '../store/collection.ts'
import { textOf } from '../store/entry.ts'
import { refusal } from '../status.ts'
import { writeWarnings } from '../wire/answer.ts'
import { wantedBy } from '../wire/media-types.ts'
import type { Wanted } from '../wire/media-types.ts'
import { isTrue } from '../wire/request-info.ts'
import type { Call } from './context.ts'
import { checkListOptions, selectionOf, versionOf } from './read.ts'
import { atVersion, partial } from './represent.ts'

/** Without `timeoutSeconds` a watch ends after half an hour to an hour, as a real server's does. */
const defaultSeconds = 1800
/** A reader this many bytes behind is cut off: it can go on from its last event. */
const backlogLimit = 32 * 1024 * 1024
/** Bookmarks come this long before the end, and once a minute. */
const bookmarkLeadsMs = [2000, 1000]
const bookmarkEveryMs = 60_000

type EventType = StoreEvent['type'] | 'BOOKMARK' | 'ERROR'

/** Answers with a stream that lasts until its time is over, the client leaves or the server stops. */
export function watch(call: Call): void {
  const { cluster, info, kind, request, response } = call
  const { query } = info
  const wanted = wantedBy(request.headers.accept, query, { isCustom: kind.custom !== undefined })
  query.set('watch', 'true')
  checkListOptions(query)
  const selects = selectionOf(call)
  const asked = versionOf(query.get('resourceVersion'))
  const hasBookmarks = isTrue(query.get('allowWatchBookmarks'))
  const sendsInitial = query.get('sendInitialEvents') === 'true'
  const collection = cluster.store.collection(collectionOf(kind))
  const isOurs = (object: ApiObject) =>
    (!kind.isNamespaced || info.namespace === '' || object.metadata.namespace === info.namespace) &&
    selects.test(object)
  const lines = linesFor(kind, wanted, query, () => cluster.now())

  writeWarnings(call)
  response.setHeader('Cache-Control', 'no-cache, private')
  response.setHeader('Content-Type', 'application/json')
  response.writeHead(200)
  response.flushHeaders()

  let seen = asked
  const write = (line: string) => {
    response.write(line)
    if (response.writableLength > backlogLimit) response.destroy()
  }
  const tell = (event: StoreEvent) => {
    if (event.version <= seen) return
    seen = event.version
    const told = eventFor(event, isOurs)
    if (told) write(lines.event(told.type, told.object))
  }

  const startsFresh = sendsInitial || asked === 0
  if (startsFresh) {
    seen = cluster.store.version
    for (const { object } of collection.list()) if (isOurs(object)) write(lines.event('ADDED', object))
    if (sendsInitial && hasBookmarks) write(lines.bookmark(seen, true))
  } else {
    const missed = asked > cluster.store.version ? [] : collection.since(asked)
    if (!missed) {
      const tooOld = `too old resource version: ${asked} (${collection.oldest})`
      response.end(lines.error(refusal(410, 'Expired', tooOld).status as unknown as JsonObject))
      return
    }
    for (const event of missed) tell(event)
  }

  const stopWatching = collection.watch(tell)
  const seconds = Number(query.get('timeoutSeconds')) || defaultSeconds * (1 + Math.random())
  const mark = () => write(lines.bookmark(Math.max(seen, cluster.store.version)))
  const end = () => {
    if (hasBookmarks && cluster.stopping.aborted) mark()
    stop()
    response.end()
  }
  const timers = [setTimeout(end, seconds * 1000)]
  if (hasBookmarks) {
    for (const leadMs of bookmarkLeadsMs) timers.push(setTimeout(mark, Math.max(0, seconds * 1000 - leadMs)))
    timers.push(setInterval(mark, bookmarkEveryMs))
  }
  cluster.stopping.addEventListener('abort', end)
  function stop(): void {
    stopWatching()
    for (const timer of timers) clearTimeout(timer)
    cluster.stopping.removeEventListener('abort', end)
  }
  response.once('close', stop)
}

/** What an event is to a watch that sees only some objects: one that comes into sight is added, one that leaves it deleted. */
function eventFor(
  { type, entry, previous, version }: StoreEvent,
  isOurs: (object: ApiObject) => boolean,
): { type: EventType; object: ApiObject } | undefined {
  const isIn = type !== 'DELETED' && isOurs(entry.object)
  const wasIn = previous !== undefined && isOurs(previous.object)
  if (isIn) return { type: wasIn ? 'MODIFIED' : 'ADDED', object: entry.object }
  if (!wasIn) return undefined
  if (type === 'DELETED') return { type, object: entry.object }
  const left = previous.object
  return {
    type: 'DELETED',
    object: { ...left, metadata: { ...left.metadata, resourceVersion: String(version) } },
  }
}

interface Lines {
  event(type: EventType, object: ApiObject): string
  bookmark(version: number, isInitialEnd?: boolean): string
  error(status: JsonObject): string
}

function linesFor(kind: Kind, wanted: Wanted, query: URLSearchParams, now: () => Date): Lines {
  const isCustom = kind.custom !== undefined
  const isTable = wanted.as === 'Table'
  let isFirst = true
  const bodyOf = (object: ApiObject): string => {
    const there = atVersion(object, kind)
    if (isTable) return tableText(there)
    if (wanted.as !== 'object') return JSON.stringify(partial(there))
    return textOf(there, isCustom)
  }
  /** Columns are described in the first event only. */
  const tableText = (object: ApiObject): string => {
    const metadata = { resourceVersion: object.metadata.resourceVersion ?? '' }
    const include = query.get('includeObject') ?? 'Metadata'
    const table = tableOf(kind, [object], metadata, { include, now: now() })
    if (!isFirst) table['columnDefinitions'] = null
    isFirst = false
    return JSON.stringify(table)
  }
  return {
    event: (type, object) => `{"type":"${type}","object":${bodyOf(object)}}\n`,
    bookmark(version, isInitialEnd = false) {
      const annotations = isInitialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}
      const metadata = { resourceVersion: String(version), ...annotations }
      const object: JsonObject = isTable
        ? {
            kind: 'Table',
            apiVersion: 'meta.k8s.io/v1',
            metadata: { resourceVersion: String(version) },
            columnDefinitions: isFirst ? columnsOf(kind) : null,
            rows: [{ cells: [], object: { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata } }],
          }
        : { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata }
      return `${JSON.stringify({ type: 'BOOKMARK', object })}\n`
    },
    error: (status) => `${JSON.stringify({ type: 'ERROR', object: status })}\n`,
  }
}
