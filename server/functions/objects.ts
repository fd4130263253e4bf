/**
 * The Kubernetes and Kubeless objects we read and write, as far as we use them. Objects are always
 * handled as the JSON that came: what is not named here is kept untouched on the way back.
 */

/** `metadata` of any object. */
export interface ObjectMeta {
  name: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  generateName?: string
  creationTimestamp?: string | null
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  finalizers?: string[]
  ownerReferences?: OwnerReference[]
  managedFields?: ManagedFieldsEntry[]
}

export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

export interface ManagedFieldsEntry {
  manager: string
  operation: 'Apply' | 'Update'
  apiVersion: string
  time?: string
  fieldsType?: string
  fieldsV1?: object
  subresource?: string
}

/** Any object. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
}

/** Any list. */
export interface KubeList<T extends KubeObject = KubeObject> {
  apiVersion: string
  kind: string
  metadata: { resourceVersion?: string; continue?: string; remainingItemCount?: number }
  items: T[]
}

/** The failure (or success) the API server reports; every refusal of it has this shape. */
export interface Status {
  apiVersion: 'v1'
  kind: 'Status'
  metadata: object
  status: 'Success' | 'Failure'
  message?: string
  reason?: string
  details?: {
    name?: string
    group?: string
    kind?: string
    uid?: string
    retryAfterSeconds?: number
    causes?: { reason?: string; message?: string; field?: string }[]
  }
  code?: number
}

/** Kubeless's Function (`kubeless.io/v1beta1`): everything optional, since nothing checked it. */
export interface FunctionObject extends KubeObject {
  spec?: {
    runtime?: string
    handler?: string
    function?: string
    'function-content-type'?: string
    checksum?: string
    timeout?: string
    deps?: string
    deployment?: DeploymentFragment | null
    service?: ServiceSpec | null
    horizontalPodAutoscaler?: object | null
  }
  status?: { conditions?: Condition[]; observedGeneration?: number }
}

/** The part of a Deployment a Function may carry to override what is generated. */
export interface DeploymentFragment {
  metadata?: Partial<ObjectMeta>
  spec?: Partial<Omit<DeploymentSpec, 'template'>> & {
    template?: { metadata?: Partial<ObjectMeta>; spec?: Partial<PodSpec> }
  }
}

export interface ConfigMap extends KubeObject {
  data?: Record<string, string>
  binaryData?: Record<string, string>
}

export interface Service extends KubeObject {
  spec?: ServiceSpec
}

export interface ServiceSpec {
  type?: string
  clusterIP?: string
  selector?: Record<string, string>
  ports?: ServicePort[]
}

export interface ServicePort {
  name?: string
  port: number
  targetPort?: number | string
  protocol?: string
  nodePort?: number
}

export interface Deployment extends KubeObject {
  spec?: DeploymentSpec
  status?: {
    observedGeneration?: number
    replicas?: number
    updatedReplicas?: number
    readyReplicas?: number
    availableReplicas?: number
    unavailableReplicas?: number
    conditions?: Condition[]
  }
}

export interface DeploymentSpec {
  replicas?: number
  selector: { matchLabels?: Record<string, string> }
  strategy?: {
    type?: string
    rollingUpdate?: { maxSurge?: number | string; maxUnavailable?: number | string }
  }
  template: PodTemplate
  progressDeadlineSeconds?: number
  revisionHistoryLimit?: number
  minReadySeconds?: number
}

export interface PodTemplate {
  metadata?: Partial<ObjectMeta>
  spec: PodSpec
}

export interface ReplicaSet extends KubeObject {
  spec?: { replicas?: number; selector: { matchLabels?: Record<string, string> }; template: PodTemplate }
  status?: {
    observedGeneration?: number
    replicas: number
    fullyLabeledReplicas?: number
    readyReplicas?: number
    availableReplicas?: number
    conditions?: Condition[]
  }
}

export interface Pod extends KubeObject {
  spec?: PodSpec
  status?: PodStatus
}

export interface PodSpec {
  containers: Container[]
  initContainers?: Container[]
  volumes?: Volume[]
  restartPolicy?: 'Always' | 'OnFailure' | 'Never'
  terminationGracePeriodSeconds?: number
  nodeName?: string
  serviceAccountName?: string
  securityContext?: object
  affinity?: object
  imagePullSecrets?: { name: string }[]
  activeDeadlineSeconds?: number
}

export interface Volume {
  name: string
  emptyDir?: { sizeLimit?: string } | Record<string, never>
  configMap?: { name: string; defaultMode?: number; optional?: boolean }
  secret?: { secretName: string; optional?: boolean }
}

export interface Container {
  name: string
  image?: string
  imagePullPolicy?: string
  command?: string[]
  args?: string[]
  workingDir?: string
  env?: ContainerEnv[]
  ports?: { name?: string; containerPort: number; protocol?: string }[]
  resources?: { limits?: Record<string, string>; requests?: Record<string, string> }
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean; subPath?: string }[]
  livenessProbe?: Probe
  readinessProbe?: Probe
  startupProbe?: Probe
  terminationMessagePath?: string
  terminationMessagePolicy?: 'File' | 'FallbackToLogsOnError'
  securityContext?: object
}

export interface ContainerEnv {
  name: string
  value?: string
  valueFrom?: object
}

export interface Probe {
  httpGet?: { path?: string; port: number | string; scheme?: string }
  initialDelaySeconds?: number
  periodSeconds?: number
  timeoutSeconds?: number
  failureThreshold?: number
  successThreshold?: number
}

export interface PodStatus {
  phase?: 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown'
  conditions?: Condition[]
  reason?: string
  message?: string
  podIP?: string
  hostIP?: string
  startTime?: string
  initContainerStatuses?: ContainerStatus[]
  containerStatuses?: ContainerStatus[]
}

export interface ContainerStatus {
  name: string
  ready: boolean
  started?: boolean
  restartCount: number
  image: string
  imageID: string
  containerID?: string
  state: ContainerState
  lastState: ContainerState
}

export interface ContainerState {
  waiting?: { reason?: string; message?: string }
  running?: { startedAt: string }
  terminated?: {
    exitCode: number
    signal?: number
    reason?: string
    message?: string
    startedAt?: string
    finishedAt?: string
    containerID?: string
  }
}

export interface Condition {
  type: string
  status: 'True' | 'False' | 'Unknown'
  reason?: string
  message?: string
  lastTransitionTime?: string
  lastUpdateTime?: string
  observedGeneration?: number
}

/** A core/v1 Event. In 1.36 the scheduler leaves `firstTimestamp` and `lastTimestamp` null: read `eventTime`. */
export interface EventObject extends KubeObject {
  involvedObject: {
    kind?: string
    namespace?: string
    name?: string
    uid?: string
    apiVersion?: string
    fieldPath?: string
  }
  reason?: string
  message?: string
  type?: 'Normal' | 'Warning'
  count?: number
  firstTimestamp?: string | null
  lastTimestamp?: string | null
  eventTime?: string | null
  source?: { component?: string; host?: string }
  reportingComponent?: string
  reportingInstance?: string
}

/** The label Kubeless puts on everything it makes, with this value. */
export const createdBy = { 'created-by': 'kubeless' } as const

/** The labels by which a function's children are found (Kubeless reference §2.5). */
export function selectorOf(name: string): { 'created-by': 'kubeless'; function: string } {
  return { ...createdBy, function: name }
}
