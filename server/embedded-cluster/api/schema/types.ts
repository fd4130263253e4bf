/** The types fields of built-in kinds can have: as much as decoding, patching, applying and explaining need. */

/** A type of a field. */
export type FieldType = ScalarType | AnyType | ListType | MapType | StructType

export interface ScalarType {
  is: 'scalar'
  /** As Go calls it: `string`, `int32`, `bool`, `Quantity`, `Time`… */
  go: string
}

/** Whatever JSON. */
export interface AnyType {
  is: 'any'
}

export interface ListType {
  is: 'list'
  of: FieldType
  /** Fields that tell items apart; a list without is replaced as a whole by an apply. */
  keys?: string[]
  /** The field a strategic merge patch tells items apart by. */
  mergeKey?: string
  /** Of scalars, each at most once. */
  isSet?: boolean
}

export interface MapType {
  is: 'map'
  of: FieldType
  isAtomic: boolean
}

/** An object with named fields. */
export interface StructType {
  is: 'struct'
  name: string
  fields: Map<string, Field>
  /** Replaced as a whole by an apply. */
  isAtomic: boolean
  /** Has no other fields than these. */
  isClosed: boolean
}

export interface Field {
  name: string
  type: FieldType
  /** Its number in protobuf, behind those of the messages it is inlined from. */
  numbers: number[]
  /** Written even when nobody set it: Go's zero value stands there. */
  isAlwaysWritten: boolean
  /** A struct that is part of its parent, so always written. */
  isValue: boolean
  /** Left out when it is empty, zero or false. */
  dropsZero: boolean
}
