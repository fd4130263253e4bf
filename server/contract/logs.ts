/** A function's output, as it is written. Sent as an event stream: event name and JSON data. */

/** What to follow. Sent as query parameters. */
export interface LogQuery {
  /** One container of the pods, e.g. `install`. Default: the function's own. */
  container?: string
  /** The output of the run before the last restart. */
  previous?: boolean
  /** ISO 8601: nothing older. */
  since?: string
  /** ISO 8601: nothing newer. The stream ends once everything up to then was sent; `tail` does not count. */
  until?: string
  /** At most so many lines of each pod from the past, 0 to `mostLogLines`. Default: 500. */
  tail?: number
}

/** So many lines are asked for, and kept by the page, at most. */
export const mostLogLines = 100_000

/** One line of output. */
export interface LogLine {
  pod: string
  container: string
  /** When the cluster stamped it, ISO 8601 in UTC with nanoseconds: the order of texts is that of times. */
  time: string
  /** Without its line end; may hold ANSI colours, never to be read as HTML. */
  text: string
}

/** What the log stream says. */
export type LogEvent =
  | { type: 'lines'; lines: LogLine[] }
  /** A pod whose output follows, or has ended. */
  | { type: 'pod'; pod: string; state: 'following' | 'ended' }
  /** Why nothing comes, e.g. there is no pod yet. */
  | { type: 'waiting'; reason: string }
