/** Expressions that ask for a part of something, as five languages write them: `event.data`, `event['data']`, `$event->data`. */

const step =
  '(?:(?:\\?\\.|\\.|->)[A-Za-z_]\\w*(?:\\(\\))?' +
  '|(?:\\?\\.)?\\[:?(?:\'[^\'\\n]*\'|"[^"\\n]*"|\\w+)\\]' +
  "|->\\{'[^'\\n]*'\\})"

/** Source of a pattern without groups that matches a name and what is asked for in it. */
export const chain = `(?<![\\w$.>\\]'"])\\$?[A-Za-z_]\\w*(?:${step})*`

/** A chain that has just been opened: what holds it, how it was opened, and how much of the name is there. */
export interface OpenChain {
  holder: string
  /** e.g. `.`, `['`, `[:`, `->`. */
  opener: string
  part: string
  /** Where the opener begins. */
  from: number
}

const open = new RegExp(`(${chain})(\\?\\.|\\.|->(?:\\{'?)?|\\[:?['"]?)([\\w-]*)$`)

/** Undefined when nothing is being asked for at the end of the line. */
export function openChain(line: string): OpenChain | undefined {
  const found = open.exec(line.slice(-mostCharacters))
  if (!found) return undefined
  const [, holder = '', opener = '', part = ''] = found
  return { holder, opener, part, from: line.length - opener.length - part.length }
}

/** A chain in its parts: its name, then the names asked for. */
export function stepsIn(expression: string): string[] {
  const root = /^\$?\w+/.exec(expression)?.[0] ?? ''
  return [root, ...(expression.slice(root.length).match(/[\w-]*\w/g) ?? [])]
}

/** Longer lines are looked at from here to their end only. */
const mostCharacters = 300
