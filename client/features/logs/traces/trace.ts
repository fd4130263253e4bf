/** What the readers of the languages share: each reads the errors of its language from lines of output. Pure. */
import { ownFile } from './own-file.ts'

/** A place a trace leads through. */
export interface Frame {
  /** Of the function's own files: where it lies among them, e.g. `lib/find.py`. Of others: its path as written. */
  file: string
  line: number
  column?: number
  /** Whether the file is the function's own, not the runtime's or a package's. */
  isOwn: boolean
}

/** An error and where it came from. */
export interface Trace {
  /** What the language calls it, e.g. `KeyError: 'term'`. */
  message: string
  /** Where it happened comes first, then what led there. */
  frames: Frame[]
  /** Index of the line it begins at. */
  at: number
}

export function frameAt(path: string, line: string, column?: string): Frame {
  const own = ownFile(path)
  return {
    file: own ?? path,
    line: Number(line),
    ...(column !== undefined && { column: Number(column) }),
    isOwn: own !== undefined,
  }
}

/** How a language writes errors whose frames follow them, the innermost first. */
export interface Shape {
  /** Groups: `message`; where the line names the place too, `path` and `line`. */
  error: RegExp
  /** Groups: `path`, `line`, perhaps `column`. */
  frame: RegExp
  /** Lines between frames that name no place. */
  between?: RegExp
}

export function readTraces(texts: readonly string[], { error, frame, between }: Shape): Trace[] {
  const traces: Trace[] = []
  let open: Trace | undefined
  let hasFrames = false
  let silence = 0
  texts.forEach((text, at) => {
    const place = frame.exec(text)?.groups
    if (place) {
      // Frames without an error above them are of some other output.
      open?.frames.push(frameAt(place.path ?? '', place.line ?? '', place.column))
      hasFrames = true
      return
    }
    if (between?.test(text)) return
    const found = error.exec(text)?.groups
    if (found) {
      const { message = '', path, line } = found
      open = { message: message.trim(), frames: path && line ? [frameAt(path, line)] : [], at }
      hasFrames = false
      silence = 0
      // What caused it is told after it, and is no error of its own.
      if (!isCause.test(text)) traces.push(open)
      return
    }
    // A message may go on over some lines; after the frames it is over.
    silence += 1
    if (silence > longestSilence || hasFrames) open = undefined
  })
  return traces.map((trace) => ({ ...trace, frames: withoutRepeats(trace.frames) }))
}

const isCause = /^\s*(?:Caused by|\[cause\]:)/
const longestSilence = 12

/** A call of something built in is told twice, at the same line. */
function withoutRepeats(frames: readonly Frame[]): Frame[] {
  return frames.filter(({ file, line }, at) => file !== frames[at - 1]?.file || line !== frames[at - 1]?.line)
}
