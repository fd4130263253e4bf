/** Deletes what has lost its owners, and carries out the two slower ways of deletion: foreground and orphan. */
import type { KubeObject, OwnerReference } from '../../../functions/objects.ts'
import { apiVersionOf } from '../../../functions/resources.ts'
import type { Resource } from '../../../functions/resources.ts'
import { isNotFound } from '../../../kubernetes/errors.ts'
import type { Context } from '../context.ts'
import { createGraph } from './graph.ts'
import type { Graph, Node } from './graph.ts'
import type { Inventory } from './inventory.ts'
import { startInventory } from './inventory.ts'
import type { InventoryOptions } from './inventory.ts'
import { blocking, fateOf, foreground, orphan, waitsFor } from './plan.ts'
import type { OwnerState } from './plan.ts'

export interface GarbageCollector {
  inventory: Inventory
  /** Told of everything that is gone. */
  onGone(listener: (object: KubeObject) => void): void
  close(): void
}

interface Collector {
  context: Context
  graph: Graph
  inventory: () => Inventory
  add: (uid: string) => void
  /** Until everything has been read, and again when new kinds are served. */
  postpone: (uid: string) => void
}

export function startGarbageCollector(
  context: Context,
  shared: InventoryOptions['shared'],
): GarbageCollector {
  const graph = createGraph()
  const listeners: ((object: KubeObject) => void)[] = []
  const postponed = new Set<string>()
  const queue = context.queue('garbage', {
    sync: async (uid) => {
      const node = graph.get(uid)
      if (node) await collect(collector, node)
    },
  })
  const collector: Collector = {
    context,
    graph,
    inventory: () => inventory,
    add: (uid) => queue.add(uid),
    postpone: (uid) => postponed.add(uid),
  }
  const inventory = startInventory({
    client: context.client,
    shared,
    queue: (name, options) => context.queue(name, options),
    onError: (error) => context.log(`the garbage collector failed: ${String(error)}`),
    onChange(change, resource, object) {
      const uid = object.metadata.uid ?? ''
      if (change === 'there') return see(collector, { uid, resource, object })
      lose(collector, uid)
      for (const listener of listeners) listener(object)
    },
    onSynced() {
      if (!inventory.isComplete()) return
      const again = [...postponed]
      postponed.clear()
      for (const uid of again) queue.add(uid)
    },
  })
  return {
    inventory,
    onGone: (listener) => listeners.push(listener),
    close: () => inventory.close(),
  }
}

/** Only what says something new about owners or an end is looked at: most changes do not. */
function see({ graph, add }: Collector, node: Node): void {
  const before = graph.get(node.uid)
  graph.put(node)
  const { ownerReferences = [], deletionTimestamp } = node.object.metadata
  const isNew = !before || !isSame(before.object.metadata.ownerReferences ?? [], ownerReferences)
  if (deletionTimestamp || (ownerReferences.length > 0 && isNew)) add(node.uid)
}

function isSame(a: readonly OwnerReference[], b: readonly OwnerReference[]): boolean {
  return a.length === b.length && a.every(({ uid }, place) => uid === b[place]?.uid)
}

function lose({ graph, add }: Collector, uid: string): void {
  const owners = graph.get(uid)?.object.metadata.ownerReferences ?? []
  graph.remove(uid)
  for (const dependent of graph.dependentsOf(uid)) add(dependent.uid)
  // An owner that waits for the last of its own may go now.
  for (const owner of owners) if (graph.get(owner.uid)?.object.metadata.deletionTimestamp) add(owner.uid)
}

async function collect(collector: Collector, node: Node): Promise<void> {
  const { graph, context, inventory, postpone } = collector
  const isGoing = waitsFor(node, foreground) || waitsFor(node, orphan)
  if (!inventory().isComplete()) return postpone(node.uid)
  if (isGoing)
    return waitsFor(node, foreground) ? endInForeground(collector, node) : endAsOrphans(collector, node)
  if (node.object.metadata.deletionTimestamp) return
  const references = node.object.metadata.ownerReferences ?? []
  const owners = await Promise.all(
    references.map(async (reference) => ({ reference, state: await stateOf(collector, node, reference) })),
  )
  const fate = fateOf(node, owners, graph.dependentsOf(node.uid).length > 0)
  if (fate.do === 'release') await patchMeta(context, node, { ownerReferences: fate.ownerReferences })
  if (fate.do === 'delete') await remove(context, node, fate.policy)
}

/** What is not known here is asked for: nothing is deleted because our copy is behind. */
async function stateOf(
  { graph, context, inventory, postpone }: Collector,
  node: Node,
  reference: OwnerReference,
): Promise<OwnerState> {
  const owner = graph.get(reference.uid)
  if (owner && isWithin(node, owner.resource, owner.object.metadata.namespace))
    return waitsFor(owner, foreground) ? 'waiting' : 'there'
  const resource = inventory()
    .kinds()
    .find(
      (kind) =>
        kind.kind === reference.kind &&
        apiVersionOf(kind).split('/')[0] === reference.apiVersion.split('/')[0],
    )
  if (!resource) {
    // A kind that nobody serves may be defined later: Kubernetes keeps such objects too.
    postpone(node.uid)
    return 'there'
  }
  const { namespace } = node.object.metadata
  if (resource.isNamespaced && namespace === undefined) return 'there'
  const place = { ...(resource.isNamespaced && { namespace }), name: reference.name }
  try {
    const found = await context.client.get(resource, place)
    return found.metadata.uid === reference.uid ? 'there' : 'absent'
  } catch (error) {
    if (isNotFound(error)) return 'absent'
    throw error
  }
}

/** An owner in another namespace is none. */
function isWithin({ object }: Node, { isNamespaced }: Resource, namespace: string | undefined): boolean {
  return !isNamespaced || namespace === object.metadata.namespace
}

async function endInForeground({ context, graph, add }: Collector, node: Node): Promise<void> {
  const waitedFor = blocking(node, graph.dependentsOf(node.uid))
  if (waitedFor.length === 0) return removeFinalizer(context, node, foreground)
  for (const dependent of waitedFor) add(dependent.uid)
}

async function endAsOrphans({ context, graph }: Collector, node: Node): Promise<void> {
  for (const dependent of graph.dependentsOf(node.uid)) {
    const ownerReferences = dependent.object.metadata.ownerReferences?.filter(({ uid }) => uid !== node.uid)
    await patchMeta(context, dependent, { ownerReferences })
  }
  await removeFinalizer(context, node, orphan)
}

async function removeFinalizer(context: Context, node: Node, finalizer: string): Promise<void> {
  const finalizers = node.object.metadata.finalizers?.filter((one) => one !== finalizer)
  await patchMeta(context, node, { finalizers })
}

async function patchMeta({ client }: Context, { resource, object }: Node, metadata: object): Promise<void> {
  const { namespace, name, uid, resourceVersion } = object.metadata
  const merge = { metadata: { ...metadata, uid, resourceVersion } }
  await client.patch(resource, { namespace, name }, { merge }).catch(ignoreNotFound)
}

async function remove(
  { client }: Context,
  { resource, object }: Node,
  policy: 'Background' | 'Foreground' | 'Orphan',
) {
  const { namespace, name, uid } = object.metadata
  await client.delete(resource, { namespace, name }, { uid, propagationPolicy: policy }).catch(ignoreNotFound)
}

function ignoreNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error
}
