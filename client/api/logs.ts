import type { FunctionRef } from '#contract/functions.ts'
import type { LogEvent, LogQuery } from '#contract/logs.ts'
import { follow } from './stream.ts'

/** Follows the output of a function's pods, merged; ends when the server or the signal says so. */
export function followLogs(
  { namespace, name }: FunctionRef,
  query: LogQuery,
  signal: AbortSignal,
): AsyncIterable<LogEvent> {
  return follow('GET /api/namespaces/:namespace/functions/:name/logs', {
    params: { namespace, name },
    query,
    signal,
  })
}
