/** Server-side apply: the client says what it wants and owns exactly that; others' fields are conflicts unless forced. */
import { parse } from 'yaml'
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { isObject, wordOf } from '../json.ts'
import { apiVersionOf, collectionOf } from '../kinds/kind.ts'
import type { Kind } from '../kinds/kind.ts'
import { FieldSet, pathText } from '../patching/field-set.ts'
import { entriesOf, managed, managersOf, withManager } from '../patching/managed-fields.ts'
import type { FieldWriter, Manager } from '../patching/managed-fields.ts'
import { compare, fieldsOf, mergeTyped, without } from '../patching/typed.ts'
import { typeProblem } from '../patching/type-problem.ts'
import { typeOfKind } from '../schema/types-of-kind.ts'
import { badRequest, invalid, notFound, refusal, required, staleObject } from '../status.ts'
import { answerText } from '../wire/answer.ts'
import type { Wanted } from '../wire/media-types.ts'
import type { Call } from './context.ts'
import { timestamp } from './context.ts'
import { createObject } from './create.ts'
import { typed } from './decode.ts'
import { changedObject } from './prepare.ts'
import { represent } from './represent.ts'
import { store } from './store-change.ts'
import { decisionFor } from './update.ts'
import type { WriteOptions } from './write-options.ts'

export async function apply(call: Call, bytes: Buffer, options: WriteOptions, wanted: Wanted): Promise<void> {
  const { cluster, info, kind } = call
  const config = configIn(call, bytes, options)
  const by: FieldWriter = {
    manager: options.fieldManager,
    operation: 'Apply',
    subresource: info.subresource || undefined,
    time: timestamp(cluster.now()),
  }
  const place = { metadata: { namespace: kind.isNamespaced ? info.namespace : undefined, name: info.name } }
  // The address of a namespace names that namespace, and the object lies in none.
  const isThere =
    cluster.store.get(collectionOf(kind), place.metadata.namespace ?? '', info.name) !== undefined
  if (!isThere) {
    const made = await applyNew(call, config, options, by)
    if (kind.kind === 'CustomResourceDefinition') await cluster.lifecycle.settled()
    return answerText(call, 201, represent(made, kind, wanted, info.query, cluster.now()), wanted)
  }
  const stored = await store(call, place, options, (current) => {
    if (!current) throw notFound(kind, info.name)
    return decisionFor(current, applied(call, current, config, options, by))
  })
  answerText(call, 200, represent(stored, kind, wanted, info.query, cluster.now()), wanted)
}

