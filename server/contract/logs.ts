/** A function's output, as it is written. Sent as an event stream: event name and JSON data. */

/** What to follow. Sent as query parameters. */
export interface LogQuery {
  /** One container of the pods, e.g. `install`. Default: the function's own. */
  container?: string
  /** The output of the run before the last restart. */
  previous?: boolean
  /** ISO 8601: nothing older. */
  since?: string
  /** At most so many lines from the past, 0 to 10000. Default: 500. */
  tail?: number
}

/** One line of output. */
export interface LogLine {
  pod: string
  container: string
  /** ISO 8601 with nanoseconds, as the cluster stamps it. */
  time: string
  /** Without its line end; may hold ANSI colours, never to be read as HTML. */
  text: string
}

/** What the log stream says. */
export type LogEvent =
  | { type: 'lines'; lines: LogLine[] }
  /** A pod whose output follows, or has ended. */
  | { type: 'pod'; pod: string; state: 'following' | 'ended' }
  /** So many lines were left out because nobody could read so fast. */
  | { type: 'dropped'; count: number }
  /** Why nothing comes, e.g. there is no pod yet. */
  | { type: 'waiting'; reason: string }
