/**
 * A client for whoever may look at some namespaces only: what is asked of all namespaces is asked of these, and
 * whoever asks need not know. Everything that names a namespace goes through as it is; the API has the last word.
 */
import type { KubeList, KubeObject } from '../functions/objects.ts'
import type { Resource } from '../functions/resources.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient, ListOptions, WatchEvent, WatchOptions } from './client.ts'
import { KubernetesError } from './errors.ts'
import { startEventQueue } from './event-queue.ts'

const pageSize = 250

export function limitTo(client: KubernetesClient, namespaces: readonly string[]): KubernetesClient {
  const isMeant = (resource: Resource, namespace: string | undefined) =>
    namespace === undefined && (resource.isNamespaced || resource.plural === resources.namespaces.plural)
  return {
    ...client,
    list: async <T extends KubeObject>(resource: Resource, options: ListOptions = {}) => {
      if (!isMeant(resource, options.namespace)) return client.list<T>(resource, options)
      if (!resource.isNamespaced) return listOfNames<T>(namespaces)
      return listEach<T>(client, resource, options, namespaces)
    },
    watch: <T extends KubeObject>(resource: Resource, options: WatchOptions) => {
      if (!isMeant(resource, options.namespace)) return client.watch<T>(resource, options)
      if (!resource.isNamespaced) return nothingUntil<T>(options)
      return watchEach<T>(client, resource, options, namespaces)
    },
  }
}

/** Which namespaces there are, for somebody who may not list them. */
function listOfNames<T extends KubeObject>(namespaces: readonly string[]): KubeList<T> {
  const items = namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }))
  return { apiVersion: 'v1', kind: 'NamespaceList', metadata: { resourceVersion: '0' }, items: items as T[] }
}

async function* nothingUntil<T extends KubeObject>({
  signal,
  onOpen,
}: WatchOptions): AsyncGenerator<WatchEvent<T>> {
  onOpen?.()
  if (!signal?.aborted)
    await new Promise((resolve) => signal?.addEventListener('abort', resolve, { once: true }))
}

/** Everything at once: the pages of several namespaces have no common end. The version is the oldest of them. */
async function listEach<T extends KubeObject>(
  client: KubernetesClient,
  resource: Resource,
  { limit: _, continue: __, ...options }: ListOptions,
  namespaces: readonly string[],
): Promise<KubeList<T>> {
  const items: T[] = []
  let version: string | undefined
  for (const namespace of namespaces) {
    let next: string | undefined
    do {
      const page = await client.list<T>(resource, { ...options, namespace, limit: pageSize, continue: next })
      items.push(...page.items)
      version ??= page.metadata.resourceVersion
      next = page.metadata.continue || undefined
    } while (next !== undefined)
  }
  return { apiVersion: 'v1', kind: 'List', metadata: { resourceVersion: version }, items }
}

/** So many events may wait to be taken. */
const mostWaiting = 10_000

/**
 * Ends as soon as one of them does, and then as if the version had expired: what another one had not yet sent
 * would be missed by going on from the last version seen.
 */
async function* watchEach<T extends KubeObject>(
  client: KubernetesClient,
  resource: Resource,
  { signal, onOpen, ...options }: WatchOptions,
  namespaces: readonly string[],
): AsyncGenerator<WatchEvent<T>> {
  const ending = new AbortController()
  const all = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal
  let failure: Error | undefined
  let overflowed = false
  const queue = startEventQueue<WatchEvent<T>>(
    mostWaiting,
    () => {
      overflowed = true
      ending.abort()
      return []
    },
    all,
  )
  let opened = 0
  const follow = async (namespace: string) => {
    try {
      const watch = client.watch<T>(resource, {
        ...options,
        namespace,
        signal: all,
        onOpen: () => ++opened === namespaces.length && onOpen?.(),
      })
      for await (const event of watch) if (event.type !== 'BOOKMARK') queue.push(event)
    } catch (error) {
      failure ??= error instanceof Error ? error : new Error(String(error))
    } finally {
      ending.abort()
    }
  }
  const following = namespaces.map(follow)
  try {
    yield* queue
  } finally {
    ending.abort()
    await Promise.all(following)
  }
  if (signal?.aborted) return
  if (failure !== undefined && !overflowed) throw failure
  throw new KubernetesError('one of several watches has ended', { code: 410 })
}
