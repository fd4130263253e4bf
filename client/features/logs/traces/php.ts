/** PHP's errors, as our shim writes them and as PHP itself does when nothing catches them. */
import { readTraces } from './trace.ts'
import type { Shape, Trace } from './trace.ts'

export function readPhp(texts: readonly string[]): Trace[] {
  return [...readTraces(texts, ofShim), ...readTraces(texts, ofPhp)]
}

const ofShim: Shape = {
  error: /^(?:Caused by )?(?<message>[A-Z][\w\\]*: .*?) in (?<path>\/\S+\.\w+):(?<line>\d+)$/,
  frame: /^\s+at (?<path>\S+\.\w+):(?<line>\d+), calling /,
}

const ofPhp: Shape = {
  error:
    /^(?:PHP )?(?<message>(?:Fatal|Parse) error: .*?) in (?<path>\/\S+\.\w+)(?::| on line )(?<line>\d+)$/,
  frame: /^#\d+ (?<path>\S+)\((?<line>\d+)\): /,
}
