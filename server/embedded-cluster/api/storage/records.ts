/** What the lines of the files say, and what the files are called. */
import type { KubeObject } from '../../../functions/objects.ts'

/** Counts up when an older program could no longer read what we write. */
export const format = 1

/** First line of every file, in this form for ever: from it any version knows whether it may go on. */
export interface Header {
  format: number
  /** The last write that is not in this journal, or that is in this snapshot. */
  after: number
  resourceVersion: number
  /** Snapshots only: how many lines follow. */
  objects?: number
}

/** An object as it is from now on; `undefined`: it was deleted. */
export interface Change {
  key: string
  object: KubeObject | undefined
}

/** A line of a journal: what one write changed, all of it or nothing. */
export interface Entry {
  /** Writes are numbered without a gap, so that a missing one is noticed. */
  write: number
  resourceVersion: number
  changes: Change[]
}

export function snapshotName(after: number): string {
  return `snapshot-${digits(after)}.jsonl`
}

export function journalName(after: number): string {
  return `journal-${digits(after + 1)}.jsonl`
}

/** What a file's name says about it; undefined: it is none of ours. */
export function parseName(name: string): { kind: 'snapshot' | 'journal'; after: number } | undefined {
  const [, kind, number] = /^(snapshot|journal)-(\d{1,15})\.jsonl$/.exec(name) ?? []
  if (kind === 'snapshot') return { kind, after: Number(number) }
  if (kind === 'journal') return { kind, after: Number(number) - 1 }
  return undefined
}

/** Files are made under this name and renamed once they are whole. */
export function unfinishedName(name: string): string {
  return `${name}.unfinished`
}

export function isUnfinished(name: string): boolean {
  return name.endsWith('.unfinished')
}

/** The changes of an entry as text: made when the write is asked for, so that later changes of the object do not matter. */
export function printChanges(changes: readonly Change[]): string {
  return JSON.stringify(changes.map(({ key, object }) => ({ key, object: object ?? null })))
}

export function printEntry(write: number, resourceVersion: number, changes: string): string {
  return `{"write":${write},"resourceVersion":${resourceVersion},"changes":${changes}}`
}

export function parseHeader(json: unknown): Header | undefined {
  if (!isRecord(json)) return undefined
  const { format, after, resourceVersion, objects } = json
  if (!isCount(format) || !isCount(after) || !isCount(resourceVersion)) return undefined
  return { format, after, resourceVersion, ...(isCount(objects) && { objects }) }
}

export function parseEntry(json: unknown): Entry | undefined {
  if (!isRecord(json)) return undefined
  const { write, resourceVersion, changes } = json
  if (!isCount(write) || !isCount(resourceVersion) || !Array.isArray(changes)) return undefined
  const parsed = changes.map(parseChange)
  return parsed.every((change) => change !== undefined)
    ? { write, resourceVersion, changes: parsed }
    : undefined
}

/** A line of a snapshot, or a part of an entry. */
export function parseChange(json: unknown): Change | undefined {
  if (!isRecord(json) || typeof json.key !== 'string') return undefined
  if (json.object === null) return { key: json.key, object: undefined }
  return isKubeObject(json.object) ? { key: json.key, object: json.object } : undefined
}

function isKubeObject(value: unknown): value is KubeObject {
  return (
    isRecord(value) &&
    typeof value.apiVersion === 'string' &&
    typeof value.kind === 'string' &&
    isRecord(value.metadata) &&
    typeof value.metadata.name === 'string'
  )
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0
}

/** Padded, so that names sort as numbers do. */
function digits(number: number): string {
  return String(number).padStart(12, '0')
}
