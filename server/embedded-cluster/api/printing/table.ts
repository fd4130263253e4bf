/** Objects as rows of a table, as `kubectl get` prints them. */
import type { ApiObject, Json, JsonObject } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { customPrinter } from './custom-columns.ts'
import { printers } from './printers.ts'
import type { Column, Printer } from './printer.ts'
import { ageOf } from './printer.ts'

export interface TableOptions {
  /** How much of each object comes with its row: `None`, `Metadata` or `Object`. */
  include: string
  now: Date
}

/** A `Table`; properties may be replaced by the caller. */
export function tableOf(
  kind: Kind,
  objects: ApiObject[],
  metadata: JsonObject,
  { include, now }: TableOptions,
): JsonObject {
  const printer = printerOf(kind)
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: columnsOf(kind),
    rows: objects.map((object) => ({
      cells: printer.cells(object, now),
      ...(printer.conditions?.(object) ?? {}),
      ...(include !== 'None' && { object: included(object, include) }),
    })),
  }
}

/** What the columns are called and hold. */
export function columnsOf(kind: Kind): Json[] {
  return printerOf(kind).columns.map(
    ({ name, type = 'string', format = '', description = '', priority = 0 }) => ({
      name,
      type,
      format,
      description,
      priority,
    }),
  )
}

function included(object: ApiObject, include: string): JsonObject {
  if (include === 'Object') return object
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata }
}

function printerOf(kind: Kind): Printer {
  if (kind.custom) return customPrinter(kind.custom)
  return printers[kind.kind] ?? plainPrinter
}

const plainColumns: Column[] = [
  { name: 'Name', format: 'name', description: 'Name, unique within the namespace.' },
  { name: 'Created At', type: 'date', description: 'When it was created.' },
]

const plainPrinter: Printer = {
  columns: plainColumns,
  cells: (object, now) => [object.metadata.name, ageOf(object.metadata.creationTimestamp, now)],
}
