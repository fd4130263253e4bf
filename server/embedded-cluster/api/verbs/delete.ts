/** DELETE: one object or a collection; with finalizers, grace periods and preconditions. */
import type { ApiObject, JsonObject } from '../json.ts'
import { isObject, numberAt, textAt, valueAt } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { collectionOf } from '../kinds/kind.ts'
import type { Decision } from '../store/store.ts'
import { badRequest, conflict, forbidden, invalid, notFound, unsupportedValue } from '../status.ts'
import { answerJson, answerText } from '../wire/answer.ts'
import { contentTypeOf, readBody } from '../wire/body.ts'
import { wantedBy } from '../wire/media-types.ts'
import { JsonTextError, parseJson } from '../wire/json-text.ts'
import { decodeProtobuf, protobufType } from '../wire/protobuf.ts'
import { parse } from 'yaml'
import type { Call } from './context.ts'
import { timestamp } from './context.ts'
import { selectionOf } from './read.ts'
import { represent, representList } from './represent.ts'
import { countsGenerations } from './prepare.ts'
import { store } from './store-change.ts'
import { writeOptionsOf } from './write-options.ts'

/** How an object is to go. */
export interface DeleteOptions {
  gracePeriodSeconds?: number
  propagationPolicy?: string
  uid?: string
  resourceVersion?: string
}

const protectedNamespaces = new Set(['default', 'kube-system', 'kube-public'])
/** Kinds that answer with the object even when it is gone at once. */
const answeredWhole = new Set(['Pod', 'Service', 'ServiceAccount', 'ResourceQuota'])

export async function remove(call: Call): Promise<void> {
  const { cluster, info, kind, request } = call
  const wanted = wantedBy(request.headers.accept, info.query, { isCustom: kind.custom !== undefined })
  const { isDryRun } = writeOptionsOf(info.query, 'DeleteOptions')
  const { options, dryRun } = await deleteOptionsOf(call)
  if (kind.kind === 'Namespace' && protectedNamespaces.has(info.name))
    throw forbidden(kind, info.name, 'this namespace may not be deleted')
  if (kind.kind === 'Job' && options.propagationPolicy === undefined)
    call.warnings.push(
      'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
    )
  const { object, isGone } = await removeObject(call, info.name, options, isDryRun || dryRun)
  if (isGone && !answeredWhole.has(kind.kind)) return answerJson(call, 200, goneStatus(kind, object), wanted)
  answerText(call, 200, represent(object, kind, wanted, info.query, cluster.now()), wanted)
}

export async function removeCollection(call: Call): Promise<void> {
  const { cluster, info, kind, request } = call
  const wanted = wantedBy(request.headers.accept, info.query, { isCustom: kind.custom !== undefined })
  const { isDryRun } = writeOptionsOf(info.query, 'DeleteOptions')
  const { options, dryRun } = await deleteOptionsOf(call)
  const selects = selectionOf(call)
  const namespace = info.namespace === '' ? undefined : info.namespace
  const found = cluster.store
    .collection(collectionOf(kind))
    .list(namespace)
    .map(({ object }) => object)
    .filter(selects.test)
  const version = cluster.store.version
  await Promise.all(
    found.map(({ metadata }) =>
      removeObject(
        call,
        metadata.name,
        { ...options, uid: metadata.uid },
        isDryRun || dryRun,
        metadata.namespace,
      ).catch((error: unknown) => {
        // Gone already, or another one by that name: either way this one is no more.
        if (!(error instanceof Error) || !/not found$|precondition/.test(error.message)) throw error
      }),
    ),
  )
  const metadata: JsonObject = { resourceVersion: String(found.length > 0 ? cluster.store.version : version) }
  answerText(call, 200, representList(found, kind, metadata, wanted, info.query, cluster.now()), wanted)
}

