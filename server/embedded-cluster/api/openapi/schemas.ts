/** Schemas of kinds, in the form of OpenAPI 2 or 3. */
import type { Json, JsonObject } from '../json.ts'
import { isObject, objectAt } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { structOf } from '../schema/structs.ts'
import type { Field, FieldType, StructType } from '../schema/types.ts'

export type OpenApiVersion = 2 | 3

/** Everything the kinds consist of, by name. */
export function schemasOf(kinds: Kind[], version: OpenApiVersion): JsonObject {
  const found: JsonObject = {}
  const add = (struct: StructType) => addStruct(struct, version, found)
  for (const kind of kinds) {
    const gvk = [{ group: kind.group, kind: kind.kind, version: kind.version }]
    const schema = kind.custom
      ? customSchema(kind, version, add)
      : kind.struct
        ? structSchema(kind.struct, version, add)
        : {}
    const properties: JsonObject = {
      apiVersion: { type: 'string', description: 'Version of the API the object is written in.' },
      kind: { type: 'string', description: 'What the object is.' },
      ...objectAt(schema, 'properties'),
    }
    const isFree = version === 2 && schema['x-kubernetes-preserve-unknown-fields'] === true
    found[schemaName(kind)] = {
      ...schema,
      ...(!isFree && { properties }),
      'x-kubernetes-group-version-kind': gvk,
    }
  }
  return found
}

/** What a kind's schema is called, e.g. `io.k8s.api.apps.v1.Deployment`. */
export function schemaName({ group, version, kind, custom }: Kind): string {
  if (custom) return `${group.split('.').reverse().join('.')}.${version}.${kind}`
  return `io.k8s.api.${group === '' ? 'core' : (group.split('.')[0] ?? '')}.${version}.${kind}`
}

/** Where a schema is referred to. */
export function refTo(name: string, version: OpenApiVersion): string {
  return version === 2 ? `#/definitions/${name}` : `#/components/schemas/${name}`
}

const metaNames = new Set([
  'ObjectMeta',
  'LabelSelector',
  'LabelSelectorRequirement',
  'ManagedFieldsEntry',
  'OwnerReference',
  'Condition',
])

function structName(name: string): string {
  return metaNames.has(name) ? `io.k8s.apimachinery.pkg.apis.meta.v1.${name}` : `io.k8s.api.core.v1.${name}`
}

function addStruct(struct: StructType, version: OpenApiVersion, found: JsonObject): void {
  const name = structName(struct.name)
  if (found[name] !== undefined) return
  found[name] = {} // Not twice, also when it contains itself.
  found[name] = structSchema(struct, version, (inner) => addStruct(inner, version, found))
}

function structSchema(
  struct: StructType,
  version: OpenApiVersion,
  add: (struct: StructType) => void,
): JsonObject {
  const properties: JsonObject = {}
  for (const field of struct.fields.values()) properties[field.name] = fieldSchema(field, version, add)
  return { type: 'object', properties, ...(struct.isAtomic && { 'x-kubernetes-map-type': 'atomic' }) }
}

function fieldSchema(
  { type }: Field,
  version: OpenApiVersion,
  add: (struct: StructType) => void,
): JsonObject {
  const schema = typeSchema(type, version, add)
  if (type.is !== 'list') return schema
  return {
    ...schema,
    ...(type.mergeKey !== undefined && {
      'x-kubernetes-patch-merge-key': type.mergeKey,
      'x-kubernetes-patch-strategy': 'merge',
    }),
    ...(type.isSet && { 'x-kubernetes-patch-strategy': 'merge' }),
    'x-kubernetes-list-type': type.keys ? 'map' : type.isSet ? 'set' : 'atomic',
    ...(type.keys && { 'x-kubernetes-list-map-keys': type.keys }),
  }
}

function typeSchema(type: FieldType, version: OpenApiVersion, add: (struct: StructType) => void): JsonObject {
  switch (type.is) {
    case 'struct': {
      add(type)
      const ref = { $ref: refTo(structName(type.name), version) }
      return version === 2 ? ref : { allOf: [ref], default: {} }
    }
    case 'list':
      return { type: 'array', items: typeSchema(type.of, version, add) }
    case 'map':
      return { type: 'object', additionalProperties: typeSchema(type.of, version, add) }
    case 'any':
      return { type: 'object' }
    case 'scalar':
      return scalarSchema(type.go, version)
  }
}

function scalarSchema(go: string, version: OpenApiVersion): JsonObject {
  switch (go) {
    case 'bool':
      return { type: 'boolean' }
    case 'int32':
    case 'int64':
      return { type: 'integer', format: go }
    case 'float64':
      return { type: 'number', format: 'double' }
    case 'IntOrString':
      return version === 2
        ? { type: 'string', format: 'int-or-string' }
        : { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' }
    case 'Quantity':
      return version === 2 ? { type: 'string' } : { oneOf: [{ type: 'string' }, { type: 'number' }] }
    case 'bytes':
      return { type: 'string', format: 'byte' }
    case 'Time':
    case 'MicroTime':
      return { type: 'string', format: 'date-time' }
    default:
      return { type: 'string' }
  }
}

/** The definition's own schema, with the metadata every object has. */
function customSchema(kind: Kind, version: OpenApiVersion, add: (struct: StructType) => void): JsonObject {
  const schema = isObject(kind.custom?.schema) ? kind.custom.schema : {}
  const meta = structOf('ObjectMeta')
  add(meta)
  const own = version === 2 ? plain(schema) : schema
  const base: JsonObject = isObject(own) ? own : {}
  // The old kubectl refuses fields it does not find here, so a kind that keeps everything must not be listed.
  const isFree = schema['x-kubernetes-preserve-unknown-fields'] === true
  if (version === 2 && isFree) return { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  const properties = {
    ...objectAt(base, 'properties'),
    metadata: { $ref: refTo(structName('ObjectMeta'), version) },
  }
  return { type: 'object', ...base, properties }
}

const notInVersion2 = new Set(['nullable', 'oneOf', 'anyOf', 'not', 'x-kubernetes-validations'])

/** Without what the second version does not know; fields that keep everything lose their own. */
function plain(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(plain)
  if (!isObject(schema)) return schema
  const isFree = schema['x-kubernetes-preserve-unknown-fields'] === true
  const result: JsonObject = {}
  for (const [name, value] of Object.entries(schema))
    if (
      value !== undefined &&
      !notInVersion2.has(name) &&
      !(isFree && (name === 'properties' || name === 'items'))
    )
      result[name] = plain(value)
  return result
}
