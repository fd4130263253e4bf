/**
 * The fields of the built-in kinds, read from `tables/`. A line is `Name: field type, field type, …`.
 *
 * - `Name@` is replaced as a whole by an apply.
 * - `field!` is written even when it is not set (Go without `omitempty`); any other empty text, zero or `false` is left out
 *   unless it is a pointer: `*int32`.
 * - A struct is always written, as `{}` when empty; `*Struct` only when it is set.
 * - `field=3` is number 3 in protobuf; `field=2.1` is number 1 of the message that is number 2.
 * - `[]Type(a,b)` is a list whose items are told apart by their fields `a` and `b`; `(=)` a set; `(a~)` only for strategic
 *   merge patches; any other list is replaced as a whole. `map string(@)` likewise.
 */
import { accessTable } from './tables/access.ts'
import { containersTable } from './tables/containers.ts'
import { coreTable } from './tables/core.ts'
import { definitionsTable } from './tables/definitions.ts'
import { metadataTable } from './tables/metadata.ts'
import { networkingTable } from './tables/networking.ts'
import { nodesTable } from './tables/nodes.ts'
import { podsTable } from './tables/pods.ts'
import { volumesTable } from './tables/volumes.ts'
import { workloadsTable } from './tables/workloads.ts'
import type { Field, FieldType, StructType } from './types.ts'

/** Scalars whose zero value says nothing. */
const zeroable = new Set(['string', 'bool', 'int32', 'int64', 'float64'])

/** By name, e.g. `Deployment`, `PodSpec`. */
export const structs: Readonly<Record<string, StructType>> = read(
  [
    metadataTable,
    coreTable,
    podsTable,
    containersTable,
    volumesTable,
    workloadsTable,
    networkingTable,
    nodesTable,
    accessTable,
    definitionsTable,
  ].join('\n'),
)

/** A struct that must be there. */
export function structOf(name: string): StructType {
  const found = structs[name]
  if (!found) throw new Error(`there is no table row for ${name}`)
  return found
}

function read(text: string): Record<string, StructType> {
  const found: Record<string, StructType> = {}
  const rows = [...text.matchAll(/^(\w+)(@?):([^:]*)$(?=\n\w|\n*$(?![\s\S]))/gm)]
  for (const [, name = '', atomic] of rows)
    found[name] = { is: 'struct', name, fields: new Map(), isAtomic: atomic === '@', isClosed: true }
  for (const [, name = '', , body = ''] of rows)
    for (const piece of body.split(/,(?![^(]*\))/)) {
      const field = fieldOf(piece.trim(), found)
      if (field) found[name]?.fields.set(field.name, field)
    }
  return found
}

function fieldOf(piece: string, known: Record<string, StructType>): Field | undefined {
  const parts = /^(\w+)(!?)(?:=([\d.]+))? (.+)$/.exec(piece)
  if (!parts) return undefined
  const [, name = '', bang, numbers, text = ''] = parts
  const isPointer = text.startsWith('*')
  const type = typeOf(isPointer ? text.slice(1) : text, known)
  return {
    name,
    type,
    numbers: numbers?.split('.').map(Number) ?? [],
    isAlwaysWritten: bang === '!',
    isValue: type.is === 'struct' && !isPointer,
    dropsZero: bang !== '!' && !isPointer && type.is === 'scalar' && zeroable.has(type.go),
  }
}

function typeOf(text: string, known: Record<string, StructType>): FieldType {
  const list = /^\[\](.+?)(?:\(([^)]*)\))?$/.exec(text)
  if (list) {
    const [, item = '', marks = ''] = list
    const isPatchOnly = marks.endsWith('~')
    const keys = marks === '' || marks === '=' ? undefined : marks.replace('~', '').split(',')
    return {
      is: 'list',
      of: typeOf(item, known),
      ...(keys && { mergeKey: keys[0] }),
      ...(keys && !isPatchOnly && { keys }),
      ...(marks === '=' && { isSet: true }),
    }
  }
  const map = /^map (.+?)(\(@\))?$/.exec(text)
  if (map) return { is: 'map', of: typeOf(map[1] ?? '', known), isAtomic: map[2] !== undefined }
  if (text === 'any') return { is: 'any' }
  return known[text] ?? { is: 'scalar', go: text }
}
