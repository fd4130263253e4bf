/** Looks through JSON for what `JSON.parse` takes without a word: endless nesting, and keys that are there twice. */
import { AppError } from '../errors.ts'

const deepest = 32
const mostKeys = 1000

/** Throws an `AppError`. Text that is no JSON at all is left to the parser, which says where it breaks. */
export function scanJson(text: string): void {
  /** The keys of every object that is open; undefined for a list. */
  const open: (Set<string> | undefined)[] = []
  let isKeyNext = false
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '{':
      case '[':
        isKeyNext = text[at] === '{'
        open.push(isKeyNext ? new Set() : undefined)
        if (open.length > deepest)
          throw new AppError(400, 'json_too_deep', `The body is nested more than ${deepest} levels deep.`)
        break
      case '}':
      case ']':
        open.pop()
        isKeyNext = false
        break
      case ',':
        isKeyNext = open.at(-1) !== undefined
        break
      case ':':
        isKeyNext = false
        break
      case '"': {
        const end = endOfString(text, at)
        if (end < 0) return
        const keys = open.at(-1)
        if (isKeyNext && keys) noteKey(keys, text.slice(at, end + 1))
        at = end
      }
    }
  }
}

function noteKey(keys: Set<string>, quoted: string): void {
  const key = nameIn(quoted)
  if (key === undefined) return
  if (keys.has(key))
    throw new AppError(400, 'json_duplicate_key', `The key ${shown(key)} is there twice.`, {
      hint: 'Remove one of the two.',
    })
  // Never a field of ours; as a key of an object it would mean something else.
  if (key === '__proto__')
    throw new AppError(422, 'unknown_field', 'There is no field "__proto__".', { field: key })
  if (keys.size >= mostKeys)
    throw new AppError(422, 'unknown_field', `An object of the body has more than ${mostKeys} keys.`)
  keys.add(key)
}

/** The position of the closing quote; -1 when there is none. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0
    while (text[at - 1 - backslashes] === '\\') backslashes++
    if (backslashes % 2 === 0) return at
  }
  return -1
}

/** Two spellings of a key are the same key. */
function nameIn(quoted: string): string | undefined {
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  try {
    const name: unknown = JSON.parse(quoted)
    return typeof name === 'string' ? name : undefined
  } catch {
    return undefined
  }
}

function shown(key: string): string {
  return JSON.stringify(key.slice(0, 60))
}
