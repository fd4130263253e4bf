/**
 * Two sets of changes to one function, put together: text line by line, the environment variable by variable,
 * everything else field by field. Pure.
 */
import type { FileChange } from '#contract/archives.ts'
import type { EnvVariable } from '#contract/functions.ts'
import { mergeLines } from '../../lib/merge-lines.ts'
import type { DraftFields } from './draft.ts'

export interface FieldMerge {
  /** Mine where both changed the same in different ways. */
  fields: DraftFields
  /** What both changed in a way nobody but a person can put together. */
  conflicts: Conflict[]
}

/** Something both changed differently. */
export interface Conflict {
  field: keyof DraftFields
  /** Of the environment: which variable. */
  variable?: string
  /** Absent: it was taken out. */
  mine?: string
  theirs?: string
}

/** Whose version of a conflict counts. */
export type Side = 'mine' | 'theirs'

export const fieldNames = [
  'code',
  'contentType',
  'files',
  'deps',
  'handler',
  'runtime',
  'timeoutSeconds',
  'env',
  'memory',
  'cpu',
  'replicas',
  'port',
] as const satisfies (keyof DraftFields)[]

export function mergeFields(from: DraftFields, mine: DraftFields, theirs: DraftFields): FieldMerge {
  const fields = mineWhereChanged(from, mine, theirs)
  const conflicts: Conflict[] = []
  // Only text is put together line by line.
  const areText = [mine, theirs].every(({ contentType }) => contentType.startsWith('text'))
  for (const name of fieldNames) {
    // What they did to the archive is not known here; the files changed here go into theirs.
    const isOverlap =
      name === 'files'
        ? mine.files.length > 0 && from.code !== theirs.code
        : !same(mine[name], from[name]) && !same(theirs[name], from[name]) && !same(mine[name], theirs[name])
    if (!isOverlap) continue
    if (name === 'env') {
      const merged = mergeVariables(from.env, mine.env, theirs.env)
      fields.env = merged.env
      conflicts.push(...merged.conflicts)
    } else if (name === 'code' || name === 'deps') {
      const merged = mergeLines(from[name], mine[name], theirs[name])
      if (areText && merged) fields[name] = merged.text
      if (!areText || merged?.conflicts !== 0)
        conflicts.push({ field: name, mine: mine[name], theirs: theirs[name] })
    } else if (name === 'files') conflicts.push({ field: name })
    else conflicts.push({ field: name, mine: mine[name], theirs: theirs[name] })
  }
  return { fields, conflicts }
}

/** Whether a person can choose a side for it; code is settled in an editor, and an archive as a whole. */
export function isChoice({ field }: Conflict): boolean {
  return field !== 'code' && field !== 'files' && field !== 'contentType'
}

/** The merged fields with what a person decided: `sides` in the order of the conflicts, mine where absent. */
export function decide({ fields, conflicts }: FieldMerge, sides: readonly (Side | undefined)[]): DraftFields {
  return conflicts.reduce((decided, conflict, at) => {
    if (sides[at] !== 'theirs' || !isChoice(conflict)) return decided
    return { ...decided, ...theirsIn(conflict, decided) }
  }, fields)
}

function theirsIn({ field, variable, theirs }: Conflict, { env }: DraftFields): Partial<DraftFields> {
  if (variable === undefined) return { [field]: theirs }
  if (theirs === undefined) return { env: env.filter(({ name }) => name !== variable) }
  const isThere = env.some(({ name }) => name === variable)
  return {
    env: isThere
      ? env.map((row) => (row.name === variable ? { name: variable, value: theirs } : row))
      : [...env, { name: variable, value: theirs }],
  }
}

/** Field by field: mine where I changed it, theirs elsewhere. */
export function mineWhereChanged(from: DraftFields, mine: DraftFields, theirs: DraftFields): DraftFields {
  const kept = fieldNames.filter((name) => !same(mine[name], from[name])).map((name) => [name, mine[name]])
  return { ...theirs, ...(Object.fromEntries(kept) as Partial<DraftFields>) }
}

export function sameFields(a: DraftFields, b: DraftFields): boolean {
  return fieldNames.every((name) => same(a[name], b[name]))
}

export function same(a: DraftFields[keyof DraftFields], b: DraftFields[keyof DraftFields]): boolean {
  if (typeof a === 'string' || typeof b === 'string') return a === b
  return JSON.stringify(a.map(rowOf)) === JSON.stringify(b.map(rowOf))
}

/** A row whatever the order of its keys. */
function rowOf(row: EnvVariable | FileChange): (string | null)[] {
  return 'path' in row ? [row.path, row.text] : [row.name, row.value]
}

/** My rows in my order, without those they took out, and after them those they added. */
function mergeVariables(
  from: readonly EnvVariable[],
  mine: readonly EnvVariable[],
  theirs: readonly EnvVariable[],
): { env: EnvVariable[]; conflicts: Conflict[] } {
  const [base, left, right] = [from, mine, theirs].map(valuesOf) as [Values, Values, Values]
  const merged = new Map<string, string | undefined>()
  const conflicts: Conflict[] = []
  for (const name of new Set([...left.keys(), ...right.keys(), ...base.keys()])) {
    const [before, here, there] = [base.get(name), left.get(name), right.get(name)]
    merged.set(name, here === before ? there : here)
    if (here !== before && there !== before && here !== there)
      conflicts.push({ field: 'env', variable: name, mine: here, theirs: there })
  }
  const names = [...new Set([...left.keys(), ...right.keys()])]
  const rows = names.flatMap((name) => {
    const value = merged.get(name)
    return value === undefined ? [] : [{ name, value }]
  })
  // A row that has no name yet is somebody's at work.
  return { env: [...rows, ...mine.filter(({ name }) => name === '')], conflicts }
}

type Values = Map<string, string>

/** Of a name that is there twice the last value counts, as it does in a pod. */
function valuesOf(env: readonly EnvVariable[]): Values {
  return new Map(env.flatMap(({ name, value }) => (name === '' ? [] : [[name, value]])))
}
