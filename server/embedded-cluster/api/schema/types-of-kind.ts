/** The type of a whole object: from the table for built-in kinds, from the definition's schema for custom ones. */
import type { Json } from '../json.ts'
import { isObject, listAt, objectAt, textAt, valueAt } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { structOf, structs } from './structs.ts'
import type { Field, FieldType, StructType } from './types.ts'

const known = new WeakMap<Kind, StructType>()

export function typeOfKind(kind: Kind): StructType {
  const made = known.get(kind) ?? make(kind)
  known.set(kind, made)
  return made
}

function make(kind: Kind): StructType {
  const own = kind.custom ? customType(kind.custom.schema) : structs[kind.kind]
  const fields = new Map(own?.fields)
  for (const name of ['apiVersion', 'kind']) fields.set(name, field(name, { is: 'scalar', go: 'string' }))
  fields.set('metadata', field('metadata', structOf('ObjectMeta')))
  return { is: 'struct', name: kind.kind, fields, isAtomic: false, isClosed: own?.isClosed ?? false }
}

function customType(schema: Json): StructType {
  const fields = new Map<string, Field>()
  for (const [name, one] of Object.entries(objectAt(schema, 'properties')))
    if (one !== undefined) fields.set(name, field(name, typeOfSchema(one)))
  const isOpen = valueAt(schema, 'x-kubernetes-preserve-unknown-fields') === true
  return { is: 'struct', name: '', fields, isAtomic: false, isClosed: !isOpen }
}

/** Where a schema says nothing, the value itself decides. */
function typeOfSchema(schema: Json): FieldType {
  const type = textAt(schema, 'type')
  if (type === 'array') {
    const of = typeOfSchema(valueAt(schema, 'items') ?? {})
    const keys = listAt(schema, 'x-kubernetes-list-map-keys').filter((key) => typeof key === 'string')
    const listType = textAt(schema, 'x-kubernetes-list-type')
    if (listType === 'map' && keys.length > 0) return { is: 'list', of, keys }
    return listType === 'set' ? { is: 'list', of, isSet: true } : { is: 'list', of }
  }
  if (type !== 'object') return type === undefined ? { is: 'any' } : { is: 'scalar', go: type }
  const isAtomic = textAt(schema, 'x-kubernetes-map-type') === 'atomic'
  const additional = valueAt(schema, 'additionalProperties')
  if (isObject(additional)) return { is: 'map', of: typeOfSchema(additional), isAtomic }
  if (Object.keys(objectAt(schema, 'properties')).length === 0 && !isAtomic) return { is: 'any' }
  return { ...customType(schema), isAtomic }
}

function field(name: string, type: FieldType): Field {
  return { name, type, numbers: [], isAlwaysWritten: false, isValue: false, dropsZero: false }
}
