/** Structural schemas of CustomResourceDefinitions: dropping what they do not know, filling in what they default. */
import type { Json, JsonObject } from '../json.ts'
import { copy, isObject, objectAt, valueAt } from '../json.ts'

/** The value without fields the schema does not have; their paths are added to `dropped`. */
export function pruned(value: Json, schema: Json | undefined, dropped: string[], path = ''): Json {
  if (
    schema === undefined ||
    (valueAt(schema, 'x-kubernetes-preserve-unknown-fields') === true && !hasFields(schema))
  )
    return value
  if (Array.isArray(value)) {
    const items = valueAt(schema, 'items')
    return value.map((item, index) => pruned(item, items, dropped, `${path}[${index}]`))
  }
  if (!isObject(value)) return value
  // The root's type and metadata, and those of embedded objects, are everybody's.
  const isResource = path === '' || valueAt(schema, 'x-kubernetes-embedded-resource') === true
  const properties = objectAt(schema, 'properties')
  const additional = valueAt(schema, 'additionalProperties')
  const keepsUnknown = valueAt(schema, 'x-kubernetes-preserve-unknown-fields') === true
  const result: JsonObject = {}
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue
    const at = path === '' ? name : `${path}.${name}`
    const own = properties[name]
    if (isResource && ['apiVersion', 'kind', 'metadata'].includes(name)) result[name] = item
    else if (own !== undefined) result[name] = pruned(item, own, dropped, at)
    else if (isObject(additional)) result[name] = pruned(item, additional, dropped, at)
    else if (keepsUnknown || additional === true) result[name] = item
    else dropped.push(at)
  }
  return result
}

/** The value with defaults where nothing stands, or `null` where that is not allowed. */
export function withSchemaDefaults(value: Json, schema: Json | undefined): Json {
  if (schema === undefined) return value
  if (Array.isArray(value)) return value.map((item) => withSchemaDefaults(item, valueAt(schema, 'items')))
  if (!isObject(value)) return value
  const properties = objectAt(schema, 'properties')
  const additional = valueAt(schema, 'additionalProperties')
  const result: JsonObject = { ...value }
  for (const [name, own] of Object.entries(properties)) {
    if (own === undefined) continue
    const standard = valueAt(own, 'default')
    const isNull = result[name] === null && valueAt(own, 'nullable') !== true
    if (isNull && standard !== undefined) delete result[name]
    if (result[name] === undefined && standard !== undefined) result[name] = copy(standard)
    // A null that may not be, and has no default, is as good as nothing.
    if (isNull && standard === undefined) delete result[name]
    const item = result[name]
    if (item !== undefined) result[name] = withSchemaDefaults(item, own)
  }
  if (isObject(additional))
    for (const [name, item] of Object.entries(result))
      if (properties[name] === undefined && item !== undefined)
        result[name] = withSchemaDefaults(item, additional)
  return result
}

function hasFields(schema: Json): boolean {
  return Object.keys(objectAt(schema, 'properties')).length > 0
}
