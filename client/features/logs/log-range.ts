/** From when to when somebody looks. Pure. */
import type { LogQuery } from '#contract/logs.ts'
import { mostLogLines } from '#contract/logs.ts'

export type LogRange =
  /** The last few hundred lines, and what comes. */
  | { kind: 'newest' }
  /** Everything the cluster still has, and what comes. */
  | { kind: 'all' }
  /** The last so many minutes as seen at `from` (ISO 8601), and what comes. */
  | { kind: 'since'; minutes: number; from: string }
  /** ISO 8601, both included. Without `from` from the beginning; without `to` with what comes. */
  | { kind: 'between'; from?: string; to?: string }

export const newest: LogRange = { kind: 'newest' }

export function sinceMinutes(minutes: number, now: number): LogRange {
  return { kind: 'since', minutes, from: new Date(now - minutes * 60_000).toISOString() }
}

/** What to ask the server for. */
export function queryOf(range: LogRange): LogQuery {
  if (range.kind === 'newest') return { tail: 500 }
  if (range.kind === 'all') return { tail: mostLogLines }
  if (range.kind === 'since') return { tail: mostLogLines, since: range.from }
  const { from, to } = range
  return {
    tail: mostLogLines,
    ...(from !== undefined && { since: from }),
    ...(to !== undefined && { until: to }),
  }
}

/**
 * From what two fields of type `datetime-local` hold, in the reader's time zone and to the second; a sentence when
 * it makes no sense.
 */
export function rangeBetween(from: string, to: string): LogRange | string {
  const [start, end] = [timeOf(from), timeOf(to)]
  if (start === undefined && end === undefined) return 'Say from when, or to when.'
  if (start !== undefined && end !== undefined && end < start) return 'The end is before the beginning.'
  return {
    kind: 'between',
    ...(start !== undefined && { from: new Date(start).toISOString() }),
    // To the end of that second.
    ...(end !== undefined && { to: new Date(end + 999).toISOString().replace('Z', '999999Z') }),
  }
}

function timeOf(local: string): number | undefined {
  const time = new Date(local).getTime()
  return Number.isNaN(time) ? undefined : time
}
