/** What the server itself puts into an object on its way to the store: identity, times, generation, defaults, who set what. */
import { randomUUID } from 'node:crypto'
import { withDefaults } from '../defaults/defaults.ts'
import type { ApiObject, Json, JsonObject, Meta } from '../json.ts'
import { isEqual } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { withManagedFields } from '../patching/managed-fields.ts'
import { conflict, invalid, invalidValue, refusal, staleObject } from '../status.ts'
import { problemsOf } from '../validation/validate.ts'
import { checkPlace } from './admission.ts'
import { onCreate, onUpdate } from './strategy.ts'
import { warnAbout } from './warnings.ts'
import type { Call } from './context.ts'
import { timestamp } from './context.ts'
import { generatedName } from './generated-name.ts'

/** Who writes, and how. */
export interface Writer {
  manager: string
  operation: 'Apply' | 'Update'
  subresource?: string
  /** For an apply: what the applier wants to own, instead of what changed. */
  managed?: Meta['managedFields']
}

/** Kinds whose `metadata.generation` counts the changes of what is wanted. */
const counted = new Set([
  'Pod',
  'Deployment',
  'ReplicaSet',
  'Job',
  'CronJob',
  'Ingress',
  'IngressClass',
  'EndpointSlice',
  'CustomResourceDefinition',
])

export function countsGenerations(kind: Kind): boolean {
  return kind.custom !== undefined || counted.has(kind.kind)
}

/** A new object, ready to be stored. Throws 400, 422 or 500. */
export function newObject(call: Call, body: ApiObject, writer: Writer): ApiObject {
  const { cluster, kind } = call
  const placed = checkPlace(call, body)
  if (placed.metadata.resourceVersion)
    throw refusal(500, undefined, 'resourceVersion should not be set on objects to be created')
  const now = timestamp(cluster.now())
  const named = withName(placed)
  const filled = withDefaults(kind, named)
  const owned = writer.managed
    ? { ...filled, metadata: { ...filled.metadata, managedFields: writer.managed } }
    : withManagedFields(kind, undefined, filled, { ...writer, time: now })
  const {
    generation: _,
    deletionTimestamp: _1,
    deletionGracePeriodSeconds: _2,
    selfLink: _3,
    ...metadata
  } = owned.metadata
  const made: ApiObject = {
    ...owned,
    metadata: ordered({
      ...metadata,
      uid: randomUUID(),
      creationTimestamp: now,
      ...(countsGenerations(kind) && { generation: 1 }),
    }),
  }
  const object = onCreate(call, made)
  const problems = problemsOf(kind, object, undefined)
  if (problems.length > 0) throw invalid(kind, object.metadata.name, problems)
  warnAbout(call, object)
  return object
}

/** The object after a change, ready to be stored in the place of `old`. Throws 409 or 422. */
export function changedObject(call: Call, old: ApiObject, body: ApiObject, writer: Writer): ApiObject {
  const { cluster, kind } = call
  checkIdentity(kind, old, body)
  const now = timestamp(cluster.now())
  const filled = withDefaults(kind, body)
  const steady: ApiObject = { ...filled, metadata: ordered(steadyMeta(filled.metadata, old.metadata)) }
  const kept = onUpdate(call, old, steady, writer.subresource)
  const owned = writer.managed
    ? { ...kept, metadata: { ...kept.metadata, managedFields: writer.managed } }
    : withManagedFields(kind, old, kept, { ...writer, time: now })
  const object = withGeneration(kind, old, withoutEmptyManagers(owned))
  const problems = problemsOf(kind, object, old)
  if (problems.length > 0) throw invalid(kind, object.metadata.name, problems)
  if (sameButTimes(old, object)) return old
  warnAbout(call, object)
  return object
}