/** Throws for what is no configuration of this object. */
function configIn({ kind, info }: Call, bytes: Buffer, options: WriteOptions): JsonObject {
  if (options.fieldManager === '')
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [
      required('fieldManager', 'is required for apply patch'),
    ])
  let value: unknown
  try {
    value = parse(bytes.toString('utf8'), { version: '1.1', maxAliasCount: 100 })
  } catch (error) {
    throw badRequest(`error decoding YAML: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!isObject(value)) throw badRequest('error decoding YAML: an object is needed')
  const wanted = apiVersionOf(kind)
  if (value['apiVersion'] !== wanted || value['kind'] !== kind.kind)
    throw badRequest(
      `the API version or kind in the data (${wordOf(value['apiVersion'])}, ${wordOf(value['kind'])}) does not match the expected one (${wanted}, ${kind.kind})`,
    )
  const metadata = isObject(value['metadata']) ? value['metadata'] : {}
  if (metadata['managedFields'] !== undefined && metadata['managedFields'] !== null)
    throw badRequest('metadata.managedFields must be nil')
  const name = metadata['name']
  if (name !== undefined && name !== info.name)
    throw badRequest(
      `the name of the object (${wordOf(name)}) does not match the name on the URL (${info.name})`,
    )
  const namespace = metadata['namespace']
  if (kind.isNamespaced && namespace !== undefined && namespace !== info.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  checkTypes(kind, value)
  return {
    ...value,
    metadata: { ...metadata, name: info.name, ...(kind.isNamespaced && { namespace: info.namespace }) },
  }
}

function checkTypes(kind: Kind, config: JsonObject): void {
  const problem = typeProblem(config, typeOfKind(kind))
  if (problem === undefined) return
  const { namespace = '', name = '' } = isObject(config['metadata']) ? config['metadata'] : {}
  throw refusal(
    500,
    undefined,
    `failed to create typed patch object (${wordOf(namespace)}/${wordOf(name)}; ${kind.group}/${kind.version}, Kind=${kind.kind}): ${problem}`,
  )
}

async function applyNew(
  call: Call,
  config: JsonObject,
  options: WriteOptions,
  by: FieldWriter,
): Promise<ApiObject> {
  const { kind, info } = call
  if (isObject(config['metadata']) && config['metadata']['uid'])
    throw refusal(
      409,
      'Conflict',
      `Operation cannot be fulfilled on ${kind.plural} "${info.name}": uid mismatch: the provided object specified uid ${wordOf(config['metadata']['uid'])}, and no existing object was found`,
    )
  const mine = managed(fieldsOf(config, typeOfKind(kind)))
  const managedFields = entriesOf(withManager([], mine, kind, by))
  const body = typed(call, config, options)
  return createObject(call, body, options, {
    manager: by.manager,
    operation: 'Apply',
    managed: managedFields,
  })
}

function applied(
  call: Call,
  current: ApiObject,
  config: JsonObject,
  options: WriteOptions,
  by: FieldWriter,
): ApiObject {
  const { kind } = call
  const type = typeOfKind(kind)
  const version = isObject(config['metadata']) ? config['metadata']['resourceVersion'] : undefined
  if (version !== undefined && version !== current.metadata.resourceVersion)
    throw staleObject(kind, current.metadata.name)
  const live: JsonObject = { ...current, apiVersion: apiVersionOf(kind) }
  const before = managersOf(current)
  const mine = managed(fieldsOf(config, type))
  const after = withManager(before, mine, kind, by)
  const merged = mergeTyped(live, config, type)
  const rest = without(merged, lost(before, after, by), union(after), type)
  const result = isObject(rest) ? rest : live
  const { added, modified } = compare(withoutManagers(live), withoutManagers(result), type)
  const changed = managed(added.union(modified))
  if (!options.isForced) checkConflicts(before, changed, by)
  const managers = after.map((one) =>
    isOther(one, by) ? { ...one, fields: one.fields.minus(changed) } : one,
  )
  const body = typed(call, result, options)
  return changedObject(call, current, withResourceVersion(body, current), {
    manager: by.manager,
    operation: 'Apply',
    subresource: by.subresource,
    managed: entriesOf(managers),
  })
}

/** What this manager applied before and no longer does, and nobody else holds. */
function lost(before: Manager[], after: Manager[], by: FieldWriter): FieldSet {
  const mine = before.find((one) => !isOther(one, by))
  return mine ? mine.fields.minus(union(after)) : new FieldSet()
}

function union(managers: Manager[]): FieldSet {
  return managers.reduce((sum, { fields }) => sum.union(fields), new FieldSet())
}

function isOther({ entry }: Manager, by: FieldWriter): boolean {
  return (
    entry.manager !== by.manager ||
    entry.operation !== 'Apply' ||
    (entry.subresource ?? '') !== (by.subresource ?? '')
  )
}

/** Throws 409 with every field that somebody else set to something else. */
function checkConflicts(managers: Manager[], changed: FieldSet, by: FieldWriter): void {
  const conflicts = managers
    .filter((one) => isOther(one, by))
    .flatMap(({ entry, fields }) =>
      [...fields.and(changed).members()].map((path) => ({
        manager: managerText(entry),
        field: pathText(path),
      })),
    )
  const [first] = conflicts
  if (!first) return
  const causes = conflicts.map(({ manager, field }) => ({
    reason: 'FieldManagerConflict',
    message: `conflict with ${manager}`,
    field,
  }))
  const names = [...new Set(conflicts.map(({ manager }) => manager))].sort()
  const lines = names.flatMap((name) => [
    `conflicts with ${name}:`,
    ...conflicts.filter(({ manager }) => manager === name).map(({ field }) => `- ${field}`),
  ])
  const message =
    conflicts.length === 1
      ? `Apply failed with 1 conflict: conflict with ${first.manager}: ${first.field}`
      : `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`
  throw refusal(409, 'Conflict', message, { causes })
}

function managerText({ manager, operation, apiVersion, subresource }: Manager['entry']): string {
  const name =
    JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '')
  return operation === 'Update' ? `${name} using ${apiVersion}` : name
}

function withoutManagers(value: JsonObject): Json {
  const metadata = isObject(value['metadata']) ? { ...value['metadata'], managedFields: undefined } : {}
  return { ...value, metadata }
}

function withResourceVersion(body: ApiObject, { metadata }: ApiObject): ApiObject {
  return { ...body, metadata: { ...body.metadata, resourceVersion: metadata.resourceVersion } }
}
