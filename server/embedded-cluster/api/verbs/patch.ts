/** PATCH in four dialects: JSON patch, merge patch, strategic merge patch (built-in kinds), apply. */
import type { ApiObject, Json } from '../json.ts'
import { isObject } from '../json.ts'
import { jsonPatch } from '../patching/json-patch.ts'
import { mergePatch } from '../patching/merge-patch.ts'
import { strategicPatch } from '../patching/strategic-patch.ts'
import { ApiError, badRequest, invalid, notFound, unsupportedMediaType } from '../status.ts'
import { answerText } from '../wire/answer.ts'
import { contentTypeOf, readBody } from '../wire/body.ts'
import { JsonTextError, parseJson } from '../wire/json-text.ts'
import { wantedBy } from '../wire/media-types.ts'
import { apply } from './apply.ts'
import type { Call } from './context.ts'
import { managerOf } from './context.ts'
import { typed } from './decode.ts'
import { changedObject } from './prepare.ts'
import { represent } from './represent.ts'
import { store } from './store-change.ts'
import { decisionFor } from './update.ts'
import { writeOptionsOf } from './write-options.ts'

const applyType = 'application/apply-patch+yaml'

export async function patch(call: Call): Promise<void> {
  const { cluster, info, kind, request } = call
  const wanted = wantedBy(request.headers.accept, info.query, { isCustom: kind.custom !== undefined })
  const type = contentTypeOf(request)
  const dialects = ['application/json-patch+json', 'application/merge-patch+json']
  if (!kind.custom) dialects.push('application/strategic-merge-patch+json')
  if (!dialects.includes(type) && type !== applyType) throw unsupportedMediaType([...dialects, applyType])
  const options = writeOptionsOf(info.query, 'PatchOptions')
  const bytes = await readBody(request)
  if (type === applyType) return apply(call, bytes, options, wanted)
  if (options.isForced)
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      {
        field: 'force',
        reason: 'FieldValueForbidden',
        message: 'Forbidden: may not be specified for non-apply patch',
      },
    ])
  const { value, duplicates } = parsed(bytes)
  const object = { metadata: { namespace: kind.isNamespaced ? info.namespace : undefined, name: info.name } }
  const stored = await store(call, object, options, (current) => {
    if (!current) throw notFound(kind, info.name)
    return decisionFor(current, patched(call, current, type, value, duplicates, options))
  })
  answerText(call, 200, represent(stored, kind, wanted, info.query, cluster.now()), wanted)
}

function patched(
  call: Call,
  current: ApiObject,
  type: string,
  value: Json,
  duplicates: string[],
  options: ReturnType<typeof writeOptionsOf>,
): ApiObject {
  const { kind, info } = call
  const here = { ...current, apiVersion: kind.group === '' ? kind.version : `${kind.group}/${kind.version}` }
  const result = dialect(call, type)(here, value)
  if (!isObject(result)) throw badRequest(`the patch makes something that is no ${kind.kind}`)
  let body: ApiObject
  try {
    body = typed(call, result, options, duplicates)
  } catch (error) {
    throw error instanceof ApiError && error.status.code === 400 && options.fieldValidation !== 'Strict'
      ? undecodable(result, value, error)
      : error
  }
  if (body.metadata.name !== info.name)
    throw badRequest(
      `the name of the object (${body.metadata.name}) does not match the name on the URL (${info.name})`,
    )
  return changedObject(call, current, body, {
    manager: managerOf(call),
    operation: 'Update',
    subresource: info.subresource || undefined,
  })
}

function dialect({ kind }: Call, type: string): (target: ApiObject, patch: Json) => Json {
  if (type === 'application/json-patch+json') return jsonPatch
  if (type === 'application/merge-patch+json') return mergePatch
  return (target, value) => strategicPatch(kind, target, value)
}

function parsed(bytes: Buffer): { value: Json; duplicates: string[] } {
  try {
    return parseJson(bytes.toString('utf8'))
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error
    throw badRequest(`error decoding patch: ${error.message}`)
  }
}

/** A patch whose result does not fit the kind's fields: 422 with the whole result, as a real server says it. */
function undecodable(result: Json, patch: Json, error: ApiError): ApiError {
  const why = error.message.replace(/^.*?cannot be handled as a \S+: /, '')
  return invalid({ group: '', kind: '' }, '', [
    {
      field: 'patch',
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(JSON.stringify(sortedWhere(result, patch)))}: ${why}`,
    },
  ])
}

/** Properties sorted in every object the patch went into, as patching leaves them in Go. */
function sortedWhere(value: Json, patch: Json): Json {
  if (!isObject(value) || !isObject(patch)) return value
  const names = Object.keys(value).sort()
  return Object.fromEntries(
    names.map((name) => [name, sortedWhere(value[name] ?? null, patch[name] ?? null)]),
  )
}
