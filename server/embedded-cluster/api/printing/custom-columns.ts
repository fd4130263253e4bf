/** Rows of custom resources: the columns their definition names, read by JSON path. */
import type { Json } from '../json.ts'
import type { CustomKind } from '../kinds/kind.ts'
import { readPath } from './json-path.ts'
import type { Printer } from './printer.ts'
import { ageColumn, ageOf, nameColumn } from './printer.ts'

export function customPrinter({ printerColumns }: CustomKind): Printer {
  if (printerColumns.length === 0)
    return {
      columns: [nameColumn, { ...ageColumn, type: 'date' }],
      cells: (object, now) => [object.metadata.name, ageOf(object.metadata.creationTimestamp, now)],
    }
  return {
    columns: [
      nameColumn,
      ...printerColumns.map(({ name, type, format, description, priority }) => ({
        name,
        type,
        format,
        description,
        priority,
      })),
    ],
    cells: (object, now) => [
      object.metadata.name,
      ...printerColumns.map(({ type, jsonPath }) => cellOf(readPath(object, jsonPath), type, now)),
    ],
  }
}

/** A value in the form its column promises; null when it is not of that type. */
function cellOf(found: Json[], type: string, now: Date): Json {
  const [value] = found
  if (value === undefined || value === null) return null
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null
    case 'number':
      return typeof value === 'number' ? value : null
    case 'boolean':
      return typeof value === 'boolean' ? value : null
    case 'date':
      return ageOf(value, now)
    default:
      return found.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join(' ')
  }
}
