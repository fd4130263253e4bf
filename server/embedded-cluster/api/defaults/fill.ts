/** How defaults are written down: only where nothing stands. */
import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'

/** The object with `defaults` where it has nothing. */
export function fill(object: JsonObject, defaults: JsonObject): JsonObject {
  const result = { ...object }
  for (const [name, value] of Object.entries(defaults)) if (result[name] === undefined) result[name] = value
  return result
}

/** The object with one field changed, if the field is an object. */
export function within(
  object: JsonObject,
  name: string,
  change: (value: JsonObject) => JsonObject,
): JsonObject {
  const value = object[name]
  return isObject(value) ? { ...object, [name]: change(value) } : object
}

/** The object with every item of a list changed. */
export function each(object: JsonObject, name: string, change: (item: JsonObject) => JsonObject): JsonObject {
  const list = object[name]
  if (!Array.isArray(list)) return object
  return { ...object, [name]: list.map((item): Json => (isObject(item) ? change(item) : item)) }
}
