/** Which lines are shown, and which belong to a call. Pure. */
import type { NumberedLine } from './log-lines.ts'
import { plainText } from './log-text.ts'

export interface LogFilter {
  /** Lines that hold this text, in upper or lower case. */
  text: string
  hidesAccessLines: boolean
}

export function filterLines(
  lines: readonly NumberedLine[],
  { text, hidesAccessLines }: LogFilter,
): readonly NumberedLine[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '' && !hidesAccessLines) return lines
  return lines.filter(
    (line) =>
      !(hidesAccessLines && isAccessLine(line.text)) &&
      (wanted === '' || plainText(line.text).toLowerCase().includes(wanted)),
  )
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
 * The lines that a call most probably caused: those of the pod that answered, in the time it took.
 * Calls at the same time share their lines; the window is a little wider than the call, since output
 * is stamped when it is collected.
 */
export function linesOfCall(
  lines: readonly NumberedLine[],
  { pod, startedAt, durationMs }: CallWindow,
): NumberedLine[] {
  const from = Date.parse(startedAt) - slackMs
  const to = Date.parse(startedAt) + durationMs + lateMs
  return lines.filter((line) => {
    const time = Date.parse(line.time)
    return (pod === undefined || line.pod === pod) && time >= from && time <= to && !isProbe(line.text)
  })
}

const slackMs = 20
const lateMs = 400

function isProbe(text: string): boolean {
  return isAccessLine(text) && /"GET \/(?:healthz|metrics) /.test(text)
}
