/** Reading JSON that nobody has checked: a Function holds whatever its client wrote. */

/** An object with any fields. */
export type Fields = Record<string, unknown>

export function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A field that should be text; numbers are taken for the text they are, everything else for nothing. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'number' ? String(value) : ''
}

/** What Go writes for "not set". */
export function isUnset(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true
  return Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.keys(value).length === 0
}

/** The same without nulls, at any depth: Go clients write them for what they have nothing to say about. */
export function withoutNulls<T>(value: T): T {
  return stripped(value) as T
}

/** A map of texts; everything else in it is left out. */
export function textsOf(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}

function stripped(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => item !== null).map(stripped)
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null)
      .map(([key, inner]) => [key, stripped(inner)]),
  )
}
