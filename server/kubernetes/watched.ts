/** The one set of watches behind everything: however many people look, the API is asked once. */
import type { Deployment, EventObject, KubeObject, Pod, ReplicaSet, Service } from '../functions/objects.ts'
import type { FunctionRef } from '../contract/functions.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from './client.ts'
import { startInformer } from './informer.ts'
import type { Informer } from './informer.ts'
import { trimDeployment, trimEvent, trimFunction, trimPod, trimReplicaSet } from './trimmed.ts'
import type { KnownFunction } from './trimmed.ts'

/** How an informer is doing, whatever it keeps. */
export type InformerHealth = Pick<Informer<KubeObject>, 'hasSynced' | 'synced' | 'error' | 'close'>

/** Everything watched. */
export interface Watched {
  functions: Informer<KnownFunction>
  deployments: Informer<Deployment>
  replicaSets: Informer<ReplicaSet>
  pods: Informer<Pod>
  services: Informer<Service>
  events: Informer<EventObject>
  namespaces: Informer<KubeObject>
  /** The ones without which nothing true can be said. */
  essential: readonly InformerHealth[]
  all: readonly [name: string, informer: InformerHealth][]
  close(): void
}

const labelSelector = 'created-by=kubeless'
const maxEvents = 2000

export function startWatching(client: KubernetesClient, onError: (error: unknown) => void): Watched {
  const functions = startInformer<KnownFunction>(client, resources.functions, { keep: trimFunction, onError })
  const deployments = startInformer(client, resources.deployments, {
    labelSelector,
    keep: trimDeployment,
    onError,
  })
  const pods = startInformer(client, resources.pods, { labelSelector, keep: trimPod, onError })
  const replicaSets = startInformer(client, resources.replicaSets, {
    labelSelector,
    keep: trimReplicaSet,
    onError,
  })
  const services = startInformer<Service>(client, resources.services, { labelSelector, onError })
  const namespaces = startInformer<KubeObject>(client, resources.namespaces, { onError })
  const events = startInformer(client, resources.events, {
    fieldSelector: 'type=Warning',
    keep: trimEvent,
    maxObjects: maxEvents,
    onError,
  })
  const named = { functions, deployments, replicaSets, pods, services, events, namespaces }
  const all: [string, InformerHealth][] = Object.entries(named)
  return {
    ...named,
    essential: [functions, deployments, pods],
    all,
    close: () => all.forEach(([, informer]) => informer.close()),
  }
}

/** One text for a function, as the key of maps. */
export function keyOf({ namespace, name }: FunctionRef): string {
  return `${namespace}/${name}`
}

/** The key of the function that an object belongs to by its labels. */
export function ownerKeyOf({ metadata }: KubeObject): string | undefined {
  const name = metadata.labels?.['function']
  return name === undefined ? undefined : `${metadata.namespace ?? ''}/${name}`
}