async function removeObject(
  call: Call,
  name: string,
  options: DeleteOptions,
  isDryRun: boolean,
  namespace = call.info.namespace,
): Promise<{ object: ApiObject; isGone: boolean }> {
  const { cluster, kind } = call
  let isGone = false
  const place = { metadata: { namespace: kind.isNamespaced ? namespace : undefined, name } }
  const object = await store(call, place, { isDryRun }, (current) => {
    if (!current) throw notFound(kind, name)
    checkPreconditions(kind, current, options)
    const decision = deletion(kind, current, options, timestamp(cluster.now()), cluster.now())
    isGone = 'remove' in decision
    return decision
  })
  return { object, isGone }
}

/** What a delete makes of an object: nothing of it, or something that waits for its finalizers or its grace period. */
export function deletion(
  kind: Kind,
  current: ApiObject,
  options: DeleteOptions,
  _at: string,
  now: Date,
): Decision {
  if (kind.kind === 'Namespace') return namespaceDeletion(current, options, now)
  const finalizers = finalizersAfter(kind, current, options)
  const graceSeconds = kind.kind === 'Pod' ? graceOf(current, options) : 0
  if (finalizers.length === 0 && graceSeconds === 0) return { remove: current }
  const { metadata } = current
  if (metadata.deletionTimestamp) return again(current, finalizers, graceSeconds, now)
  const deletionTimestamp = timestamp(new Date(now.getTime() + graceSeconds * 1000))
  const next: ApiObject = {
    ...current,
    metadata: {
      ...metadata,
      deletionTimestamp,
      ...(kind.kind !== 'CustomResourceDefinition' && { deletionGracePeriodSeconds: graceSeconds }),
      ...(finalizers.length > 0 && { finalizers }),
      ...(countsGenerations(kind) &&
        kind.kind !== 'CustomResourceDefinition' && { generation: (metadata.generation ?? 0) + 1 }),
    },
  }
  return { put: next }
}

/** A second delete: the grace period can only become shorter. */
function again(current: ApiObject, finalizers: string[], graceSeconds: number, now: Date): Decision {
  const { metadata } = current
  const known = metadata.deletionGracePeriodSeconds ?? 0
  const isShorter = graceSeconds < known
  if (!isShorter && finalizers.length === (metadata.finalizers?.length ?? 0)) return { keep: true }
  const deletionTimestamp = isShorter
    ? timestamp(new Date(now.getTime() + graceSeconds * 1000))
    : metadata.deletionTimestamp
  const next: ApiObject = {
    ...current,
    metadata: {
      ...metadata,
      deletionTimestamp,
      deletionGracePeriodSeconds: isShorter ? graceSeconds : known,
      finalizers: finalizers.length > 0 ? finalizers : undefined,
    },
  }
  return finalizers.length === 0 && next.metadata.deletionGracePeriodSeconds === 0
    ? { remove: next }
    : { put: next }
}

function namespaceDeletion(current: ApiObject, _options: DeleteOptions, now: Date): Decision {
  const { metadata } = current
  const finalizers = valueAt(current, 'spec', 'finalizers')
  const isEmpty = !Array.isArray(finalizers) || finalizers.length === 0
  if (!metadata.deletionTimestamp)
    return {
      put: {
        ...current,
        metadata: { ...metadata, deletionTimestamp: timestamp(now) },
        status: { ...(isObject(current['status']) ? current['status'] : {}), phase: 'Terminating' },
      },
    }
  if (isEmpty && !metadata.finalizers?.length) return { remove: current }
  throw conflict(
    { group: '', plural: 'namespaces', kind: 'Namespace' },
    metadata.name,
    'The system is ensuring all content is removed from this namespace.  Upon completion, this namespace will automatically be purged by the system.',
  )
}

