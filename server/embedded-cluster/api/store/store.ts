/**
 * Every object of the cluster, in memory and, before anybody hears of a change, on disk. Changes are decided one
 * after another on the newest state, written together while an earlier write is under way, and become visible in
 * the order of their versions once the disk has them.
 */
import type { ApiObject } from '../json.ts'
import { ApiError, refusal } from '../status.ts'
import { startCollection } from './collection.ts'
import type { Collection, StoreEvent } from './collection.ts'
import type { Entry } from './entry.ts'
import type { Storage } from '../storage/storage.ts'
import type { Change } from '../storage/records.ts'

/** What a change does to an object: put another one in its place, take it away, or nothing. */
export type Decision = { put: ApiObject } | { remove: ApiObject } | { keep: true }

/** What became of it. */
export interface Outcome {
  /** As it is now; as it was last when it was removed. */
  object: ApiObject
  isRemoved: boolean
  isChanged: boolean
}

export interface ChangeTarget {
  /** `<group>/<plural>`. */
  collection: string
  namespace: string
  name: string
  /** Not written to disk. */
  isVolatile?: boolean
}

export interface Store {
  /** The newest version anybody may know of. */
  readonly version: number
  get(collection: string, namespace: string, name: string): ApiObject | undefined
  /** Made when it is first asked for. */
  collection(name: string): Collection
  collections(): Collection[]
  /**
   * Decides on the newest state and resolves when the result is durable. `decide` runs at once, and may throw: whoever is
   * refused, or told that nothing changes, hears of it once everybody can see the state that was decided on, so that
   * reading again never shows an older one. Rejects with `ApiError` when it could not be written; nothing has changed then.
   */
  change(target: ChangeTarget, decide: (current: ApiObject | undefined) => Decision): Promise<Outcome>
  /** Fulfilled once `version` is reached or the time is over. */
  reached(version: number, withinMs: number): Promise<boolean>
  /** Called after every batch of changes. */
  subscribe(listener: () => void): () => void
  close(): Promise<void>
}

interface Waiting {
  event: StoreEvent
  storageKey: string
  isVolatile: boolean
  resolve: () => void
  reject: (error: unknown) => void
}

/** How far ahead versions are reserved on disk, so that changes kept in memory never reuse one after a restart. */
const reserve = 1000

