/**
 * Everything the cluster holds, of every kind there is: names and owners only. Kinds that controllers
 * watch anyway are taken from them; the others are watched here. Events and Leases are left out: many, written all the
 * time, and nobody's owner.
 */
import type { KubeObject, ObjectMeta } from '../../../functions/objects.ts'
import { resources } from '../../../functions/resources.ts'
import type { Resource } from '../../../functions/resources.ts'
import type { KubernetesClient } from '../../../kubernetes/client.ts'
import { startInformer } from '../../../kubernetes/informer.ts'
import type { Informer } from '../../../kubernetes/informer.ts'
import { discoverKinds } from '../discovery.ts'
import type { WorkQueue, WorkQueueOptions } from '../../../kubernetes/work-queue.ts'

export interface InventoryOptions {
  client: KubernetesClient
  /** By `group/plural`. */
  shared: ReadonlyMap<string, Pick<Informer<KubeObject>, 'subscribe' | 'list' | 'synced' | 'hasSynced'>>
  queue: (name: string, options: Pick<WorkQueueOptions, 'sync'>) => WorkQueue
  onError: (error: unknown) => void
  /** Told of every object that is there, and of every change. */
  onChange: (change: 'there' | 'gone', resource: Resource, object: KubeObject) => void
  /** Told when a kind has been read whole. */
  onSynced: () => void
}

export interface Inventory {
  /** Every kind, also those that are not watched. */
  kinds(): readonly Resource[]
  /** Whether everything has been read once. */
  isComplete(): boolean
  close(): void
}

interface Watched {
  hasSynced(): boolean
  close(): void
}

const leftOut = new Set(['/events', 'events.k8s.io/events', 'coordination.k8s.io/leases'])

export function startInventory(options: InventoryOptions): Inventory {
  const { client, shared, queue, onError, onChange, onSynced } = options
  const watched = new Map<string, Watched>()
  let kinds: readonly Resource[] = []
  let hasDiscovered = false

  const watch = (resource: Resource): Watched => {
    const known = shared.get(idOf(resource))
    const own = known
      ? undefined
      : startInformer<KubeObject>(client, resource, { keep: trimToOwners, onError })
    const informer = known ?? own
    const stop = informer?.subscribe(({ type, object }) =>
      onChange(type === 'DELETED' ? 'gone' : 'there', resource, object),
    )
    for (const object of informer?.list() ?? []) onChange('there', resource, object)
    informer?.synced.then(onSynced, () => undefined) // Closed before: then nobody waits for it.
    return {
      hasSynced: () => informer?.hasSynced ?? true,
      close() {
        stop?.()
        own?.close()
      },
    }
  }

  const discover = async () => {
    kinds = await discoverKinds(client)
    hasDiscovered = true
    const wanted = new Map(kinds.filter((kind) => !leftOut.has(idOf(kind))).map((kind) => [idOf(kind), kind]))
    for (const [id, entry] of watched)
      if (!wanted.has(id)) {
        entry.close()
        watched.delete(id)
      }
    for (const [id, resource] of wanted) if (!watched.has(id)) watched.set(id, watch(resource))
    onSynced()
  }

  const discoveries = queue('discovery', { sync: discover })
  discoveries.add('kinds')
  // A new definition is served a moment after it is stored, and says so in its status.
  const definitions = startInformer<KubeObject>(client, resources.customResourceDefinitions, { onError })
  definitions.subscribe(() => discoveries.add('kinds'))

  return {
    kinds: () => kinds,
    isComplete: () => hasDiscovered && [...watched.values()].every((entry) => entry.hasSynced()),
    close() {
      definitions.close()
      for (const entry of watched.values()) entry.close()
    },
  }
}

export function idOf({ group, plural }: Resource): string {
  return `${group}/${plural}`
}

function trimToOwners({ apiVersion, kind, metadata }: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, ownerReferences, finalizers, deletionTimestamp } = metadata
  const kept: ObjectMeta = {
    name,
    namespace,
    uid,
    resourceVersion,
    ownerReferences,
    finalizers,
    deletionTimestamp,
  }
  return { apiVersion, kind, metadata: kept }
}
