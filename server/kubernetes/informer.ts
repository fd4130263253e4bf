/**
 * Keeps a copy of all objects of one kind: lists them once, then watches, and comes back by itself
 * from everything that can happen to a watch (stack.md tells what becomes of client-node's).
 */
import type { ConnectionState } from '../contract/cluster.ts'
import type { KubeObject } from '../functions/objects.ts'
import type { Resource } from '../functions/resources.ts'
import { startBackoff } from './backoff.ts'
import type { KubernetesClient, ObjectRef } from './client.ts'
import { KubernetesError, isGone, unreadable } from './errors.ts'

/** What happened to an object. */
export interface ObjectChange<T extends KubeObject> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  object: T
}

export interface InformerOptions<T extends KubeObject> {
  /** Absent: all namespaces. */
  namespace?: string
  labelSelector?: string
  fieldSelector?: string
  /** What to keep of an object; nothing, when nobody here cares for it. Default: all but `managedFields`. */
  keep?: (object: T) => T | undefined
  /** At most so many objects; the oldest go first. */
  maxObjects?: number
  /** Told about what a listener throws: it must not stop the others. */
  onError?: (error: unknown) => void
}

/** A copy that keeps itself up to date. */
export interface Informer<T extends KubeObject> {
  /** The objects as they are; not to be changed. */
  list(namespace?: string): T[]
  get(ref: ObjectRef): T | undefined
  /** Whether everything has been read once. */
  readonly hasSynced: boolean
  /** Fulfilled when everything has been read once. Rejects only when closed before. */
  readonly synced: Promise<void>
  /** Takes in what somebody here has just written, unless something newer is known. */
  note(object: KubeObject): void
  /** After a gap, told only what is different. Returns the way to stop it. */
  subscribe(listener: (change: ObjectChange<T>) => void): () => void
  /** Whether the API is in reach, and since when. */
  readonly connection: ConnectionState
  subscribeConnection(listener: (connection: ConnectionState) => void): () => void
  /** The error that keeps it from being connected. */
  readonly error: KubernetesError | undefined
  close(): void
}

const pageSize = 250
const mostBuried = 100
/** Two watches do not start within less than this, however politely the first one ended. */
const minWatchMs = 500

