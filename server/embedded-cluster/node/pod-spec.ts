/** What the node reads of a pod beyond what the rest of us has names for. */
import type { Container, ContainerEnv, Pod, PodSpec, PodStatus, Volume } from '../../functions/objects.ts'

export interface NodePod extends Omit<Pod, 'spec' | 'status'> {
  spec?: NodePodSpec
  status?: PodStatus
}

export interface NodePodSpec extends Omit<PodSpec, 'containers' | 'initContainers' | 'volumes'> {
  containers: NodeContainer[]
  initContainers?: NodeContainer[]
  volumes?: NodeVolume[]
}

export interface NodeContainer extends Omit<
  Container,
  'env' | 'livenessProbe' | 'readinessProbe' | 'startupProbe'
> {
  env?: NodeEnv[]
  envFrom?: EnvSource[]
  livenessProbe?: NodeProbe
  readinessProbe?: NodeProbe
  startupProbe?: NodeProbe
  lifecycle?: { postStart?: Hook; preStop?: Hook }
}

export interface NodeEnv extends Omit<ContainerEnv, 'valueFrom'> {
  valueFrom?: {
    configMapKeyRef?: KeyRef
    secretKeyRef?: KeyRef
    fieldRef?: { fieldPath: string }
    resourceFieldRef?: { containerName?: string; resource: string; divisor?: string }
  }
}

export interface KeyRef {
  name: string
  key: string
  optional?: boolean
}

export interface EnvSource {
  prefix?: string
  configMapRef?: { name: string; optional?: boolean }
  secretRef?: { name: string; optional?: boolean }
}

export interface NodeProbe {
  httpGet?: {
    path?: string
    port: number | string
    scheme?: string
    httpHeaders?: { name: string; value: string }[]
  }
  exec?: { command?: string[] }
  tcpSocket?: { port: number | string }
  grpc?: object
  initialDelaySeconds?: number
  periodSeconds?: number
  timeoutSeconds?: number
  failureThreshold?: number
  successThreshold?: number
}

/** What runs right after a container has started, or right before it is stopped. */
export interface Hook {
  exec?: { command?: string[] }
  httpGet?: object
  tcpSocket?: object
  sleep?: { seconds?: number }
}

export interface NodeVolume extends Omit<Volume, 'configMap' | 'secret'> {
  configMap?: FileSource & { name: string }
  secret?: FileSource & { secretName: string }
}

interface FileSource {
  items?: { key: string; path: string; mode?: number }[]
  defaultMode?: number
  optional?: boolean
}

/** A pod as messages name it, e.g. `hello-5d4f_default(1b2c…)`. */
export function describePod({ metadata: { name, namespace, uid } }: NodePod): string {
  return `${name}_${namespace ?? ''}(${uid ?? ''})`
}
