/**
 * The lines on the screen: a ring that holds the newest in the order of time, and knows after a broken
 * connection which lines it has already. Pure.
 */
import type { LogLine } from '#contract/logs.ts'
import { mostLogLines } from '#contract/logs.ts'
import { levelAfter, noLevel } from './log-level.ts'
import type { LevelState, LogLevel } from './log-level.ts'
import { plainText } from './log-text.ts'

/** A line and its number in this view, which never changes and never comes twice. */
export interface NumberedLine extends LogLine {
  number: number
  /** Its text as a person reads it. */
  plain: string
  level: LogLevel | undefined
}

export interface LogLines {
  lines: readonly NumberedLine[]
  /** Characters of them. */
  size: number
  /** Lines that fell out of the ring. */
  lost: number
  next: number
  /** Per pod and container: how far a replay after a reconnect is known already. */
  known: ReadonlyMap<string, Mark>
  /** Per pod and container: what its lines so far mean for the next one's level. */
  levels: ReadonlyMap<string, LevelState>
}

interface Mark {
  time: string
  /** Texts seen with exactly that time, as often as they were seen. */
  texts: readonly string[]
}

/** How much is kept. */
export interface RingLimits {
  lines: number
  characters: number
}

export const ringLimits: RingLimits = { lines: mostLogLines, characters: 32 * 1024 * 1024 }

export const noLines: LogLines = {
  lines: [],
  size: 0,
  lost: 0,
  next: 1,
  known: new Map(),
  levels: new Map(),
}

export function appendLines(state: LogLines, arrived: readonly LogLine[], limits = ringLimits): LogLines {
  const known = new Map(state.known)
  const levels = new Map(state.levels)
  let { next, size } = state
  const fresh: NumberedLine[] = []
  for (const line of arrived) {
    const source = sourceOf(line)
    if (isKnown(known, source, line)) continue
    const plain = plainText(line.text)
    const level = levelAfter(levels.get(source) ?? noLevel, plain)
    levels.set(source, level)
    fresh.push({ ...line, number: next++, plain, level: level.level })
    size += line.text.length
  }
  return cutToSize({ ...state, lines: merged(state.lines, fresh), size, next, known, levels }, limits)
}

/** To be called before the stream is asked for again: what comes again is then known. */
export function expectReplay(state: LogLines): LogLines {
  const shown = new Map<string, { time: string; texts: string[] }>()
  for (let at = state.lines.length - 1; at >= 0; at--) {
    const line = state.lines[at]
    if (!line) continue
    const mark = shown.get(sourceOf(line))
    if (!mark) shown.set(sourceOf(line), { time: line.time, texts: [line.text] })
    else if (compareTimes(line.time, mark.time) === 0) mark.texts.push(line.text)
  }
  // A source whose lines were all cleared keeps the mark it had.
  return { ...state, known: new Map<string, Mark>([...state.known, ...shown]) }
}

/** From when to ask again: the earliest of the newest times, so that no pod loses a line. */
export function replaySince(state: LogLines): string | undefined {
  const times = [...state.known.values()].map(({ time }) => time)
  return times.reduce<string | undefined>(
    (earliest, time) => (earliest === undefined || compareTimes(time, earliest) < 0 ? time : earliest),
    undefined,
  )
}

/** Empties the view; what was cleared does not come again. */
export function clearLines(state: LogLines): LogLines {
  return { ...expectReplay(state), lines: [], size: 0, lost: 0 }
}

/** Where the first line stands that is not older than `time`; the number of lines when all are. */
export function firstSince(lines: readonly LogLine[], time: string): number {
  let [low, high] = [0, lines.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (compareTimes(lines[middle]?.time ?? '', time) < 0) low = middle + 1
    else high = middle
  }
  return low
}

/** Orders RFC 3339 times in UTC with any number of decimals, which neither text order nor `Date` can. */
export function compareTimes(a: string, b: string): number {
  if (a === b) return 0
  const [left, right] = a.length === b.length ? [a, b] : [timeKey(a), timeKey(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

function timeKey(time: string): string {
  const [seconds = '', decimals = ''] = time.replace(/Z$/, '').split('.')
  return `${seconds}.${decimals.padEnd(9, '0')}`
}

/** Pods are read side by side, so a line may come after one that is younger. */
function merged(lines: readonly NumberedLine[], fresh: NumberedLine[]): readonly NumberedLine[] {
  const isLater = (line: NumberedLine, at: number) =>
    at === 0 || compareTimes(line.time, fresh[at - 1]?.time ?? '') >= 0
  if (!fresh.every(isLater)) fresh.sort((a, b) => compareTimes(a.time, b.time))
  const [first] = fresh
  const last = lines.at(-1)
  if (!first) return lines
  if (!last || compareTimes(first.time, last.time) >= 0) return lines.concat(fresh)
  const from = firstSince(lines, first.time)
  // A stable sort: at equal times what was there already stands first.
  const mixed = lines.slice(from).concat(fresh)
  return lines.slice(0, from).concat(mixed.sort((a, b) => compareTimes(a.time, b.time)))
}

function cutToSize(state: LogLines, limits: RingLimits): LogLines {
  const { lines } = state
  let { size } = state
  let excess = 0
  while (lines.length - excess > limits.lines || (size > limits.characters && excess < lines.length))
    size -= lines[excess++]?.text.length ?? 0
  if (excess === 0) return state
  return { ...state, lines: lines.slice(excess), size, lost: state.lost + excess }
}

function isKnown(known: Map<string, Mark>, source: string, line: LogLine): boolean {
  const mark = known.get(source)
  if (!mark) return false
  const order = compareTimes(line.time, mark.time)
  if (order < 0) return true
  const at = order === 0 ? mark.texts.indexOf(line.text) : -1
  if (at >= 0) {
    known.set(source, { time: mark.time, texts: mark.texts.toSpliced(at, 1) })
    return true
  }
  if (order > 0) known.delete(source)
  return false
}

function sourceOf({ pod, container }: LogLine): string {
  return `${pod}/${container}`
}
