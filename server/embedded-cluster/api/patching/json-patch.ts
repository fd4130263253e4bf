/** JSON patch (RFC 6902). */
import type { Json } from '../json.ts'
import { copy, isEqual, isObject } from '../json.ts'
import { badRequest, refusal } from '../status.ts'

/** More operations than this are refused, as a real server does. */
const maxOperations = 10_000

/** The patched value; `target` stays as it is. Throws 422 when an operation does not fit. */
export function jsonPatch(target: Json, patch: Json): Json {
  if (!Array.isArray(patch))
    throw badRequest(
      'error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch',
    )
  if (patch.length > maxOperations)
    throw refusal(
      413,
      'RequestEntityTooLarge',
      `The allowed maximum operations in a JSON patch is ${maxOperations}, got ${patch.length}`,
    )
  return patch.reduce<Json>(apply, copy(target))
}

function apply(root: Json, operation: Json): Json {
  if (!isObject(operation)) throw rejected()
  const { op, path, from } = operation
  if (typeof path !== 'string') throw rejected()
  const value = operation['value']
  switch (op) {
    case 'add':
      return add(root, stepsOf(path), needed(value))
    case 'replace':
      return replace(root, stepsOf(path), needed(value))
    case 'remove':
      return remove(root, stepsOf(path))
    case 'test':
      if (!isEqual(find(root, stepsOf(path)) ?? null, value ?? null)) throw rejected()
      return root
    case 'copy':
    case 'move': {
      if (typeof from !== 'string') throw rejected()
      const found = find(root, stepsOf(from))
      if (found === undefined) throw rejected()
      const rest = op === 'move' ? remove(root, stepsOf(from)) : root
      return add(rest, stepsOf(path), copy(found))
    }
    default:
      throw rejected()
  }
}

function add(root: Json, steps: string[], value: Json): Json {
  if (steps.length === 0) return value
  const { parent, last } = parentOf(root, steps)
  if (Array.isArray(parent))
    parent.splice(last === '-' ? parent.length : indexIn(parent.length + 1, last), 0, value)
  else parent[last] = value
  return root
}

function replace(root: Json, steps: string[], value: Json): Json {
  if (steps.length === 0) return value
  const { parent, last } = parentOf(root, steps)
  if (Array.isArray(parent)) parent[indexIn(parent.length, last)] = value
  else if (Object.hasOwn(parent, last)) parent[last] = value
  else throw rejected()
  return root
}

function remove(root: Json, steps: string[]): Json {
  const { parent, last } = parentOf(root, steps)
  if (Array.isArray(parent)) parent.splice(indexIn(parent.length, last), 1)
  else if (Object.hasOwn(parent, last)) delete parent[last]
  else throw rejected()
  return root
}

function find(root: Json, steps: string[]): Json | undefined {
  let here: Json | undefined = root
  for (const step of steps) {
    if (Array.isArray(here)) here = here[indexIn(here.length, step)]
    else if (isObject(here) && Object.hasOwn(here, step)) here = here[step]
    else return undefined
  }
  return here
}

function parentOf(root: Json, steps: string[]) {
  const last = steps[steps.length - 1]
  const parent = find(root, steps.slice(0, -1))
  if (last === undefined || last === '__proto__' || (!Array.isArray(parent) && !isObject(parent)))
    throw rejected()
  return { parent, last }
}

function indexIn(length: number, step: string): number {
  const index = /^(0|[1-9]\d*|-1)$/.test(step) ? Number(step) : NaN
  const counted = index === -1 ? length - 1 : index
  if (!(counted >= 0 && counted < length)) throw rejected()
  return counted
}

function stepsOf(path: string): string[] {
  if (path === '') return []
  if (!path.startsWith('/')) throw rejected()
  return path
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}

function needed(value: Json | undefined): Json {
  if (value === undefined) throw rejected()
  return value
}

/** A real server says no more than this. */
function rejected() {
  return refusal(422, 'Invalid', 'the server rejected our request due to an error in our request', {})
}
