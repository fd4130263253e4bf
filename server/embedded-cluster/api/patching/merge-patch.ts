/** JSON merge patch (RFC 7396). */
import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'

export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch
  const result: JsonObject = isObject(target) ? { ...target } : {}
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) delete result[name]
    else if (value !== undefined) result[name] = mergePatch(result[name], value)
  }
  return result
}
