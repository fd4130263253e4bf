/** Strategic merge patch: a merge patch that knows which lists are maps or sets, as kubectl sends it for built-in kinds. */
import type { Json, JsonObject } from '../json.ts'
import { isEqual, isObject } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { typeOfKind } from '../schema/types-of-kind.ts'
import type { FieldType, ListType } from '../schema/types.ts'
import { badRequest } from '../status.ts'
import { typeBelow } from './typed.ts'

const orderPrefix = '$setElementOrder/'
const deletePrefix = '$deleteFromPrimitiveList/'

export function strategicPatch(kind: Kind, target: Json, patch: Json): Json {
  if (!isObject(patch))
    throw badRequest(
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    )
  return patchObject(isObject(target) ? target : {}, patch, typeOfKind(kind)) ?? {}
}

/** Undefined when the patch says that it goes. */
function patchObject(target: JsonObject, patch: JsonObject, type: FieldType): JsonObject | undefined {
  const directive = patch['$patch']
  if (directive === 'delete') return undefined
  const { $patch: _, $retainKeys: retained, ...fields } = patch
  if (directive === 'replace') return withoutDirectives(fields)
  if (directive !== undefined && directive !== 'merge')
    throw badRequest(`Unknown patch type found: ${JSON.stringify(directive)}`)
  const result: JsonObject = {}
  for (const [name, value] of Object.entries(target))
    if (!Array.isArray(retained) || retained.includes(name)) result[name] = value
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || name.startsWith(orderPrefix)) continue
    if (name.startsWith(deletePrefix)) {
      removeItems(result, name.slice(deletePrefix.length), value)
      continue
    }
    const next = patchField(
      result[name],
      value,
      typeBelow(type, `f:${name}`),
      fields[`${orderPrefix}${name}`],
    )
    if (next === undefined) delete result[name]
    else result[name] = next
  }
  for (const [name, order] of Object.entries(fields)) {
    const list = name.slice(orderPrefix.length)
    if (!name.startsWith(orderPrefix) || fields[list] !== undefined) continue
    const items = result[list]
    if (Array.isArray(items)) result[list] = inOrder(items, order, typeBelow(type, `f:${list}`))
  }
  return result
}

function patchField(
  target: Json | undefined,
  patch: Json,
  type: FieldType,
  order: Json | undefined,
): Json | undefined {
  if (patch === null) return undefined
  if (isObject(patch)) return patchObject(isObject(target) ? target : {}, patch, type)
  if (!Array.isArray(patch) || type.is !== 'list') return patch
  const live = Array.isArray(target) ? target : []
  if (type.mergeKey !== undefined) return inOrder(patchList(live, patch, type, type.mergeKey), order, type)
  if (type.isSet)
    return inOrder([...live, ...patch.filter((item) => !live.some((one) => isEqual(one, item)))], order, type)
  return patch
}

/** Items are found by their merge key. */
function patchList(live: Json[], patch: Json[], type: ListType, key: string): Json[] {
  const replaces = patch.some((item) => isObject(item) && item['$patch'] === 'replace')
  let result = replaces ? [] : [...live]
  for (const item of patch) {
    if (!isObject(item)) throw badRequest(`cannot patch a list of ${key}s with something that is no object`)
    if (item['$patch'] === 'replace' && Object.keys(item).length === 1) continue
    const id = item[key]
    if (id === undefined)
      throw badRequest(`map: ${JSON.stringify(item)} does not contain declared merge key: ${key}`)
    const index = result.findIndex((one) => isObject(one) && isEqual(one[key], id))
    const known = result[index]
    const next = patchObject(isObject(known) ? known : {}, item, type.of)
    if (next === undefined) result = result.filter((_, at) => at !== index)
    else if (index < 0) result.push(next)
    else result[index] = next
  }
  return result
}

/** The items a patch puts in order stand so; the others keep their places among them. */
function inOrder(items: Json[], order: Json | undefined, type: FieldType): Json[] {
  if (!Array.isArray(order) || type.is !== 'list') return items
  const key = type.mergeKey
  const idOf = (item: Json): Json | undefined => (key !== undefined && isObject(item) ? item[key] : item)
  const rank = (item: Json) => order.findIndex((one) => isEqual(idOf(one), idOf(item)))
  const ranked = items.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b))
  return items.map((item) => (rank(item) >= 0 ? (ranked.shift() ?? item) : item))
}

function removeItems(object: JsonObject, name: string, gone: Json): void {
  const list = object[name]
  if (Array.isArray(list) && Array.isArray(gone))
    object[name] = list.filter((item) => !gone.some((one) => isEqual(one, item)))
}

function withoutDirectives(fields: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !name.startsWith('$')))
}
