/**
 * The lines on the screen: a ring that holds the newest, and knows after a broken connection which
 * lines it has already. Pure.
 */
import type { LogLine } from '#contract/logs.ts'

/** A line and its number in this view, which never changes and never comes twice. */
export interface NumberedLine extends LogLine {
  number: number
}

export interface LogLines {
  lines: readonly NumberedLine[]
  /** Lines that fell out of the ring or were left out by the server. */
  lost: number
  next: number
  /** Per pod and container: how far a replay after a reconnect is known already. */
  known: ReadonlyMap<string, Mark>
}

interface Mark {
  time: string
  /** Texts seen with exactly that time, as often as they were seen. */
  texts: readonly string[]
}

/** So many lines are kept. */
export const ringSize = 10_000

export const noLines: LogLines = { lines: [], lost: 0, next: 1, known: new Map() }

export function appendLines(state: LogLines, arrived: readonly LogLine[], size = ringSize): LogLines {
  const known = new Map(state.known)
  let next = state.next
  const fresh: NumberedLine[] = []
  for (const line of arrived) if (!isKnown(known, line)) fresh.push({ ...line, number: next++ })
  const all = fresh.length === 0 ? state.lines : [...state.lines, ...fresh]
  const excess = Math.max(0, all.length - size)
  return { lines: excess > 0 ? all.slice(excess) : all, lost: state.lost + excess, next, known }
}

/** To be called before the stream is asked for again: what comes again is then known. */
export function expectReplay(state: LogLines): LogLines {
  const shown = new Map<string, Mark>()
  for (const line of state.lines) {
    const mark = shown.get(sourceOf(line))
    const order = mark ? compareTimes(line.time, mark.time) : 1
    if (order > 0) shown.set(sourceOf(line), { time: line.time, texts: [line.text] })
    else if (order === 0 && mark)
      shown.set(sourceOf(line), { time: mark.time, texts: [...mark.texts, line.text] })
  }
  // A source whose lines were all cleared keeps the mark it had.
  return { ...state, known: new Map([...state.known, ...shown]) }
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
  return { ...expectReplay(state), lines: [], lost: 0 }
}

export function addLost(state: LogLines, count: number): LogLines {
  return { ...state, lost: state.lost + count }
}

/** Orders RFC 3339 times in UTC with any number of decimals, which neither text order nor `Date` can. */
export function compareTimes(a: string, b: string): number {
  const [left, right] = [timeKey(a), timeKey(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

function timeKey(time: string): string {
  const [seconds = '', decimals = ''] = time.replace(/Z$/, '').split('.')
  return `${seconds}.${decimals.padEnd(9, '0')}`
}

function isKnown(known: Map<string, Mark>, line: LogLine): boolean {
  const mark = known.get(sourceOf(line))
  if (!mark) return false
  const order = compareTimes(line.time, mark.time)
  if (order < 0) return true
  const at = order === 0 ? mark.texts.indexOf(line.text) : -1
  if (at >= 0) {
    known.set(sourceOf(line), { time: mark.time, texts: mark.texts.toSpliced(at, 1) })
    return true
  }
  if (order > 0) known.delete(sourceOf(line))
  return false
}

function sourceOf({ pod, container }: LogLine): string {
  return `${pod}/${container}`
}
