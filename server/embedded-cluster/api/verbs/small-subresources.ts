/** Subresources that are one small act each: binding, eviction, finalize, token. */
import { issuer } from '../access/service-account-tokens.ts'
import type { ApiObject, JsonObject } from '../json.ts'
import { isObject, numberAt, objectAt, textAt, valueAt } from '../json.ts'
import { badRequest, conflict, invalid, invalidValue, notFound } from '../status.ts'
import { answerJson, answerText } from '../wire/answer.ts'
import { contentTypeOf, decodeObject, readBody } from '../wire/body.ts'
import { wantedBy } from '../wire/media-types.ts'
import type { Call } from './context.ts'
import { managerOf, timestamp } from './context.ts'
import { decode } from './decode.ts'
import { deletion } from './delete.ts'
import { changedObject } from './prepare.ts'
import { represent } from './represent.ts'
import { store } from './store-change.ts'
import { decisionFor } from './update.ts'
import { writeOptionsOf } from './write-options.ts'

/** POST pods/NAME/binding: puts the pod on a node. */
export async function binding(call: Call): Promise<void> {
  const { info, kind, request, cluster } = call
  const options = writeOptionsOf(info.query, 'CreateOptions')
  const { value } = decodeObject(
    await readBody(request),
    contentTypeOf(request),
    { group: '', version: 'v1', kind: 'Binding' },
    false,
  )
  const nodeName = textAt(value, 'target', 'name') ?? ''
  if (nodeName === '')
    throw invalid({ group: '', kind: 'Binding' }, info.name, [
      { field: 'target.name', reason: 'FieldValueRequired', message: 'Required value' },
    ])
  await store(call, placeOf(call), options, (current) => {
    if (!current) throw notFound(kind, info.name)
    const known = textAt(current, 'spec', 'nodeName') ?? ''
    if (known !== '')
      throw conflict(
        { group: '', plural: 'pods/binding', kind: 'Pod' },
        info.name,
        `pod ${info.name} is already assigned to node ${JSON.stringify(known)}`,
      )
    const spec: JsonObject = { ...objectAt(current, 'spec'), nodeName }
    const scheduled = {
      type: 'PodScheduled',
      status: 'True',
      lastProbeTime: null,
      lastTransitionTime: timestamp(cluster.now()),
    }
    const status = objectAt(current, 'status')
    const others = (Array.isArray(status['conditions']) ? status['conditions'] : []).filter(
      (one) => textAt(one, 'type') !== 'PodScheduled',
    )
    return { put: { ...current, spec, status: { ...status, conditions: [...others, scheduled] } } }
  })
  answerJson(call, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 })
}

/** POST pods/NAME/eviction: deletes the pod; nothing here forbids it. */
export async function eviction(call: Call): Promise<void> {
  const { info, kind, request, cluster } = call
  const options = writeOptionsOf(info.query, 'CreateOptions')
  const { value } = decodeObject(
    await readBody(request),
    contentTypeOf(request),
    { group: 'policy', version: 'v1', kind: 'Eviction' },
    false,
  )
  const name = textAt(value, 'metadata', 'name')
  if (name !== undefined && name !== info.name)
    throw badRequest(`name in URL does not match name in Eviction object`)
  const wanted = objectAt(value, 'deleteOptions')
  await store(call, placeOf(call), options, (current) => {
    if (!current) throw notFound(kind, info.name)
    return deletion(
      kind,
      current,
      { gracePeriodSeconds: numberAt(wanted, 'gracePeriodSeconds') },
      '',
      cluster.now(),
    )
  })
  answerJson(call, 201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 })
}

/** PUT namespaces/NAME/finalize: takes finalizers of the namespace off; the last one ends it. */
export async function finalize(call: Call): Promise<void> {
  const { info, kind, request, cluster } = call
  const options = writeOptionsOf(info.query, 'UpdateOptions')
  const body = decode(call, await readBody(request), options)
  const wanted = wantedBy(request.headers.accept, info.query)
  const stored = await store(call, placeOf(call), options, (current) => {
    if (!current) throw notFound(kind, info.name)
    const finalizers = valueAt(body, 'spec', 'finalizers')
    const next: ApiObject = {
      ...current,
      metadata: {
        ...current.metadata,
        resourceVersion: body.metadata.resourceVersion ?? current.metadata.resourceVersion,
      },
      spec: {
        ...objectAt(current, 'spec'),
        finalizers: Array.isArray(finalizers) && finalizers.length > 0 ? finalizers : undefined,
      },
    }
    return decisionFor(
      current,
      changedObject(call, current, next, {
        manager: managerOf(call),
        operation: 'Update',
        subresource: 'finalize',
      }),
    )
  })
  answerText(call, 200, represent(stored, kind, wanted, info.query, cluster.now()), wanted)
}

/** A token lasts at least this long. */
const leastSeconds = 600
const mostSeconds = 2 ** 32

/** POST serviceaccounts/NAME/token. */
export async function tokenRequest(call: Call): Promise<void> {
  const { info, kind, request, cluster } = call
  const type = { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' }
  const { value } = decodeObject(await readBody(request), contentTypeOf(request), type, false)
  const account = cluster.store.get('/serviceaccounts', info.namespace, info.name)
  if (!account) throw notFound(kind, info.name)
  const seconds = numberAt(value, 'spec', 'expirationSeconds') ?? 3600
  if (seconds < leastSeconds || seconds > mostSeconds)
    throw invalid(type, '', [
      invalidValue(
        'spec.expirationSeconds',
        seconds,
        seconds < leastSeconds
          ? 'may not specify a duration less than 10 minutes'
          : 'may not specify a duration larger than 2^32 seconds',
      ),
    ])
  const asked = valueAt(value, 'spec', 'audiences')
  const { name, namespace = '', uid = '' } = account.metadata
  const { token, expiresAt } = cluster.access.issueToken({ namespace, name, uid }, seconds)
  const now = timestamp(cluster.now())
  answerJson(call, 201, {
    kind: 'TokenRequest',
    apiVersion: 'authentication.k8s.io/v1',
    metadata: { name, namespace, uid, creationTimestamp: now, managedFields: managedSpec(call, value, now) },
    spec: {
      audiences: Array.isArray(asked) && asked.length > 0 ? asked : [issuer],
      expirationSeconds: seconds,
      boundObjectRef: isObject(valueAt(value, 'spec', 'boundObjectRef'))
        ? valueAt(value, 'spec', 'boundObjectRef')
        : null,
    },
    status: { token, expirationTimestamp: timestamp(expiresAt) },
  })
}

function managedSpec(call: Call, value: JsonObject, time: string): JsonObject[] {
  const fields = Object.keys(objectAt(value, 'spec')).sort()
  if (fields.length === 0) return []
  return [
    {
      manager: managerOf(call),
      operation: 'Update',
      apiVersion: 'authentication.k8s.io/v1',
      time,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:spec': Object.fromEntries(fields.map((name) => [`f:${name}`, {}])) },
      subresource: 'token',
    },
  ]
}

function placeOf({ info, kind }: Call) {
  return { metadata: { namespace: kind.isNamespaced ? info.namespace : undefined, name: info.name } }
}