/** Version and uid, where given, must be those of the stored object. */
function checkIdentity(kind: Kind, old: ApiObject, body: ApiObject): void {
  const { uid, resourceVersion, name } = body.metadata
  if (uid && uid !== old.metadata.uid) throw conflict(kind, name, uidMismatch(kind, old, uid))
  if (resourceVersion && resourceVersion !== '0') {
    if (!/^\d+$/.test(resourceVersion))
      throw invalid(kind, name, [
        invalidValue('metadata.resourceVersion', resourceVersion, 'must be a number'),
      ])
    if (resourceVersion !== old.metadata.resourceVersion) throw staleObject(kind, name)
  } else if (kind.custom)
    throw invalid({ group: kind.group, kind: kind.plural }, name, [
      invalidValue('metadata.resourceVersion', 0, 'must be specified for an update'),
    ])
}

function uidMismatch(kind: Kind, old: ApiObject, uid: string): string {
  const place = kind.custom ? `${kind.group}/${kind.plural}` : kind.plural
  const namespace = old.metadata.namespace ? `${old.metadata.namespace}/` : ''
  return `StorageError: invalid object, Code: 4, Key: /registry/${place}/${namespace}${old.metadata.name}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`
}

/** What nobody but the server may change. */
function steadyMeta(meta: Meta, old: Meta): Meta {
  const { selfLink: _, ...rest } = meta
  return {
    ...rest,
    namespace: old.namespace,
    uid: old.uid,
    resourceVersion: old.resourceVersion,
    creationTimestamp: old.creationTimestamp,
    generateName: meta.generateName ?? old.generateName,
    generation: old.generation,
    deletionTimestamp: old.deletionTimestamp,
    deletionGracePeriodSeconds: old.deletionGracePeriodSeconds,
    managedFields: meta.managedFields,
  }
}

function withGeneration(kind: Kind, old: ApiObject, object: ApiObject): ApiObject {
  if (!countsGenerations(kind) || isEqual(wantedOf(kind, old), wantedOf(kind, object))) return object
  return { ...object, metadata: { ...object.metadata, generation: (old.metadata.generation ?? 0) + 1 } }
}

/** The part of an object that says what is wanted. */
function wantedOf(kind: Kind, object: ApiObject): JsonObject {
  const { metadata: _, status, ...rest } = object
  const keepsStatus = kind.custom && !kind.custom.hasStatus
  return keepsStatus && status !== undefined ? { ...rest, status } : rest
}

/** Whether nothing but the time of an entry of `managedFields` differs: then nothing was changed. */
function sameButTimes(a: ApiObject, b: ApiObject): boolean {
  return isEqual(withoutTimes(a), withoutTimes(b))
}

function withoutTimes(object: ApiObject): Json {
  const managedFields = object.metadata.managedFields?.map(({ time: _, ...rest }) => rest)
  return { ...object, metadata: { ...object.metadata, managedFields } }
}

function withoutEmptyManagers(object: ApiObject): ApiObject {
  if (object.metadata.managedFields?.length !== 0) return object
  return { ...object, metadata: { ...object.metadata, managedFields: undefined } }
}

function withName(object: ApiObject): ApiObject {
  const { name, generateName } = object.metadata
  if (name || !generateName) return object
  return { ...object, metadata: { ...object.metadata, name: generatedName(generateName) } }
}

/** `metadata` in the order a real server writes it, without what is empty. */
export function ordered(meta: Meta): Meta {
  const { labels, annotations, ownerReferences, finalizers, managedFields } = meta
  const result: Meta = { name: meta.name }
  const put = (name: string, value: Json | undefined) => {
    if (value !== undefined && value !== null && value !== '') result[name] = value
  }
  put('generateName', meta.generateName)
  put('namespace', meta.namespace)
  put('uid', meta.uid)
  put('resourceVersion', meta.resourceVersion)
  put('generation', meta.generation)
  put('creationTimestamp', meta.creationTimestamp)
  put('deletionTimestamp', meta.deletionTimestamp)
  put('deletionGracePeriodSeconds', meta.deletionGracePeriodSeconds)
  if (labels && Object.keys(labels).length > 0) put('labels', labels)
  if (annotations && Object.keys(annotations).length > 0) put('annotations', annotations)
  if (ownerReferences && ownerReferences.length > 0) put('ownerReferences', ownerReferences)
  if (finalizers && finalizers.length > 0) put('finalizers', finalizers)
  if (managedFields) put('managedFields', managedFields)
  return result
}
