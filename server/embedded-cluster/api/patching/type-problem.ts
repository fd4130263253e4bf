/** What keeps an applied configuration from being understood: fields that do not exist, lists that name an item twice. */
import type { Json } from '../json.ts'
import { isObject } from '../json.ts'
import type { FieldType } from '../schema/types.ts'
import { pathText } from './field-set.ts'
import { stepOf } from './typed.ts'

/** The first fault, with its path; undefined when there is none. */
export function typeProblem(value: Json, type: FieldType, path: string[] = []): string | undefined {
  if (value === null || type.is === 'any' || type.is === 'scalar') return undefined
  if (type.is === 'list')
    return Array.isArray(value) ? listProblem(value, type, path) : expected('list', value, path)
  if (!isObject(value)) return expected('map', value, path)
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue
    const at = [...path, `f:${name}`]
    // A custom resource's root keeps what it does not know.
    const field = type.is === 'struct' ? type.fields.get(name) : undefined
    if (type.is === 'struct' && !field) {
      if (!type.isClosed) continue
      return `${pathText(at)}: field not declared in schema`
    }
    const problem = typeProblem(item, type.is === 'struct' ? (field?.type ?? { is: 'any' }) : type.of, at)
    if (problem !== undefined) return problem
  }
  return undefined
}

function listProblem(
  value: Json[],
  type: Extract<FieldType, { is: 'list' }>,
  path: string[],
): string | undefined {
  const seen = new Set<string>()
  for (const item of value) {
    const step = stepOf(item, type)
    const isTold = type.keys !== undefined || type.isSet === true
    if (isTold && seen.has(step)) return `${pathText(path)}: duplicate entries for key ${pathText([step])}`
    seen.add(step)
    const problem = typeProblem(item, type.of, isTold ? [...path, step] : path)
    if (problem !== undefined) return problem
  }
  return undefined
}

function expected(what: string, value: Json, path: string[]): string {
  return `${pathText(path)}: expected ${what}, got ${JSON.stringify(value)}`
}
