/** Node's stacks. */
import { readTraces } from './trace.ts'
import type { Shape, Trace } from './trace.ts'

export function readNode(texts: readonly string[]): Trace[] {
  return readTraces(texts, shape).map((trace) => ({ ...trace, frames: withoutFalseFrame(trace.frames) }))
}

const shape: Shape = {
  error:
    /^(?:Function failed to execute: |.*Uncaught )?(?<message>(?:[A-Z]\w*)?(?:Error|Exception)\b.*)$|^\s*(?:Caused by|\[cause\]): /,
  frame: /^\s+at (?:async )?(?:.* \()?(?<path>[^()\s][^()]*?):(?<line>\d+):(?<column>\d+)\)?(?: \{)?$/,
  between: /^\s+at /,
}

/**
 * Upstream's runtime compiles a call of the function under the name of its file, so its stacks hold a line of the
 * file that is not there. It is the frame that `vm` was called from last.
 */
function withoutFalseFrame(frames: Trace['frames']): Trace['frames'] {
  return frames.map((frame, at) =>
    frame.isOwn && /^(?:node:)?vm(?:\.js)?$/.test(frames[at + 1]?.file ?? '')
      ? { ...frame, isOwn: false }
      : frame,
  )
}
