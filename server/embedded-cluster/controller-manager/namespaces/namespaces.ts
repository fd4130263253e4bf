/** Furnishes new namespaces, and empties those that are being deleted. */
import type { KubeObject } from '../../../functions/objects.ts'
import type { Resource } from '../../../functions/resources.ts'
import { isConflict, isNotFound } from '../../../kubernetes/errors.ts'
import type { Context } from '../context.ts'
import type { GarbageCollector } from '../garbage/garbage-collector.ts'
import { kinds } from '../kinds.ts'
import type { Namespace } from '../kinds.ts'
import { writeStatus } from '../writes.ts'
import { deletionConditions } from './conditions.ts'
import type { Remainder } from './conditions.ts'

const accountName = 'default'
const rootCaName = 'kube-root-ca.crt'
/** What is left is looked at again at the latest after this long; usually its end is heard of. */
const lookAgainMs = 5_000
const pageSize = 250

/** `rootCa` is the certificate of the API's authority (PEM), which pods find in every namespace. */
export function startNamespaces(
  context: Context,
  garbage: GarbageCollector,
  rootCa: string | undefined,
): void {
  const { watched } = context
  const queue = context.queue('Namespace', {
    sync: async (name) => {
      const namespace = watched.namespaces.get({ name })
      if (!namespace) return
      if (!namespace.metadata.deletionTimestamp) return furnish(context, name, rootCa)
      if (await empty(context, garbage, namespace)) return
      queue.addAfter(name, lookAgainMs)
    },
  })
  watched.namespaces.subscribe(({ object }) => queue.add(object.metadata.name))
  for (const informer of [watched.serviceAccounts, watched.configMaps])
    informer.subscribe(({ type, object: { metadata } }) => {
      if (type === 'DELETED' && (metadata.name === accountName || metadata.name === rootCaName))
        queue.add(metadata.namespace ?? '')
    })
  garbage.onGone(({ metadata: { namespace } }) => {
    if (namespace && watched.namespaces.get({ name: namespace })?.metadata.deletionTimestamp)
      queue.add(namespace)
  })
}

async function furnish(
  { client, watched }: Context,
  namespace: string,
  rootCa: string | undefined,
): Promise<void> {
  const make = async (resource: Resource, object: KubeObject) => {
    await client.create(resource, object).catch((error: unknown) => {
      if (!isConflict(error)) throw error
    })
  }
  if (!watched.serviceAccounts.get({ namespace, name: accountName }))
    await make(kinds.serviceAccounts, {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { namespace, name: accountName },
    })
  if (rootCa !== undefined && !watched.configMaps.get({ namespace, name: rootCaName })) {
    const description =
      'Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.'
    const configMap = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace, name: rootCaName, annotations: { 'kubernetes.io/description': description } },
      data: { 'ca.crt': rootCa },
    }
    await make(kinds.configMaps, configMap)
  }
}

/** Deletes what is there. Returns whether nothing is left and the namespace itself has been let go. */
async function empty(
  context: Context,
  { inventory }: GarbageCollector,
  namespace: Namespace,
): Promise<boolean> {
  const { client, watched, clock } = context
  const { name } = namespace.metadata
  const failures: string[] = []
  const left: Remainder[] = []
  const contents = inventory.kinds().filter(({ isNamespaced }) => isNamespaced)
  for (const resource of contents) {
    const there = await listAll(context, resource, name)
    for (const object of there.filter(({ metadata }) => !metadata.deletionTimestamp)) {
      const { uid, name: own } = object.metadata
      await client
        .delete(resource, { namespace: name, name: own }, { uid, propagationPolicy: 'Background' })
        .catch((error: unknown) => {
          if (!isNotFound(error)) failures.push(`${resource.plural}/${own}: ${String(error)}`)
        })
    }
    const objects = there.length > 0 ? await listAll(context, resource, name) : []
    if (objects.length > 0) left.push({ resource, objects })
  }
  if (contents.length > 0 && left.length === 0 && failures.length === 0) {
    await finalize(context, namespace)
    return true
  }
  const conditions = deletionConditions(namespace.status?.conditions ?? [], { left, failures }, clock.now())
  const status = { phase: 'Terminating', conditions }
  await writeStatus(client, kinds.namespaces, watched.namespaces, namespace, status)
  return false
}

async function listAll({ client }: Context, resource: Resource, namespace: string): Promise<KubeObject[]> {
  const all: KubeObject[] = []
  let next: string | undefined
  do {
    const page = await client.list(resource, { namespace, limit: pageSize, continue: next })
    all.push(...page.items)
    next = page.metadata.continue || undefined
  } while (next !== undefined)
  return all
}

/** Takes away the finalizer `kubernetes`, by which the namespace waited for us. */
async function finalize({ client }: Context, namespace: Namespace): Promise<void> {
  const finalizers = (namespace.spec?.finalizers ?? []).filter((one) => one !== 'kubernetes')
  const finalized = { ...namespace, spec: { ...namespace.spec, finalizers } }
  try {
    await client.replace(kinds.namespaces, finalized, { subresource: 'finalize' })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