/** How long a pod may take to stop; a pod that never ran, or has ended, goes at once. */
function graceOf(pod: ApiObject, { gracePeriodSeconds }: DeleteOptions): number {
  const phase = textAt(pod, 'status', 'phase')
  const isScheduled = (textAt(pod, 'spec', 'nodeName') ?? '') !== ''
  const wanted = gracePeriodSeconds ?? numberAt(pod, 'spec', 'terminationGracePeriodSeconds') ?? 30
  if (wanted < 0) return 1
  return !isScheduled || phase === 'Failed' || phase === 'Succeeded' ? 0 : wanted
}

function finalizersAfter(
  kind: Kind,
  { metadata }: ApiObject,
  { propagationPolicy }: DeleteOptions,
): string[] {
  const known = metadata.finalizers ?? []
  // Kinds whose children were never collected by the server keep them, unless the client says otherwise.
  const policy = propagationPolicy ?? (kind.kind === 'Job' ? 'Orphan' : undefined)
  if (policy === undefined) return known
  const own = policy === 'Orphan' ? 'orphan' : policy === 'Foreground' ? 'foregroundDeletion' : undefined
  const others = known.filter((one) => one !== 'orphan' && one !== 'foregroundDeletion')
  if (own === undefined) return others
  return known.includes(own) ? known.filter((one) => one === own || others.includes(one)) : [...others, own]
}

function checkPreconditions(
  kind: Kind,
  { metadata }: ApiObject,
  { uid, resourceVersion }: DeleteOptions,
): void {
  const named = { group: kind.group, plural: kind.kind, kind: kind.kind }
  const about = { ...named, plural: kind.kind }
  if (uid && uid !== metadata.uid)
    throw conflict(
      about,
      metadata.name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    )
  if (resourceVersion && resourceVersion !== metadata.resourceVersion)
    throw conflict(
      about,
      metadata.name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    )
}

/** From the body when there is one, else from the query. */
async function deleteOptionsOf({
  request,
  info,
}: Call): Promise<{ options: DeleteOptions; dryRun: boolean }> {
  const bytes = await readBody(request)
  const body = bytes.length === 0 ? undefined : bodyOf(bytes, contentTypeOf(request))
  const grace = info.query.get('gracePeriodSeconds')
  const orphan = body ? valueAt(body, 'orphanDependents') : info.query.get('orphanDependents')
  const options: DeleteOptions = body
    ? {
        gracePeriodSeconds: numberAt(body, 'gracePeriodSeconds'),
        propagationPolicy: textAt(body, 'propagationPolicy'),
        uid: textAt(body, 'preconditions', 'uid'),
        resourceVersion: textAt(body, 'preconditions', 'resourceVersion'),
      }
    : {
        gracePeriodSeconds: grace === null ? undefined : Number(grace),
        propagationPolicy: info.query.get('propagationPolicy') ?? undefined,
      }
  if (orphan === true || orphan === 'true') options.propagationPolicy ??= 'Orphan'
  const policy = options.propagationPolicy
  if (policy !== undefined && !['Orphan', 'Background', 'Foreground'].includes(policy))
    throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', [
      unsupportedValue('propagationPolicy', policy, ['Foreground', 'Background', 'Orphan', 'nil']),
    ])
  const dryRun = body ? valueAt(body, 'dryRun') : undefined
  return { options, dryRun: Array.isArray(dryRun) && dryRun.includes('All') }
}

function bodyOf(bytes: Buffer, type: string): JsonObject {
  try {
    if (type === protobufType) return decodeProtobuf(bytes)
    const text = bytes.toString('utf8')
    const value: unknown = type === 'application/yaml' ? parse(text) : parseJson(text).value
    return isObject(value) ? value : {}
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw badRequest('the body is no DeleteOptions')
    throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`)
  }
}

function goneStatus(kind: Kind, { metadata }: ApiObject): JsonObject {
  return {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Success',
    details: {
      name: metadata.name,
      ...(kind.group && { group: kind.group }),
      kind: kind.plural,
      ...(metadata.uid && { uid: metadata.uid }),
    },
  }
}
