/**
 * What failed in a call and where, read from what the runtime wrote. What a trace looks like is known to `traces/`, one
 * file a language. Pure.
 */
import { plainText } from './log-text.ts'
import { readGo } from './traces/go.ts'
import { readNode } from './traces/node.ts'
import { readPhp } from './traces/php.ts'
import { readPython } from './traces/python.ts'
import { readRuby } from './traces/ruby.ts'
import type { Frame } from './traces/trace.ts'

export interface CallError {
  /** What the language calls it, e.g. `KeyError: 'term'`. */
  message: string
  /** Where it happened comes first, then what led there; at least one is of the function's own files. */
  frames: Frame[]
}

/** The last error in the lines; `undefined` when none of it happened in the function's own files. */
export function errorIn(lines: readonly { text: string }[]): CallError | undefined {
  const texts = lines.map(({ text }) => plainText(text))
  const traces = [readPython, readNode, readRuby, readPhp, readGo].flatMap((read) => read(texts))
  const [last] = traces
    .filter(({ frames }) => frames.some(({ isOwn }) => isOwn))
    .sort((a, b) => b.at - a.at || b.frames.length - a.frames.length)
  return last && { message: last.message, frames: last.frames }
}
