/** What is kept in memory of objects of which there may be ten thousand: enough to say how each function is doing. */
import { createHash } from 'node:crypto'
import { changedAtOf, ownFragment, specOf } from '../functions/details.ts'
import { canonical } from '../functions/manifest.ts'
import type {
  Container,
  Deployment,
  EventObject,
  FunctionObject,
  ObjectMeta,
  Pod,
  PodSpec,
  ReplicaSet,
} from '../functions/objects.ts'
import { checksumOfCode } from './checksum.ts'

/** A Function without its code, and what was found out while the code was at hand. */
export interface KnownFunction extends FunctionObject {
  known: { changedAt: string; fingerprint: string }
}

export function trimFunction(object: FunctionObject): KnownFunction {
  const { spec } = object
  const deployment = spec?.deployment
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    metadata: trimMeta(object.metadata),
    spec: {
      runtime: spec?.runtime,
      handler: spec?.handler,
      timeout: spec?.timeout,
      checksum: storedChecksum(object),
      ...(deployment && {
        deployment: {
          spec: {
            replicas: deployment.spec?.replicas,
            template: { spec: { containers: fragmentOf(object) } },
          },
        },
      }),
    },
    ...(object.status && { status: object.status }),
    known: { changedAt: changedAtOf(object), fingerprint: fingerprintOf(object) },
  }
}

function fragmentOf(object: FunctionObject): Container[] {
  const { name = '', image, env } = ownFragment(object) ?? { name: '' }
  return [{ name, ...(image && { image }), ...(env && { env }) }]
}

/** The checksum of what is stored: as written, else of the code itself. */
export function storedChecksum({ spec }: FunctionObject): string {
  return spec?.checksum || checksumOfCode(spec?.function ?? '', spec?.['function-content-type'] ?? '')
}

/**
 * The same for two versions between which nobody changed what a person may have looked at: a controller
 * that adds its finalizer, or writes empty fields, changes the version but not this.
 */
export function fingerprintOf(object: FunctionObject): string {
  const { horizontalPodAutoscaler, ...spec } = object.spec ?? {}
  const scaler = horizontalPodAutoscaler as { metadata?: { name?: string } } | null | undefined
  const meaning = {
    uid: object.metadata.uid,
    spec: specOf(object),
    rest: withoutNoise({ ...spec, ...(scaler?.metadata?.name && { scaler }) }),
  }
  return createHash('sha256').update(canonical(meaning)).digest('base64url').slice(0, 22)
}

/** Without nulls, empty texts and empty objects: Go clients write them where others write nothing. */
function withoutNoise(value: unknown): unknown {
  if (value === null || value === '') return undefined
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(withoutNoise)
  if (typeof value !== 'object') return value
  const entries = Object.entries(value)
    .map(([key, inner]): [string, unknown] => [key, withoutNoise(inner)])
    .filter(([, inner]) => inner !== undefined)
  return entries.length === 0 ? undefined : Object.fromEntries(entries)
}

export function trimDeployment({ apiVersion, kind, metadata, spec, status }: Deployment): Deployment {
  return {
    apiVersion,
    kind,
    metadata: trimMeta(metadata),
    ...(spec && {
      spec: {
        replicas: spec.replicas,
        selector: spec.selector,
        template: { spec: trimPodSpec(spec.template.spec, { keepsCommand: true }) },
      },
    }),
    status,
  }
}

export function trimReplicaSet({ apiVersion, kind, metadata, spec }: ReplicaSet): ReplicaSet {
  const revision = metadata.annotations?.['deployment.kubernetes.io/revision']
  return {
    apiVersion,
    kind,
    metadata: {
      ...trimMeta(metadata),
      ...(revision && { annotations: { 'deployment.kubernetes.io/revision': revision } }),
    },
    ...(spec && {
      spec: {
        replicas: spec.replicas,
        selector: spec.selector,
        template: { spec: trimPodSpec(spec.template.spec) },
      },
    }),
  }
}

export function trimPod({ apiVersion, kind, metadata, spec, status }: Pod): Pod {
  return {
    apiVersion,
    kind,
    metadata: trimMeta(metadata),
    ...(spec && { spec: trimPodSpec(spec) }),
    status: {
      phase: status?.phase,
      reason: status?.reason,
      message: status?.message,
      conditions: status?.conditions,
      initContainerStatuses: status?.initContainerStatuses,
      containerStatuses: status?.containerStatuses,
    },
  }
}

/** What starts a container tells which server takes the calls; one copy of it is enough, that of the Deployment. */
function trimPodSpec({ containers, initContainers }: PodSpec, { keepsCommand = false } = {}): PodSpec {
  return {
    containers: containers.map(({ name, image, command, args, env, readinessProbe, resources }) => ({
      name,
      image,
      ...(keepsCommand && command && { command }),
      ...(keepsCommand && args && { args }),
      env,
      ...(readinessProbe && { readinessProbe }),
      ...(resources?.limits && { resources: { limits: resources.limits } }),
    })),
    ...(initContainers && {
      initContainers: initContainers.map(({ name, image, command, args, resources }) => ({
        name,
        image,
        ...(name === 'prepare' && { command, args }),
        ...(resources?.limits && { resources: { limits: resources.limits } }),
      })),
    }),
  }
}

/** Only warnings about what functions are made of; the rest of a busy cluster's events is not kept. */
export function trimEvent(event: EventObject): EventObject | undefined {
  const { involvedObject, type } = event
  const isOurs = /^(Function|Deployment|ReplicaSet|Pod)$/.test(involvedObject.kind ?? '')
  if (type !== 'Warning' || !isOurs) return undefined
  const { apiVersion, kind, metadata, reason, message, eventTime, lastTimestamp, firstTimestamp } = event
  const time = lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata.creationTimestamp
  return {
    apiVersion,
    kind,
    metadata: trimMeta(metadata),
    involvedObject,
    type,
    reason,
    message,
    lastTimestamp: time,
  }
}

function trimMeta(metadata: ObjectMeta): ObjectMeta {
  const { managedFields: _managedFields, annotations: _annotations, ...rest } = metadata
  return rest
}
