/** The `scale` subresource: how many replicas, seen and set the same way for every kind that has them. */
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { isObject, numberAt, objectAt, textAt, valueAt, wordOf } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { collectionOf } from '../kinds/kind.ts'
import { jsonPatch } from '../patching/json-patch.ts'
import { mergePatch } from '../patching/merge-patch.ts'
import { badRequest, invalid, invalidValue, notFound, staleObject, unsupportedMediaType } from '../status.ts'
import { answerJson } from '../wire/answer.ts'
import { contentTypeOf, decodeObject, readBody } from '../wire/body.ts'
import { JsonTextError, parseJson } from '../wire/json-text.ts'
import { wantedBy } from '../wire/media-types.ts'
import type { Call } from './context.ts'
import { managerOf } from './context.ts'
import { changedObject } from './prepare.ts'
import { store } from './store-change.ts'
import { decisionFor } from './update.ts'
import { writeOptionsOf } from './write-options.ts'

const scaleKind = { group: 'autoscaling', version: 'v1', kind: 'Scale' }

export async function scale(call: Call): Promise<void> {
  const { cluster, info, kind, request } = call
  const wanted = wantedBy(request.headers.accept, info.query)
  if (info.verb === 'get') {
    const object = cluster.store.get(collectionOf(kind), info.namespace, info.name)
    if (!object) throw notFound(kind, info.name)
    return answerJson(call, 200, scaleOf(kind, object), wanted)
  }
  const isPatch = info.verb === 'patch'
  const options = writeOptionsOf(info.query, isPatch ? 'PatchOptions' : 'UpdateOptions')
  const bytes = await readBody(request)
  const place = { metadata: { namespace: info.namespace, name: info.name } }
  const stored = await store(call, place, options, (current) => {
    if (!current) throw notFound(kind, info.name)
    const now = scaleOf(kind, current)
    const next = isPatch
      ? patched(now, bytes, contentTypeOf(request))
      : decodeObject(bytes, contentTypeOf(request), scaleKind, false).value
    const version = textAt(next, 'metadata', 'resourceVersion')
    if (version && version !== current.metadata.resourceVersion) throw staleObject(kind, info.name)
    const body = withReplicas(kind, current, replicasIn(next))
    return decisionFor(
      current,
      changedObject(call, current, body, {
        manager: managerOf(call),
        operation: 'Update',
        subresource: 'scale',
      }),
    )
  })
  answerJson(call, 200, scaleOf(kind, stored), wanted)
}

function replicasIn(body: JsonObject): number {
  const replicas = valueAt(body, 'spec', 'replicas') ?? 0
  if (typeof replicas !== 'number' || !Number.isInteger(replicas))
    throw badRequest(
      `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
    )
  if (replicas < 0)
    throw invalid(scaleKind, textAt(body, 'metadata', 'name') ?? '', [
      invalidValue('spec.replicas', replicas, 'must be greater than or equal to 0'),
    ])
  return replicas
}

function scaleOf(kind: Kind, object: ApiObject): JsonObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata
  const paths = kind.custom?.scale
  const replicas = numberAt(object, ...(paths ? stepsOf(paths.spec) : ['spec', 'replicas'])) ?? 0
  const actual = numberAt(object, ...(paths ? stepsOf(paths.status) : ['status', 'replicas'])) ?? 0
  const selector = paths
    ? paths.selector && textAt(object, ...stepsOf(paths.selector))
    : selectorText(objectAt(object, 'spec', 'selector'))
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: actual, ...(selector && { selector }) },
  }
}

/** A selector as text, e.g. `app=x,tier in (a,b)`. */
export function selectorText(selector: JsonObject): string {
  const labels = Object.entries(objectAt(selector, 'matchLabels')).map(
    ([name, value]) => `${name}=${wordOf(value)}`,
  )
  const expressions = (Array.isArray(selector['matchExpressions']) ? selector['matchExpressions'] : []).map(
    expressionText,
  )
  return [...labels, ...expressions].sort().join(',')
}

function expressionText(one: Json): string {
  const key = textAt(one, 'key') ?? ''
  const values = valueAt(one, 'values')
  const list = Array.isArray(values) ? `(${values.map(wordOf).join(',')})` : '()'
  switch (textAt(one, 'operator')) {
    case 'In':
      return `${key} in ${list}`
    case 'NotIn':
      return `${key} notin ${list}`
    case 'Exists':
      return key
    default:
      return `!${key}`
  }
}

function withReplicas(kind: Kind, object: ApiObject, replicas: number): ApiObject {
  const steps = kind.custom?.scale ? stepsOf(kind.custom.scale.spec) : ['spec', 'replicas']
  return setAt(object, steps, replicas) as ApiObject
}

function setAt(value: Json | undefined, [step, ...rest]: string[], to: Json): Json {
  if (step === undefined) return to
  const object = isObject(value) ? value : {}
  return { ...object, [step]: setAt(object[step], rest, to) }
}

function stepsOf(path: string): string[] {
  return path.split('.').filter((step) => step !== '')
}

function patched(current: JsonObject, bytes: Buffer, type: string): JsonObject {
  let value: Json
  try {
    value = parseJson(bytes.toString('utf8')).value
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error
    throw badRequest(`error decoding patch: ${error.message}`)
  }
  const known = [
    'application/json-patch+json',
    'application/merge-patch+json',
    'application/strategic-merge-patch+json',
  ]
  if (!known.includes(type)) throw unsupportedMediaType(known)
  const next = type === 'application/json-patch+json' ? jsonPatch(current, value) : mergePatch(current, value)
  return isObject(next) ? next : {}
}
