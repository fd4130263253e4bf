/** Ruby's errors, as our shim writes them and as Ruby itself does when a process ends by one. */
import { readTraces } from './trace.ts'
import type { Shape, Trace } from './trace.ts'

export function readRuby(texts: readonly string[]): Trace[] {
  return [...readTraces(texts, ofShim), ...readTraces(texts, ofRuby)]
}

const frame = /^\s+from (?<path>\S.*?):(?<line>\d+)(?::in |$)/

/** The class may be anything that is called like one; what follows it decides. */
const ofShim: Shape = { error: /^(?:Caused by )?(?<message>[A-Z]\w*(?:::[A-Z]\w*)*: .*)$/, frame }

const ofRuby: Shape = {
  error: /^(?<path>\/\S+):(?<line>\d+):in [`'].*?': (?<message>.* \([A-Z][\w:]*\))$/,
  frame,
}
