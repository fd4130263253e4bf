/** JSON as values: what objects of the API are made of, and the few questions everybody asks of it. */

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | JsonObject

/** A JSON object; a property that is `undefined` is not there. */
export interface JsonObject {
  [name: string]: Json | undefined
}

/** `metadata` as the API server itself reads and writes it. */
export interface Meta extends JsonObject {
  name: string
  generateName?: string
  namespace?: string
  uid?: string
  resourceVersion?: string
  generation?: number
  creationTimestamp?: string | null
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
  managedFields?: ManagedFields[]
  /** Of old servers; dropped. */
  selfLink?: string
}

/** One of `metadata.ownerReferences`. */
export interface OwnerReference extends JsonObject {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

/** One of `metadata.managedFields`: who set which fields. */
export interface ManagedFields extends JsonObject {
  manager: string
  operation: 'Apply' | 'Update'
  apiVersion: string
  time?: string
  fieldsType?: string
  fieldsV1?: JsonObject
  subresource?: string
}

/** An object as it is stored and answered. Never changed in place once it is in the store. */
export interface ApiObject extends JsonObject {
  apiVersion: string
  kind: string
  metadata: Meta
}

/** Whether it is an object, and neither a list nor null. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** What is found by following `path` through objects and lists; undefined when the way ends early. */
export function valueAt(value: Json | undefined, ...path: (string | number)[]): Json | undefined {
  let here: Json | undefined = value
  for (const step of path) {
    if (Array.isArray(here) && typeof step === 'number') here = here[step]
    else if (isObject(here) && typeof step === 'string' && Object.hasOwn(here, step)) here = here[step]
    else return undefined
  }
  return here
}

/** The string there, else undefined. */
export function textAt(value: Json | undefined, ...path: (string | number)[]): string | undefined {
  const found = valueAt(value, ...path)
  return typeof found === 'string' ? found : undefined
}

/** The number there, else undefined. */
export function numberAt(value: Json | undefined, ...path: (string | number)[]): number | undefined {
  const found = valueAt(value, ...path)
  return typeof found === 'number' ? found : undefined
}

/** The list there, else an empty one. */
export function listAt(value: Json | undefined, ...path: (string | number)[]): Json[] {
  const found = valueAt(value, ...path)
  return Array.isArray(found) ? found : []
}

/** The object there, else an empty one. */
export function objectAt(value: Json | undefined, ...path: (string | number)[]): JsonObject {
  const found = valueAt(value, ...path)
  return isObject(found) ? found : {}
}

/** Whether both say the same, whatever the order of properties. */
export function isEqual(a: Json | undefined, b: Json | undefined): boolean {
  if (a === b) return true
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => isEqual(item, b[i]))
  if (!isObject(a) || !isObject(b)) return false
  const names = namesOf(a)
  return names.length === namesOf(b).length && names.every((name) => isEqual(a[name], b[name]))
}

/** The same with properties in alphabetical order at every depth, as Go writes maps. */
export function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted)
  if (!isObject(value)) return value
  const result: JsonObject = {}
  for (const name of namesOf(value).sort()) result[name] = sorted(value[name] ?? null)
  return result
}

/** A copy that shares nothing. */
export function copy<T extends Json>(value: T): T {
  return structuredClone(value)
}

function namesOf(object: JsonObject): string[] {
  return Object.keys(object).filter((name) => object[name] !== undefined)
}

/** A value within a sentence: text as it is, anything else as JSON. */
export function wordOf(value: Json | undefined): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
