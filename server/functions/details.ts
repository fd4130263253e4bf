/** A Function object as the API speaks of it: flat and scalar, whatever client wrote it. */
import type {
  FunctionContentType,
  FunctionDetails,
  FunctionServer,
  FunctionSpec,
  FunctionStatus,
} from '../contract/functions.ts'
import { functionContentTypes } from '../contract/functions.ts'
import type { Rollout } from '../contract/rollout.ts'
import type { Container, FunctionObject } from './objects.ts'

/** Where serverless-kubeless keeps the description. */
export const descriptionAnnotation = 'kubeless.serverless.com/description'
/** What a function may take when nobody says otherwise, as upstream. */
export const defaultTimeoutSeconds = 180
/** The port of a function when nobody says otherwise. */
export const defaultPort = 8080

/** A spec with nothing left open, but the number of replicas when nobody chose one. */
export type WholeSpec = Required<Omit<FunctionSpec, 'replicas'>> & { replicas?: number }

/** Reads what is written, whoever wrote it: nulls, empty objects and missing fields are what Go clients leave. */
export function specOf(object: FunctionObject): WholeSpec {
  const { metadata, spec } = object
  const container = ownFragment(object)
  const { 'created-by': _createdBy, function: _function, ...labels } = metadata.labels ?? {}
  const replicas = spec?.deployment?.spec?.replicas
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    runtime: spec?.runtime ?? '',
    handler: spec?.handler ?? '',
    code: spec?.function ?? '',
    deps: spec?.deps ?? '',
    contentType: contentTypeOf(spec?.['function-content-type']),
    checksum: spec?.checksum ?? '',
    timeoutSeconds: timeoutOf(spec?.timeout),
    env: (container?.env ?? [])
      .filter(({ valueFrom }) => !valueFrom)
      .map(({ name, value }) => ({ name, value: value ?? '' })),
    cpu: container?.resources?.limits?.['cpu'] ?? '',
    memory: container?.resources?.limits?.['memory'] ?? '',
    ...(typeof replicas === 'number' && { replicas }),
    port: spec?.service?.ports?.[0]?.port ?? defaultPort,
    labels,
    description: metadata.annotations?.[descriptionAnnotation] ?? '',
  }
}

/** Everything about one function. */
export function detailsOf(
  object: FunctionObject,
  derived: {
    status: FunctionStatus
    rollout: Rollout
    checksum: string
    fileName: string
    depsFileName: string
    changedAt?: string
    server?: FunctionServer
  },
): FunctionDetails {
  const { metadata } = object
  return {
    ...specOf(object),
    checksum: derived.checksum,
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    createdAt: metadata.creationTimestamp ?? '',
    changedAt: derived.changedAt ?? changedAtOf(object),
    status: derived.status,
    rollout: derived.rollout,
    envFromElsewhere: (ownFragment(object)?.env ?? [])
      .filter(({ valueFrom }) => valueFrom)
      .map(({ name }) => name),
    fileName: derived.fileName,
    depsFileName: derived.depsFileName,
    ...(derived.server && { server: derived.server }),
  }
}

/** When the spec was last written by anybody, as far as the API server has kept account. */
export function changedAtOf({ metadata }: FunctionObject): string {
  const created = metadata.creationTimestamp ?? ''
  return (metadata.managedFields ?? [])
    .filter(({ fieldsV1, subresource }) => !subresource && fieldsV1 && 'f:spec' in fieldsV1)
    .reduce(
      (latest, { time }) => (time && Date.parse(time) > Date.parse(latest || '1970') ? time : latest),
      created,
    )
}

/** The part of the function's own container that the Function carries. */
export function ownFragment({ spec }: FunctionObject): Container | undefined {
  return spec?.deployment?.spec?.template?.spec?.containers?.[0] ?? undefined
}

/** The nearest of the values we know, read as the controller reads it: by what it contains. */
export function contentTypeOf(value: string | undefined): FunctionContentType {
  const written = value || 'text'
  const known = functionContentTypes.find((candidate) => candidate === written)
  if (known) return known
  const encoding = written.includes('base64') ? 'base64' : written.includes('url') ? 'url' : 'text'
  const archive = written.includes('zip') ? '+zip' : written.includes('compressedtar') ? '+compressedtar' : ''
  const deps = written.includes('deps') ? '+deps' : ''
  const nearest = encoding + (encoding === 'text' ? '' : archive) + deps
  return functionContentTypes.find((candidate) => candidate === nearest) ?? 'text'
}

function timeoutOf(value: string | undefined): number {
  const seconds = Number(value || defaultTimeoutSeconds)
  return Number.isInteger(seconds) && seconds > 0 ? seconds : defaultTimeoutSeconds
}
