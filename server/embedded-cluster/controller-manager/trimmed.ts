/**
 * What is kept in memory of objects of which there may be thousands: enough to see that nothing has
 * to be done. Pod templates, by far the largest part, are replaced by their digest; the few that are
 * being rolled out are at hand in `Templates`.
 */
import type { KubeObject, ObjectMeta, Pod, PodTemplate } from '../../functions/objects.ts'
import type { Deployment, ReplicaSet } from './kinds.ts'
import { digestOf } from './template-hash.ts'

/** The templates seen last, by the object and generation they belong to. */
export interface Templates {
  remember(object: Deployment | ReplicaSet): void
  of(object: Deployment | ReplicaSet): PodTemplate | undefined
}

const mostTemplates = 64

export function startTemplates(): Templates {
  const templates = new Map<string, PodTemplate>()
  const keyOf = ({ metadata }: KubeObject) => `${metadata.uid ?? ''} ${metadata.generation ?? 0}`
  return {
    remember(object) {
      const template = object.spec?.template
      if (!template) return
      templates.delete(keyOf(object))
      templates.set(keyOf(object), template)
      const [oldest] = templates.keys()
      if (templates.size > mostTemplates && oldest !== undefined) templates.delete(oldest)
    },
    of: (object) => object.spec?.template ?? templates.get(keyOf(object)),
  }
}

/** A Deployment or ReplicaSet with the digest of its template in place of the template's spec. */
export function trimWorkload<T extends Deployment | ReplicaSet>(object: T): T {
  const { spec, metadata } = object
  if (object.templateDigest !== undefined) return object
  const { template, ...rest } = spec ?? {}
  const labels = template?.metadata?.labels
  return {
    ...object,
    metadata: trimMeta(metadata),
    spec: { ...rest, template: { metadata: { labels } } },
    templateDigest: digestOf(template),
  }
}

/** What decides over a pod's fate and its place among the endpoints. */
export function trimPod(pod: Pod): Pod {
  const { spec, status } = pod
  return {
    apiVersion: pod.apiVersion,
    kind: pod.kind,
    metadata: trimMeta(pod.metadata),
    spec: {
      nodeName: spec?.nodeName,
      restartPolicy: spec?.restartPolicy,
      containers: (spec?.containers ?? []).map(({ name, ports }) => ({ name, ...(ports && { ports }) })),
    },
    status: {
      phase: status?.phase,
      reason: status?.reason,
      podIP: status?.podIP,
      conditions: status?.conditions?.map(({ type, status: value, lastTransitionTime }) => ({
        type,
        status: value,
        lastTransitionTime,
      })),
      containerStatuses: status?.containerStatuses?.map((container) => ({
        ...container,
        state: container.state.terminated
          ? { terminated: { ...container.state.terminated, message: undefined } }
          : {},
        lastState: {},
      })),
      initContainerStatuses: status?.initContainerStatuses?.map((container) => ({
        ...container,
        state: {},
        lastState: {},
      })),
    },
  }
}

/** An object of which only the name, the labels and the owners matter. */
export function trimToMetadata(object: KubeObject): KubeObject {
  return { apiVersion: object.apiVersion, kind: object.kind, metadata: trimMeta(object.metadata) }
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration'

function trimMeta({ managedFields: _, annotations, ...metadata }: ObjectMeta): ObjectMeta {
  if (!annotations) return metadata
  const { [lastApplied]: _applied, ...kept } = annotations
  return { ...metadata, annotations: kept }
}
