/** Go's panics, as our shim writes them and as Go itself does where it cannot be recovered from. */
import { readTraces } from './trace.ts'
import type { Shape, Trace } from './trace.ts'

export function readGo(texts: readonly string[]): Trace[] {
  // Where a goroutine was begun is no call.
  const begun = new Set(texts.flatMap((text, at) => (/^created by /.test(text) ? [at + 1] : [])))
  return readTraces(
    texts.map((text, at) => (begun.has(at) ? '' : text)),
    shape,
  )
}

const shape: Shape = {
  error: /^(?<message>(?:panic|fatal error): .*)$/,
  frame: /^\s+(?:at .* \()?(?<path>[^\s()]+\.go):(?<line>\d+)(?:\)| \+0x[0-9a-f]+)?$/,
  // Go itself names the function in a line of its own.
  between: /^[\w./*()-]+\(.*\)$|^created by |^goroutine \d+ |^\[signal |^$/,
}
