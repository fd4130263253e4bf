/** Which lines are shown, and which belong to a call. Pure. */
import { logLevels } from './log-level.ts'
import { compareTimes, firstSince } from './log-lines.ts'
import type { NumberedLine } from './log-lines.ts'

/** `error`, `warning`, `info`: lines of that level and graver ones; `none`: lines that have no level. */
export const levelChoices = ['all', 'error', 'warning', 'info', 'none'] as const
export type LevelChoice = (typeof levelChoices)[number]

export interface LogFilter {
  /** Lines that hold this text, in upper or lower case. */
  text: string
  hidesAccessLines: boolean
  level: LevelChoice
}

export const everyLine: LogFilter = { text: '', hidesAccessLines: false, level: 'all' }

/** Whether a line is shown; undefined when every line is. */
export function lineTest({
  text,
  hidesAccessLines,
  level,
}: LogFilter): ((line: NumberedLine) => boolean) | undefined {
  const wanted = text.trim().toLowerCase()
  if (wanted === '' && !hidesAccessLines && level === 'all') return undefined
  return (line) =>
    isOfLevel(line, level) &&
    !(hidesAccessLines && isAccessLine(line.text)) &&
    (wanted === '' || line.plain.toLowerCase().includes(wanted))
}

function isOfLevel({ level }: NumberedLine, choice: LevelChoice): boolean {
  if (choice === 'all') return true
  if (choice === 'none' || level === undefined) return choice === 'none' && level === undefined
  return logLevels.indexOf(level) <= logLevels.indexOf(choice)
}

/** A line a runtime writes about each request: `… "POST / HTTP/1.1" 200 …`. */
export function isAccessLine(text: string): boolean {
  return /"(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \S+ HTTP\/[\d.]+" \d{3}\b/.test(text)
}

/** A call, as far as it matters for finding its lines. */
export interface CallWindow {
  pod?: string
  /** ISO 8601. */
  startedAt: string
  durationMs: number
}

/**
 * The lines that a call most probably caused: those of the pod that answered, in the time it took, the newest
 * `most` of them. Calls at the same time share their lines; the window is a little wider than the call, since
 * output is stamped when it is collected.
 */
export function linesOfCall(
  lines: readonly NumberedLine[],
  { pod, startedAt, durationMs }: CallWindow,
  most = Infinity,
): NumberedLine[] {
  const start = Date.parse(startedAt)
  const from = new Date(start - slackMs).toISOString()
  const to = new Date(start + durationMs + lateMs).toISOString()
  const found: NumberedLine[] = []
  for (let at = firstSince(lines, to) - 1; at >= 0 && found.length < most; at--) {
    const line = lines[at]
    if (!line || compareTimes(line.time, from) < 0) break
    if ((pod === undefined || line.pod === pod) && !isProbe(line.text)) found.push(line)
  }
  return found.reverse()
}

const slackMs = 20
const lateMs = 400

function isProbe(text: string): boolean {
  return isAccessLine(text) && /"GET \/(?:healthz|metrics) /.test(text)
}