export function startInformer<T extends KubeObject>(
  client: KubernetesClient,
  resource: Resource,
  {
    namespace,
    labelSelector,
    fieldSelector,
    keep = withoutManagedFields,
    maxObjects,
    onError,
  }: InformerOptions<T> = {},
): Informer<T> {
  const selection = { namespace, labelSelector, fieldSelector }
  const closing = new AbortController()
  const { signal } = closing
  const objects = new Map<string, T>()
  const listeners = new Set<(change: ObjectChange<T>) => void>()
  const connectionListeners = new Set<(connection: ConnectionState) => void>()
  const backoff = startBackoff(signal)
  /** Objects that went lately, so that a late `note` does not bring one back. */
  const buried: (string | undefined)[] = []
  let connection: ConnectionState = { state: 'disconnected', since: now(), reason: 'not connected yet' }
  let error: KubernetesError | undefined
  let hasSynced = false
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined
  const synced = new Promise<void>((resolve, reject) => (settle = { resolve, reject }))
  synced.catch(() => undefined) // Whoever waits is told; that nobody waits is no fault.

  const tellAll = <E>(all: Set<(event: E) => void>, event: E) => {
    for (const listener of [...all]) {
      try {
        listener(event)
      } catch (thrown) {
        onError?.(thrown)
      }
    }
  }

  const setConnection = (state: ConnectionState['state'], reason?: string) => {
    if (connection.state === state && connection.reason === reason) return
    const since = connection.state === state ? connection.since : now()
    connection = { state, since, ...(reason && { reason }) }
    tellAll(connectionListeners, connection)
  }

  const put = (object: T) => {
    const kept = keep(object)
    if (!kept) return remove(object)
    const key = keyOf(object.metadata)
    const before = objects.get(key)
    if (before && !isNewer(object, before)) return
    objects.set(key, kept)
    tellAll(listeners, { type: before ? 'MODIFIED' : 'ADDED', object: kept })
    if (maxObjects === undefined || objects.size <= maxObjects) return
    const oldest = objects.values().next().value
    if (oldest) remove(oldest)
  }

  const remove = (object: T) => {
    const key = keyOf(object.metadata)
    const before = objects.get(key)
    buried.push(object.metadata.uid)
    if (buried.length > mostBuried) buried.shift()
    if (before && objects.delete(key)) tellAll(listeners, { type: 'DELETED', object: before })
  }

  /** Reads everything and tells what is different. Returns where to watch from. */
  const relist = async (): Promise<string> => {
    const seen = new Set<string>()
    let listed = ''
    let next: string | undefined
    do {
      const page = await client.list<T>(resource, {
        ...selection,
        limit: pageSize,
        continue: next,
        isPatient: true,
        signal,
      })
      for (const object of page.items) {
        seen.add(keyOf(object.metadata))
        put(object)
      }
      listed = page.metadata.resourceVersion ?? listed
      next = page.metadata.continue || undefined
    } while (next !== undefined)
    for (const [key, object] of [...objects]) if (!seen.has(key)) remove(object)
    return listed
  }

  /** Where to watch from; nothing when everything has to be read again. */
  let version: string | undefined

  const hold = () => {
    error = undefined
    setConnection('connected')
  }

  /** Follows until the watch ends. */
  const follow = async (resourceVersion: string) => {
    const watched = client.watch<T>(resource, { ...selection, resourceVersion, signal, onOpen: hold })
    for await (const event of watched) {
      backoff.reset()
      if (event.type === 'DELETED') remove(event.object)
      else if (event.type !== 'BOOKMARK') put(event.object)
      version = event.object.metadata.resourceVersion ?? version
    }
  }

  const listThenWatch = async () => {
    if (version === undefined) {
      version = await relist()
      hold()
    }
    if (!hasSynced) {
      hasSynced = true
      settle?.resolve()
    }
    await follow(version)
  }

  const run = async () => {
    while (!signal.aborted) {
      const startedAt = performance.now()
      try {
        await listThenWatch()
        if (performance.now() - startedAt < minWatchMs) await backoff.pause()
        else backoff.reset()
      } catch (cause) {
        if (signal.aborted) return
        error = asKubernetesError(cause)
        const hasExpired = isGone(error) || error.code === unreadable
        if (hasExpired || error.code === 400 || error.code === 404) version = undefined
        // What has expired was true a moment ago: that is no failure to speak of.
        if (!hasExpired) setConnection('disconnected', error.message)
        await backoff.pause(error.retryAfterSeconds)
      }
    }
  }

  const running = run()
  running.catch((thrown: unknown) => onError?.(thrown))

  return {
    list: (only) => {
      const all = [...objects.values()]
      return only === undefined ? all : all.filter(({ metadata }) => metadata.namespace === only)
    },
    get: (ref) => objects.get(keyOf(ref)),
    note: (object) => {
      if (!buried.includes(object.metadata.uid)) put(object as T)
    },
    get hasSynced() {
      return hasSynced
    },
    synced,
    subscribe: (listener) => subscribeTo(listeners, listener),
    get connection() {
      return connection
    },
    subscribeConnection: (listener) => subscribeTo(connectionListeners, listener),
    get error() {
      return error
    },
    close() {
      listeners.clear()
      connectionListeners.clear()
      closing.abort()
      settle?.reject(new Error('closed before everything was read'))
    },
  }
}

function subscribeTo<L>(listeners: Set<L>, listener: L): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Versions count up in every API server there is; where they do not look like numbers, any other one is news. */
function isNewer(object: KubeObject, before: KubeObject): boolean {
  const [version, known] = [object.metadata.resourceVersion, before.metadata.resourceVersion]
  return (
    object.metadata.uid !== before.metadata.uid || (!(Number(version) <= Number(known)) && version !== known)
  )
}

function withoutManagedFields<T extends KubeObject>(object: T): T {
  if (!object.metadata.managedFields) return object
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

function keyOf({ namespace, name }: ObjectRef): string {
  return `${namespace ?? ''}/${name}`
}

function asKubernetesError(error: unknown): KubernetesError {
  return error instanceof KubernetesError
    ? error
    : new KubernetesError(String(error), { code: 0, cause: error })
}

function now(): string {
  return new Date().toISOString()
}
