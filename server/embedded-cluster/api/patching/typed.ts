/** Objects seen with the types of their fields: telling two apart, merging one into another, taking fields out. */
import type { Json, JsonObject } from '../json.ts'
import { isEqual, isObject } from '../json.ts'
import type { FieldType, ListType } from '../schema/types.ts'
import { FieldSet } from './field-set.ts'
import type { Step } from './field-set.ts'

export interface Differences {
  added: FieldSet
  removed: FieldSet
  modified: FieldSet
}

/** What has to be done to `before` to get `after`. */
export function compare(before: Json | undefined, after: Json | undefined, type: FieldType): Differences {
  const found = { added: new FieldSet(), removed: new FieldSet(), modified: new FieldSet() }
  differ(before, after, type, [], found)
  return found
}

function differ(
  a: Json | undefined,
  b: Json | undefined,
  type: FieldType,
  path: Step[],
  found: Differences,
): void {
  if (a === undefined && b === undefined) return
  const stepsA = partsOf(a, type)
  const stepsB = partsOf(b, type)
  const isSplit = (stepsA && stepsA.size > 0) || (stepsB && stepsB.size > 0)
  if (!isSplit) {
    if (a === undefined) found.added.insert(path)
    else if (b === undefined) found.removed.insert(path)
    else if (!isEqual(a, b)) found.modified.insert(path)
    return
  }
  for (const step of new Set([...(stepsA?.keys() ?? []), ...(stepsB?.keys() ?? [])]))
    differ(stepsA?.get(step), stepsB?.get(step), typeBelow(type, step), [...path, step], found)
  if (a === undefined) found.added.insert(path)
  else if (b === undefined) found.removed.insert(path)
}

/** The fields an applied configuration speaks of. */
export function fieldsOf(value: Json, type: FieldType): FieldSet {
  const set = new FieldSet()
  mention(value, type, [], set)
  return set
}

function mention(value: Json, type: FieldType, path: Step[], set: FieldSet): void {
  const parts = partsOf(value, type)
  if (!parts || parts.size === 0) {
    if (path.length > 0) set.insert(path)
    return
  }
  for (const [step, item] of parts) {
    const isDeclared = type.is === 'struct' && type.fields.has(step.slice(2))
    const below = typeBelow(type, step)
    mention(item, below, [...path, step], set)
    if (!isDeclared) set.insert([...path, step])
  }
}

/** `config` laid over `live`: objects and keyed lists are merged, everything else replaced. */
export function mergeTyped(live: Json | undefined, config: Json, type: FieldType): Json {
  if (config === null) return null
  const own = partsOf(config, type)
  if (!own || live === undefined || live === null) return config
  if (Array.isArray(config)) return mergeLists(Array.isArray(live) ? live : [], config, type)
  if (!isObject(config)) return config
  const result: JsonObject = isObject(live) ? { ...live } : {}
  for (const [name, value] of Object.entries(config)) {
    const below = typeBelow(type, `f:${name}`)
    if (value === null) clear(result, name, below)
    else if (value !== undefined) result[name] = mergeTyped(result[name], value, below)
  }
  return result
}

/** A null takes away a value; of what is made of parts it says nothing. */
function clear(object: JsonObject, name: string, type: FieldType): void {
  const isWhole =
    type.is === 'scalar' || type.is === 'any' || (type.is === 'list' && !type.keys && !type.isSet)
  if (isWhole) delete object[name]
}

/** Items both have stay where `live` has them; new ones come behind. */
function mergeLists(live: Json[], config: Json[], type: FieldType): Json[] {
  if (type.is !== 'list') return config
  const own = new Map(config.map((item) => [stepOf(item, type), item]))
  const merged = live.map((item) => {
    const step = stepOf(item, type)
    const mine = own.get(step)
    own.delete(step)
    return mine === undefined ? item : mergeTyped(item, mine, type.of)
  })
  return [...merged, ...own.values()]
}

/** The value without the fields in `gone`, but with whatever of them `kept` holds; what becomes empty by it goes too. */
export function without(
  value: Json,
  gone: FieldSet,
  kept: FieldSet | undefined,
  type: FieldType,
): Json | undefined {
  const isHeld = kept !== undefined && !kept.isEmpty
  if (gone.isMember && !isHeld) return undefined
  if (gone.children.size === 0) return value
  const below = (step: Step, item: Json) => {
    const fields = gone.children.get(step)
    return fields ? without(item, fields, kept?.children.get(step), typeBelow(type, step)) : item
  }
  if (Array.isArray(value) && type.is === 'list') {
    const items = value.flatMap((item) => {
      const rest = below(stepOf(item, type), item)
      return rest === undefined ? [] : [rest]
    })
    return items.length === 0 && value.length > 0 && !isHeld ? undefined : items
  }
  if (!isObject(value)) return value
  const result: JsonObject = {}
  for (const [name, item] of Object.entries(value)) {
    const rest = item === undefined ? undefined : below(`f:${name}`, item)
    if (rest !== undefined) result[name] = rest
  }
  const isEmptied = Object.keys(result).length === 0 && Object.keys(value).length > 0
  return isEmptied && !isHeld ? undefined : result
}

/** The parts a value consists of, by step; undefined when it is one piece. */
function partsOf(value: Json | undefined, type: FieldType): Map<Step, Json> | undefined {
  if (isObject(value)) {
    if (type.is === 'scalar' || type.is === 'list') return undefined
    if ((type.is === 'struct' || type.is === 'map') && type.isAtomic) return undefined
    return new Map(
      Object.entries(value).flatMap(([name, item]): [Step, Json][] =>
        item === undefined ? [] : [[`f:${name}`, item]],
      ),
    )
  }
  if (Array.isArray(value) && type.is === 'list' && (type.keys || type.isSet)) return itemsByStep(value, type)
  return undefined
}

export function typeBelow(type: FieldType, step: Step): FieldType {
  const any: FieldType = { is: 'any' }
  if (type.is === 'struct') return type.fields.get(step.slice(2))?.type ?? any
  if (type.is === 'map') return type.of
  return type.is === 'list' ? type.of : any
}

/** What stands in for a key field that is not given. */
const keyDefaults: Record<string, Json> = { protocol: 'TCP' }

/** Items that cannot be told apart are one piece. */
function itemsByStep(items: Json[], type: ListType): Map<Step, Json> {
  const found = new Map<Step, Json[]>()
  for (const item of items) found.set(stepOf(item, type), [...(found.get(stepOf(item, type)) ?? []), item])
  return new Map([...found].map(([step, same]) => [step, same.length === 1 ? (same[0] ?? null) : same]))
}

/** How an item is told from the others of its list. */
export function stepOf(item: Json, type: ListType): Step {
  if (type.isSet || !type.keys) return `v:${JSON.stringify(item)}`
  const keys: JsonObject = {}
  for (const name of [...type.keys].sort())
    keys[name] = (isObject(item) ? item[name] : undefined) ?? keyDefaults[name] ?? null
  return `k:${JSON.stringify(keys)}`
}
