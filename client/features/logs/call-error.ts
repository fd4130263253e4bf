/**
 * What failed in a call and where, read from what the runtime wrote: a Python traceback, a Node stack, the
 * error lines of Ruby, PHP and Go. Only places in the function's own files count: runtimes add frames of
 * their own around them. Pure.
 */
import { plainText, styleLine } from './log-text.ts'
import type { Place } from './log-text.ts'

export interface CallError {
  /** What the language calls it, e.g. `KeyError: 'term'`. */
  message: string
  /** Places in the function's files, the one that failed first. */
  frames: Place[]
}

/** The last error in the lines; `undefined` when none of it happened in one of the files. */
export function errorIn(lines: readonly { text: string }[], files: readonly string[]): CallError | undefined {
  const texts = lines.map(({ text }) => plainText(text))
  const traceback = texts.findLastIndex((text) => /^\s*Traceback \(most recent call last\):/.test(text))
  if (traceback >= 0) return fromTraceback(texts.slice(traceback + 1), files)
  return fromStack(texts, files)
}

/** Python writes the innermost frame last, then the error at the left edge. */
function fromTraceback(texts: readonly string[], files: readonly string[]): CallError | undefined {
  const end = texts.findIndex((text) => /^[A-Za-z_][\w.]*(?::|$)/.test(text))
  const frames = placesIn(end < 0 ? texts : texts.slice(0, end), files).reverse()
  if (frames.length === 0) return undefined
  return { message: (texts[end] ?? 'An exception was raised').trim(), frames }
}

/** Everybody else writes the error first, then the innermost frame. */
function fromStack(texts: readonly string[], files: readonly string[]): CallError | undefined {
  const first = texts.findIndex((text) => placesIn([text], files).length > 0 && looksLikeFrame(text))
  if (first < 0) return undefined
  const start = texts.slice(0, first + 1).findLastIndex((text) => errorLine.test(text))
  if (start < 0) return undefined
  const rest = texts.slice(first)
  const end = rest.findIndex((text, at) => at > 0 && !/^\s/.test(text))
  return {
    message: messageOf(texts[start] ?? ''),
    frames: placesIn(end < 0 ? rest : rest.slice(0, end), files),
  }
}

/** e.g. `TypeError: x is not a function`, `Uncaught Error: no`, `PHP Fatal error:  …`, `panic: …`, `… (NameError)`. */
const errorLine =
  /^(?:\S+ )?(?:Uncaught )?[A-Z]\w*(?:Error|Exception)\b|^(?:PHP )?Fatal error:|^panic: |\(\w*(?:Error|Exception)\)$/

function looksLikeFrame(text: string): boolean {
  return /^\s+at |^\s*from |^\s+\S+:\d+|^\S+:\d+:in |^#\d+ | in \S+:\d+/.test(text)
}

/** The sentence without the place that stands before or after it. */
function messageOf(text: string): string {
  return text
    .replace(/^\S+:\d+:in [`'][^']*': /, '')
    .replace(/ in \S+:\d+$/, '')
    .trim()
}

function placesIn(texts: readonly string[], files: readonly string[]): Place[] {
  return texts.flatMap((text) => styleLine(text, files).flatMap(({ place }) => place ?? []))
}
