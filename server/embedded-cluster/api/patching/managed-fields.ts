/** `metadata.managedFields`: who set which fields, kept up with every write. */
import type { ApiObject, Json, ManagedFields } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { apiVersionOf } from '../kinds/kind.ts'
import { decodeStruct } from '../schema/decode-struct.ts'
import { typeOfKind } from '../schema/types-of-kind.ts'
import type { FieldSet } from './field-set.ts'
import { fieldSetFrom, setOf } from './field-set.ts'
import { compare } from './typed.ts'

/** Who writes. */
export interface FieldWriter {
  manager: string
  operation: 'Apply' | 'Update'
  subresource?: string
  time: string
}

/** One manager with its fields. */
export interface Manager {
  entry: ManagedFields
  fields: FieldSet
}

/** Fields nobody manages. */
const unmanaged = setOf([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => ['f:metadata', `f:${name}`]),
])

/** The object with `managedFields` as they are after this update. */
export function withManagedFields(
  kind: Kind,
  old: ApiObject | undefined,
  object: ApiObject,
  by: FieldWriter,
): ApiObject {
  const given = object.metadata.managedFields
  const isReset = given?.length === 1 && Object.keys(given[0] ?? {}).length === 0
  const known = isReset ? [] : managersOf(by.subresource || !given?.length ? old : object)
  const { added, removed, modified } = compare(plain(old) ?? emptyOf(kind), plain(object), typeOfKind(kind))
  const mine = managed(added.union(modified))
  const others = known.map((one) => ({ ...one, fields: one.fields.minus(mine).minus(removed) }))
  const result = withManager(others, mine, kind, by)
  const entries = entriesOf(result)
  return {
    ...object,
    metadata: { ...object.metadata, managedFields: entries.length > 0 ? entries : undefined },
  }
}

export function managersOf(object: ApiObject | undefined): Manager[] {
  return (object?.metadata.managedFields ?? []).map((entry) => ({
    entry,
    fields: fieldSetFrom(entry.fieldsV1 ?? {}),
  }))
}

/** Without what nobody manages. */
export function managed(fields: FieldSet): FieldSet {
  return fields.minus(unmanaged)
}

/** The managers with one's fields added to what it has, or, for an apply, put in the place of it. */
export function withManager(managers: Manager[], fields: FieldSet, kind: Kind, by: FieldWriter): Manager[] {
  const isMine = ({ entry }: Manager) =>
    entry.manager === by.manager &&
    entry.operation === by.operation &&
    (entry.subresource ?? '') === (by.subresource ?? '') &&
    (by.operation === 'Apply' || entry.apiVersion === apiVersionOf(kind))
  if (fields.isEmpty) return managers.filter((one) => by.operation !== 'Apply' || !isMine(one))
  const before = managers.find(isMine)
  const all = before && by.operation === 'Update' ? before.fields.union(fields) : fields
  const isSame = by.operation === 'Apply' && before !== undefined && before.fields.equals(fields)
  const entry: ManagedFields = {
    manager: by.manager,
    operation: by.operation,
    apiVersion: apiVersionOf(kind),
    time: isSame ? before.entry.time : by.time,
    fieldsType: 'FieldsV1',
    ...(by.subresource && { subresource: by.subresource }),
  }
  return [...managers.filter((one) => !isMine(one)), { entry, fields: all }]
}

/** As they stand in the object: applies first, then by time and name. */
export function entriesOf(managers: Manager[]): ManagedFields[] {
  return managers
    .filter(({ fields }) => !fields.isEmpty)
    .map(({ entry, fields }) => entryWith(entry, fields))
    .sort(
      (a, b) =>
        text(a.operation, b.operation) || text(a.time ?? '', b.time ?? '') || text(a.manager, b.manager),
    )
}

function entryWith(
  { manager, operation, apiVersion, time, subresource }: ManagedFields,
  fields: FieldSet,
): ManagedFields {
  return {
    manager,
    operation,
    apiVersion,
    ...(time && { time }),
    fieldsType: 'FieldsV1',
    fieldsV1: fields.toJson(),
    ...(subresource && { subresource }),
  }
}

const empties = new WeakMap<Kind, Json>()

/** A new object of the kind, as Go makes one: with the structs that are part of it. */
function emptyOf(kind: Kind): Json {
  const made = empties.get(kind) ?? (kind.custom ? {} : decodeStruct(kind, {}, { unknown: [] }))
  empties.set(kind, made)
  return made
}

function plain(object: ApiObject | undefined): Json | undefined {
  if (!object) return undefined
  return { ...object, metadata: { ...object.metadata, managedFields: undefined } }
}

function text(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
