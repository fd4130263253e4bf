/** The kinds this room works on, as far as it reads them, and where they live in the API. */
import type { Condition, KubeObject, ObjectMeta, PodTemplate, ServicePort } from '../../functions/objects.ts'
import type { Resource } from '../../functions/resources.ts'

export interface LabelSelector {
  matchLabels?: Record<string, string>
  matchExpressions?: { key: string; operator: string; values?: string[] }[]
}

/**
 * A Deployment. What the cache keeps of one has no `spec.template` but `templateDigest` in its place
 * (trimmed.ts); what the API answers is the other way round.
 */
export interface Deployment extends KubeObject {
  spec?: {
    replicas?: number
    selector?: LabelSelector
    strategy?: { type?: string; rollingUpdate?: { maxSurge?: IntOrPercent; maxUnavailable?: IntOrPercent } }
    template?: PodTemplate
    paused?: boolean
    minReadySeconds?: number
    progressDeadlineSeconds?: number
    revisionHistoryLimit?: number
  }
  status?: DeploymentStatus
  templateDigest?: string
}

export type IntOrPercent = number | string

export interface DeploymentStatus {
  observedGeneration?: number
  replicas?: number
  updatedReplicas?: number
  readyReplicas?: number
  availableReplicas?: number
  unavailableReplicas?: number
  terminatingReplicas?: number
  collisionCount?: number
  conditions?: Condition[]
}

/** A ReplicaSet; of its template the cache keeps only `templateDigest` and the labels. */
export interface ReplicaSet extends KubeObject {
  spec?: {
    replicas?: number
    selector?: LabelSelector
    template?: PodTemplate
    minReadySeconds?: number
  }
  status?: ReplicaSetStatus
  templateDigest?: string
}

export interface ReplicaSetStatus {
  observedGeneration?: number
  replicas?: number
  fullyLabeledReplicas?: number
  readyReplicas?: number
  availableReplicas?: number
  terminatingReplicas?: number
  conditions?: Condition[]
}

export interface JobSpec {
  parallelism?: number
  completions?: number
  backoffLimit?: number
  activeDeadlineSeconds?: number
  ttlSecondsAfterFinished?: number
  suspend?: boolean
  completionMode?: string
  selector?: LabelSelector
  template?: PodTemplate
}

export interface JobCondition extends Condition {
  lastProbeTime?: string
}

export interface JobStatus {
  active?: number
  ready?: number
  succeeded?: number
  failed?: number
  terminating?: number
  startTime?: string
  completionTime?: string
  conditions?: JobCondition[]
}

export interface Job extends KubeObject {
  spec?: JobSpec
  status?: JobStatus
}

export interface ObjectReference {
  apiVersion?: string
  kind?: string
  namespace?: string
  name?: string
  uid?: string
  resourceVersion?: string
}

export interface CronJob extends KubeObject {
  spec?: {
    schedule?: string
    timeZone?: string
    suspend?: boolean
    concurrencyPolicy?: 'Allow' | 'Forbid' | 'Replace'
    startingDeadlineSeconds?: number
    successfulJobsHistoryLimit?: number
    failedJobsHistoryLimit?: number
    jobTemplate?: { metadata?: Partial<ObjectMeta>; spec?: JobSpec }
  }
  status?: {
    active?: ObjectReference[]
    lastScheduleTime?: string
    lastSuccessfulTime?: string
  }
}

export interface Service extends KubeObject {
  spec?: {
    type?: string
    clusterIP?: string
    selector?: Record<string, string>
    ports?: (ServicePort & { appProtocol?: string })[]
    publishNotReadyAddresses?: boolean
  }
}

export interface EndpointPort {
  name?: string
  port?: number
  protocol?: string
  appProtocol?: string
}

export interface EndpointAddress {
  ip: string
  nodeName?: string
  targetRef?: ObjectReference
}

export interface EndpointSubset {
  addresses?: EndpointAddress[]
  notReadyAddresses?: EndpointAddress[]
  ports?: EndpointPort[]
}

export interface Endpoints extends KubeObject {
  subsets?: EndpointSubset[]
}

export interface SliceEndpoint {
  addresses: string[]
  conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean }
  targetRef?: ObjectReference
  nodeName?: string
}

export interface EndpointSlice extends KubeObject {
  addressType?: string
  endpoints?: SliceEndpoint[] | null
  ports?: EndpointPort[] | null
}

export interface Namespace extends KubeObject {
  spec?: { finalizers?: string[] }
  status?: { phase?: string; conditions?: Condition[] }
}

export interface Autoscaler extends KubeObject {
  spec?: { scaleTargetRef?: { kind?: string; name?: string } }
  status?: { conditions?: Condition[]; currentReplicas?: number; desiredReplicas?: number }
}

/** Kinds that only this room asks for. */
export const kinds = {
  deployments: of('apps', 'v1', 'deployments', 'Deployment'),
  replicaSets: of('apps', 'v1', 'replicasets', 'ReplicaSet'),
  pods: of('', 'v1', 'pods', 'Pod'),
  jobs: of('batch', 'v1', 'jobs', 'Job'),
  cronJobs: of('batch', 'v1', 'cronjobs', 'CronJob'),
  services: of('', 'v1', 'services', 'Service'),
  endpoints: of('', 'v1', 'endpoints', 'Endpoints'),
  endpointSlices: of('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'),
  namespaces: of('', 'v1', 'namespaces', 'Namespace', false),
  serviceAccounts: of('', 'v1', 'serviceaccounts', 'ServiceAccount'),
  configMaps: of('', 'v1', 'configmaps', 'ConfigMap'),
  events: of('', 'v1', 'events', 'Event'),
  autoscalers: of('autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'),
} as const satisfies Record<string, Resource>

function of(group: string, version: string, plural: string, kind: string, isNamespaced = true): Resource {
  return { group, version, plural, kind, isNamespaced }
}
