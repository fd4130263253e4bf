/** Python's tracebacks: the innermost frame stands last, the error after it at the left edge. */
import { frameAt } from './trace.ts'
import type { Trace } from './trace.ts'

export function readPython(texts: readonly string[]): Trace[] {
  return texts.flatMap((text, at) => (begins.test(text) ? [readOne(texts, at)] : []))
}

function readOne(texts: readonly string[], at: number): Trace {
  const rest = texts.slice(at + 1)
  const end = rest.findIndex((text) => /^[A-Za-z_][\w.]*(?::|$)/.test(text))
  const frames = (end < 0 ? rest : rest.slice(0, end)).flatMap((text) => {
    const { path = '', line = '' } = frame.exec(text)?.groups ?? {}
    return path === '' ? [] : [frameAt(path, line)]
  })
  return { message: (rest[end] ?? 'An exception was raised').trim(), frames: frames.reverse(), at }
}

const begins = /^\s*Traceback \(most recent call last\):/
const frame = /^\s*File "(?<path>[^"]+)", line (?<line>\d+)/
