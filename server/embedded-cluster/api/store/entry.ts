/** An object in the store with its JSON text, which is made once and shared by every answer and watch. */
import type { ApiObject } from '../json.ts'
import { sorted } from '../json.ts'

/** Immutable: a change makes a new entry. */
export interface Entry {
  readonly collection: string
  /** `<namespace or empty>/<name>`; entries are listed in the order of this. */
  readonly key: string
  readonly object: ApiObject
  readonly version: number
}

const texts = new WeakMap<ApiObject, string>()
const itemTexts = new WeakMap<ApiObject, string>()

/** The object's JSON: custom resources with sorted properties, built-in kinds with `kind` first, as a real server writes them. */
export function textOf(object: ApiObject, isCustom: boolean): string {
  return cached(texts, object, () => {
    if (isCustom) return JSON.stringify(sorted(object))
    const item = itemTextOf(object, false)
    const head = `{"kind":${JSON.stringify(object.kind)},"apiVersion":${JSON.stringify(object.apiVersion)}`
    return item === '{}' ? `${head}}` : `${head},${item.slice(1)}`
  })
}

/** The same as an item of a list, where built-in kinds leave out what they are. */
export function itemTextOf(object: ApiObject, isCustom: boolean): string {
  if (isCustom) return textOf(object, true)
  return cached(itemTexts, object, () =>
    JSON.stringify({ ...object, kind: undefined, apiVersion: undefined }),
  )
}

function cached(cache: WeakMap<ApiObject, string>, object: ApiObject, make: () => string): string {
  const known = cache.get(object)
  if (known !== undefined) return known
  const text = make()
  cache.set(object, text)
  return text
}
