/** What the API server knows about a kind of object: a row, not code. */
import type { StructType } from '../schema/types.ts'
import type { Json } from '../json.ts'

/** A kind at one version. */
export interface Kind {
  group: string
  version: string
  /** As in the URL. */
  plural: string
  singular: string
  kind: string
  listKind: string
  isNamespaced: boolean
  shortNames: string[]
  categories: string[]
  /** In the order discovery lists them. Empty of `list`: asked for an answer, never stored. */
  verbs: string[]
  subresources: Subresource[]
  /** Fields of a built-in kind; undefined for custom resources, which have `custom`. */
  struct?: StructType
  custom?: CustomKind
  /** Kept in memory only: made anew after a restart, and written too often to be worth a disk write each. */
  isVolatile?: boolean
  /** Sent as a `Warning` with every answer about this kind. */
  deprecation?: string
}

export interface Subresource {
  /** `status`, `scale`, `log`… */
  name: string
  kind: string
  /** When it is another group's kind. */
  group?: string
  version?: string
  verbs: string[]
}

/** What a CustomResourceDefinition adds. */
export interface CustomKind {
  /** The definition's name. */
  definition: string
  /** Its `openAPIV3Schema`. */
  schema: Json
  printerColumns: PrinterColumn[]
  /** JSON paths (`.spec.runtime`) that may be selected by. */
  selectableFields: string[]
  hasStatus: boolean
  scale?: { spec: string; status: string; selector?: string }
  /** Objects are kept as this version; all versions have the same fields. */
  storageVersion: string
}

export interface PrinterColumn {
  name: string
  type: string
  jsonPath: string
  format?: string
  description?: string
  priority?: number
}

/** Where objects of a kind are kept, whatever the version. */
export function collectionOf(kind: Pick<Kind, 'group' | 'plural'>): string {
  return `${kind.group}/${kind.plural}`
}

/** `v1` or `apps/v1`. */
export function apiVersionOf({ group, version }: Pick<Kind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`
}
