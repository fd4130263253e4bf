/** Whether two answers say the same: everything must be equal but what no two servers share, such as uids and times. */
import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'

/** What differs, a line each. `exact` fields were put into the starting state and must come back as they were. */
export function differences(
  expected: Json | undefined,
  actual: Json | undefined,
  isIgnored: (path: string) => boolean,
  path = '',
): string[] {
  if (isIgnored(path)) return []
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length)
      return [
        `${path}: ${expected.length} items expected, ${actual.length} came: ${short(expected)} ≠ ${short(actual)}`,
      ]
    return expected.flatMap((item, index) => differences(item, actual[index], isIgnored, `${path}[${index}]`))
  }
  if (isObject(expected) && isObject(actual)) {
    const names = new Set([...Object.keys(expected), ...Object.keys(actual)])
    return [...names].flatMap((name) =>
      differences(expected[name], actual[name], isIgnored, path === '' ? name : `${path}.${name}`),
    )
  }
  if (expected === actual) return []
  const name =
    path
      .replace(/\[\d+\]$/, '')
      .split('.')
      .at(-1) ?? ''
  return isAlike(name, expected, actual)
    ? []
    : [`${path}: ${short(expected)} expected, ${short(actual)} came`]
}

const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
const time = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g
const versions = new Set(['resourceVersion'])

/** Values that stand for the same thing. */
function isAlike(name: string, expected: Json | undefined, actual: Json | undefined): boolean {
  if (typeof expected !== 'string' || typeof actual !== 'string') return false
  if (versions.has(name)) return /^\d+$/.test(expected) && /^\d+$/.test(actual)
  if (name === 'continue') return expected !== '' && actual !== ''
  return plain(expected) === plain(actual)
}

/** Text without what changes from run to run. */
export function plain(text: string): string {
  return text
    .replace(uuid, '<uid>')
    .replace(time, '<time>')
    .replace(/(resourceVersion\\*":\\*")\d+/g, '$1<version>')
    .replace(/(current: |too old resource version: \d+ \()\d+/g, '$1<version>')
}

function short(value: Json | undefined): string {
  const text = JSON.stringify(value) ?? 'nothing'
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}

/** Every object in a value that looks like one of the API, outermost first. */
export function objectsIn(value: Json | undefined): JsonObject[] {
  if (!isObject(value)) return []
  const { items, kind, metadata } = value
  if (Array.isArray(items)) return items.filter(isObject)
  return typeof kind === 'string' && isObject(metadata) && kind !== 'Status' ? [value] : []
}
