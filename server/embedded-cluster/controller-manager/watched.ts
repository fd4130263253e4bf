/** The copies everything here works from: one watch a kind, however many look. */
import type { KubeObject, Pod } from '../../functions/objects.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { startInformer } from '../../kubernetes/informer.ts'
import type { Informer } from '../../kubernetes/informer.ts'
import { kinds } from './kinds.ts'
import type {
  Autoscaler,
  CronJob,
  Deployment,
  Endpoints,
  EndpointSlice,
  Job,
  Namespace,
  ReplicaSet,
  Service,
} from './kinds.ts'
import { startOwnerIndex } from './owner-index.ts'
import type { OwnerIndex } from './owner-index.ts'
import { startTemplates, trimPod, trimToMetadata, trimWorkload } from './trimmed.ts'
import type { Templates } from './trimmed.ts'

/** An informer of which only what all objects have in common is looked at. */
export type SomeInformer = Pick<Informer<KubeObject>, 'list' | 'subscribe' | 'synced' | 'hasSynced'>

export interface Watched {
  deployments: Informer<Deployment>
  replicaSets: Informer<ReplicaSet>
  pods: Informer<Pod>
  jobs: Informer<Job>
  cronJobs: Informer<CronJob>
  services: Informer<Service>
  endpoints: Informer<Endpoints>
  endpointSlices: Informer<EndpointSlice>
  namespaces: Informer<Namespace>
  autoscalers: Informer<Autoscaler>
  serviceAccounts: Informer<KubeObject>
  /** Without their data. */
  configMaps: Informer<KubeObject>
  podsOf: OwnerIndex<Pod>
  replicaSetsOf: OwnerIndex<ReplicaSet>
  jobsOf: OwnerIndex<Job>
  templates: Templates
  /** The same informers by `group/plural`, whatever they keep. */
  byKind: ReadonlyMap<string, SomeInformer>
  /** Fulfilled when what the controllers act on has been read once. */
  synced: Promise<unknown>
  close(): void
}

export function startWatching(client: KubernetesClient, onError: (error: unknown) => void): Watched {
  const templates = startTemplates()
  const keepWorkload = <T extends Deployment | ReplicaSet>(object: T): T => {
    templates.remember(object)
    return trimWorkload(object)
  }
  const informers = {
    deployments: startInformer<Deployment>(client, kinds.deployments, { keep: keepWorkload, onError }),
    replicaSets: startInformer<ReplicaSet>(client, kinds.replicaSets, { keep: keepWorkload, onError }),
    pods: startInformer<Pod>(client, kinds.pods, { keep: trimPod, onError }),
    jobs: startInformer<Job>(client, kinds.jobs, { onError }),
    cronJobs: startInformer<CronJob>(client, kinds.cronJobs, { onError }),
    services: startInformer<Service>(client, kinds.services, { onError }),
    endpoints: startInformer<Endpoints>(client, kinds.endpoints, { onError }),
    endpointSlices: startInformer<EndpointSlice>(client, kinds.endpointSlices, { onError }),
    namespaces: startInformer<Namespace>(client, kinds.namespaces, { onError }),
    autoscalers: startInformer<Autoscaler>(client, kinds.autoscalers, { onError }),
    serviceAccounts: startInformer<KubeObject>(client, kinds.serviceAccounts, {
      keep: trimToMetadata,
      onError,
    }),
    configMaps: startInformer<KubeObject>(client, kinds.configMaps, { keep: trimToMetadata, onError }),
  }
  return {
    ...informers,
    podsOf: startOwnerIndex(informers.pods),
    replicaSetsOf: startOwnerIndex(informers.replicaSets),
    jobsOf: startOwnerIndex(informers.jobs),
    templates,
    byKind: new Map(
      Object.entries(informers).map(([name, informer]): [string, SomeInformer] => {
        const { group, plural } = kinds[name as keyof typeof informers]
        return [`${group}/${plural}`, informer]
      }),
    ),
    synced: Promise.all(Object.values(informers).map((informer) => informer.synced)),
    close: () => Object.values(informers).forEach((informer) => informer.close()),
  }
}
