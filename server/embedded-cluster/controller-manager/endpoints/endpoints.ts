/** Keeps Endpoints and EndpointSlices of Services as their pods come, get ready and go. */
import { isNotFound } from '../../../kubernetes/errors.ts'
import { startOwnerIndex } from '../owner-index.ts'
import type { OwnerIndex } from '../owner-index.ts'
import type { Context } from '../context.ts'
import { kinds } from '../kinds.ts'
import type { Endpoints, EndpointSlice, Service } from '../kinds.ts'
import { controllerKeyOf, keyOf, refOf } from '../owners.ts'
import { nameFrom } from '../pod-control.ts'
import { isEqual } from '../writes.ts'
import { endpointsOf, isKept, managedBy, sliceContents, sliceController, sliceFor } from './plan.ts'
import { startPodLabelIndex } from './pod-label-index.ts'
import type { PodLabelIndex } from './pod-label-index.ts'
import { startServiceIndex } from './service-index.ts'

interface Indexes {
  pods: PodLabelIndex
  slices: OwnerIndex<EndpointSlice>
}

export function startEndpoints(context: Context): void {
  const { watched } = context
  const services = startServiceIndex(watched.services)
  const indexes = { pods: startPodLabelIndex(watched.pods), slices: startOwnerIndex(watched.endpointSlices) }
  const queue = context.queue('Service', { sync: (key) => syncService(context, indexes, key) })
  watched.services.subscribe(({ object }) => queue.add(keyOf(object)))
  const labelsBefore = new Map<string, Record<string, string>>()
  watched.pods.subscribe(({ type, object: { metadata } }) => {
    const uid = metadata.uid ?? ''
    // One that a Service chose until its labels were changed concerns it too.
    for (const labels of [labelsBefore.get(uid), metadata.labels])
      for (const service of services.choosing(metadata.namespace, labels)) queue.add(keyOf(service))
    if (type === 'DELETED') labelsBefore.delete(uid)
    else labelsBefore.set(uid, metadata.labels ?? {})
  })
  watched.endpoints.subscribe(({ object }) => queue.add(keyOf(object)))
  watched.endpointSlices.subscribe(({ object }) => {
    const key = controllerKeyOf(object, 'Service')
    if (key) queue.add(key)
  })
}

async function syncService(context: Context, indexes: Indexes, key: string): Promise<void> {
  const { watched, clock, pods } = context
  const service = watched.services.get(refOf(key))
  if (!service) return removeEndpoints(context, key)
  if (!isKept(service) || service.metadata.deletionTimestamp) return
  const chosen = indexes.pods
    .withLabels(service.metadata.namespace, service.spec?.selector ?? {})
    .map(pods.asDecided)
  await keepEndpoints(context, endpointsOf(service, chosen, clock.now()))
  await keepSlices(context, service, indexes.slices, sliceContents(service, chosen))
}

async function keepEndpoints({ client, watched }: Context, wanted: Endpoints): Promise<void> {
  const { namespace, name, labels } = wanted.metadata
  const known = watched.endpoints.get({ namespace, name })
  if (!known) return watched.endpoints.note(await client.create(kinds.endpoints, wanted))
  if (isEqual(known.subsets ?? [], wanted.subsets ?? []) && isEqual(known.metadata.labels, labels)) return
  const { resourceVersion, annotations } = known.metadata
  const metadata = {
    ...wanted.metadata,
    annotations: { ...annotations, ...wanted.metadata.annotations },
    resourceVersion,
  }
  watched.endpoints.note(await client.replace(kinds.endpoints, { ...wanted, metadata }))
}

async function keepSlices(
  { client, watched, clock }: Context,
  service: Service,
  slices: OwnerIndex<EndpointSlice>,
  contents: ReturnType<typeof sliceContents>,
): Promise<void> {
  const known = slices
    .ownedBy(service.metadata.uid)
    .filter(({ metadata }) => metadata.labels?.[managedBy] === sliceController && !metadata.deletionTimestamp)
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
  for (const [place, content] of contents.entries()) {
    const slice = known[place]
    const name = slice?.metadata.name ?? nameFrom(`${service.metadata.name}-`)
    const wanted = sliceFor(service, content, name, clock.now())
    if (!slice) watched.endpointSlices.note(await client.create(kinds.endpointSlices, wanted))
    else if (!isSameSlice(slice, wanted)) {
      const metadata = { ...wanted.metadata, resourceVersion: slice.metadata.resourceVersion }
      watched.endpointSlices.note(await client.replace(kinds.endpointSlices, { ...wanted, metadata }))
    }
  }
  for (const { metadata } of known.slice(contents.length)) {
    const { namespace, name, uid } = metadata
    await client.delete(kinds.endpointSlices, { namespace, name }, { uid }).catch(ignoreNotFound)
  }
}

function isSameSlice(a: EndpointSlice, b: EndpointSlice): boolean {
  return (
    isEqual(a.endpoints ?? [], b.endpoints ?? []) &&
    isEqual(a.ports ?? [], b.ports ?? []) &&
    isEqual(a.metadata.labels, b.metadata.labels)
  )
}

/** Endpoints have no owner by which they would be collected: they go with the Service of their name. */
async function removeEndpoints({ client, watched }: Context, key: string): Promise<void> {
  const known = watched.endpoints.get(refOf(key))
  if (known?.metadata.labels?.['endpoints.kubernetes.io/managed-by'] !== 'endpoint-controller') return
  await client.delete(kinds.endpoints, refOf(key), { uid: known.metadata.uid }).catch(ignoreNotFound)
}

function ignoreNotFound(error: unknown): void {
  if (!isNotFound(error)) throw error
}