export function startStore(storage: Storage, log: (message: string) => void): Store {
  const collections = new Map<string, Collection>()
  /** The newest decided state, where it is not visible yet. */
  const pending = new Map<string, { version: number; entry: Entry | undefined; durable: Promise<void> }>()
  const listeners = new Set<() => void>()
  let visible = Math.max(1, storage.resourceVersion)
  let decided = visible
  let reserved = storage.resourceVersion
  let queue: Waiting[] = []
  let writing: Promise<void> | undefined
  let isClosed = false

  for (const [key, object] of storage.objects) load(key, object as ApiObject)

  function load(storageKey: string, object: ApiObject): void {
    const [group, plural, namespace, name] = storageKey.split('/')
    const version = Number(object.metadata.resourceVersion) || visible
    const at = { collection: `${group}/${plural}`, key: `${namespace}/${name}`, version }
    collectionOf(at.collection).load({ ...at, object })
  }

  function collectionOf(name: string): Collection {
    const known = collections.get(name)
    if (known) return known
    const made = startCollection(name, visible)
    collections.set(name, made)
    return made
  }

  async function flush(): Promise<void> {
    // Not in the call that starts it: a batch without anything for the disk would end before `writing` is set, and never again begin.
    await Promise.resolve()
    while (queue.length > 0) {
      const batch = queue
      queue = []
      const last = batch[batch.length - 1]?.event.version ?? decided
      const changes = changesOf(batch)
      try {
        if (changes.length > 0 || last > reserved) {
          await storage.write(changes, last + reserve)
          reserved = last + reserve
        }
      } catch (cause) {
        fail([...batch, ...queue], cause)
        continue
      }
      for (const { event } of batch) {
        visible = event.version
        const path = `${event.entry.collection}/${event.entry.key}`
        if (pending.get(path)?.version === event.version) pending.delete(path)
        collectionOf(event.entry.collection).apply(event)
      }
      for (const { resolve } of batch) resolve()
      for (const listener of [...listeners]) listener()
    }
    writing = undefined
  }

  /** None of them happened: what was decided on top of them goes too. */
  function fail(waiting: Waiting[], cause: unknown): void {
    queue = []
    pending.clear()
    log(`A change could not be written: ${cause instanceof Error ? cause.message : String(cause)}`)
    for (const { reject } of waiting) reject(unwritten(cause))
  }

  return {
    get version() {
      return visible
    },
    get: (collection, namespace, name) => collections.get(collection)?.get(`${namespace}/${name}`)?.object,
    collection: collectionOf,
    collections: () => [...collections.values()],

    async change({ collection, namespace, name, isVolatile = false }, decide) {
      if (isClosed) throw refusal(503, 'ServiceUnavailable', 'the API server is shutting down')
      const key = `${namespace}/${name}`
      const path = `${collection}/${key}`
      const newer = pending.get(path)
      const current = newer ? newer.entry : collections.get(collection)?.get(key)
      const decision = decisionOn(decide, current?.object)
      if ('refusal' in decision) {
        await newer?.durable
        throw decision.refusal
      }
      if ('keep' in decision) {
        await newer?.durable
        return { object: mustBe(current?.object), isRemoved: false, isChanged: false }
      }
      const version = ++decided
      const isRemoved = 'remove' in decision
      const object = withVersion(isRemoved ? decision.remove : decision.put, version)
      const entry: Entry = { collection, key, object, version }
      const type = isRemoved ? 'DELETED' : current ? 'MODIFIED' : 'ADDED'
      const durable = new Promise<void>((resolve, reject) =>
        queue.push({
          event: { type, version, entry, previous: current },
          storageKey: path,
          isVolatile,
          resolve,
          reject,
        }),
      )
      pending.set(path, { version, entry: isRemoved ? undefined : entry, durable })
      writing ??= flush()
      await durable
      return { object, isRemoved, isChanged: true }
    },

    async reached(version, withinMs) {
      if (visible >= version) return true
      return new Promise((resolve) => {
        const look = () => {
          if (visible >= version) end(true)
        }
        const timer = setTimeout(() => end(false), withinMs)
        const end = (isThere: boolean) => {
          clearTimeout(timer)
          listeners.delete(look)
          resolve(isThere)
        }
        listeners.add(look)
      })
    },

    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    async close() {
      isClosed = true
      await writing
      await storage.close()
    },
  }
}

function decisionOn(
  decide: (current: ApiObject | undefined) => Decision,
  current: ApiObject | undefined,
): Decision | { refusal: unknown } {
  try {
    return decide(current)
  } catch (refusal) {
    return { refusal }
  }
}

/** The last state of every object that is kept on disk. */
function changesOf(batch: Waiting[]): Change[] {
  const last = new Map<string, ApiObject | undefined>()
  for (const { event, storageKey, isVolatile } of batch) {
    if (isVolatile) continue
    last.delete(storageKey)
    last.set(storageKey, event.type === 'DELETED' ? undefined : event.entry.object)
  }
  return [...last].map(([key, object]) => ({ key, object }))
}

function withVersion(object: ApiObject, version: number): ApiObject {
  return { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } }
}

function mustBe(object: ApiObject | undefined): ApiObject {
  if (!object) throw new Error('there is nothing to keep')
  return object
}

function unwritten(cause: unknown): ApiError {
  const { code, message } = cause as NodeJS.ErrnoException
  if (code === 'disk_full' || code === 'ENOSPC' || code === 'EDQUOT')
    return refusal(
      507,
      'InsufficientStorage',
      'there is no room left on the disk of the cluster: nothing was changed; make room and try again',
    )
  return refusal(500, 'InternalError', `the change could not be written to disk and was not made: ${message}`)
}
