/** What the output of a failing container means, in a reader's words. One file here per kind of output. */
import type { SourceLocation } from '../../contract/functions.ts'

export interface Diagnosis {
  /** One sentence: what went wrong. */
  reason: string
  /** What to do next. */
  hint?: string
  /** Where in the function's files. */
  location?: SourceLocation
  /** What would have to be another for it to work, where that is clear. */
  subject?: Subject
}

/** What a fix would change. */
export type Subject =
  /** A package that is imported and not installed, by the name it is installed by. */
  | { type: 'package'; name: string }
  /** The handler names a file or a function that is not there. */
  | { type: 'handler' }
  | { type: 'checksum' }
  | { type: 'memory' }

/** What is known of the function whose output it is. */
export interface DiagnosedFunction {
  /** The module part of the handler, which names the file. */
  module: string
  /** The function part of the handler. */
  entry: string
  deps: string
  /** Name of the dependency file; empty when the runtime has none. */
  depsFileName: string
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** What a file is called among the function's own: its path below the function's folder, else its name. */
export function fileIn(path: string): string {
  return /^(?:\/kubeless\/|\/.*\/pods\/[^/]+\/volumes\/[^/]+\/)(.+)$/.exec(path)?.[1] ?? baseName(path)
}

/** The text as a sentence of at most `most` characters, on one line. */
export function sentence(text: string, most = 300): string {
  const line = text.replace(/\s+/g, ' ').trim()
  const short = line.length > most ? `${line.slice(0, most - 1)}…` : line
  return /[.!?…]$/.test(short) ? short : `${short}.`
}
