/** Reads JSON text as Go's decoder does: the same words for what is wrong, and a note of fields given twice. */
import type { Json } from '../json.ts'

/** The text is not JSON; the message is the one Go would give. */
export class JsonTextError extends Error {}

export interface ParsedJson {
  value: Json
  /** Paths of fields that were given more than once, e.g. `data.a`. */
  duplicates: string[]
}

export function parseJson(text: string): ParsedJson {
  let value: Json
  try {
    value = JSON.parse(text) as Json
  } catch {
    scan(text)
    throw new JsonTextError('invalid JSON')
  }
  return { value, duplicates: scan(text) }
}

/** Deeper than this nobody nests on purpose. */
const maxDepth = 10_000

/** Walks through the text once; throws at the first fault. */
function scan(text: string): string[] {
  const duplicates: string[] = []
  let at = 0

  function blank(): void {
    while (
      at < text.length &&
      (text[at] === ' ' || text[at] === '\n' || text[at] === '\t' || text[at] === '\r')
    )
      at++
  }

  function fault(context: string): never {
    if (at >= text.length) throw new JsonTextError('unexpected end of JSON input')
    throw new JsonTextError(`invalid character ${quoted(text[at] ?? '')} ${context}`)
  }

  function word(expected: string): void {
    for (let i = 1; i < expected.length; i++) {
      at++
      if (text[at] !== expected[i]) fault(`in literal ${expected} (expecting '${expected[i]}')`)
    }
    at++
  }

  function digits(context: string): void {
    if (!isDigit(text[at])) fault(context)
    while (isDigit(text[at])) at++
  }

  function number(): void {
    if (text[at] === '-') at++
    if (text[at] === '0') at++
    else digits('in numeric literal')
    if (text[at] === '.') {
      at++
      digits('after decimal point in numeric literal')
    }
    if (text[at] === 'e' || text[at] === 'E') {
      at++
      if (text[at] === '+' || text[at] === '-') at++
      digits('in exponent of numeric literal')
    }
  }

  function string(): string {
    const from = at++
    for (;;) {
      const character = text[at]
      if (character === undefined) fault('')
      if (character === '"') break
      if (character < ' ') fault('in string literal')
      if (character === '\\') escape()
      else at++
    }
    at++
    return text.slice(from + 1, at - 1)
  }

  function escape(): void {
    at++
    if (text[at] !== 'u') {
      if (!'"\\/bfnrt'.includes(text[at] ?? '?')) fault('in string escape code')
      at++
      return
    }
    at++
    for (let i = 0; i < 4; i++, at++)
      if (!/[0-9a-fA-F]/.test(text[at] ?? '')) fault('in \\u hexadecimal character escape')
  }

  function object(path: string, depth: number): void {
    const names = new Set<string>()
    at++
    blank()
    if (text[at] === '}') return void at++
    for (;;) {
      blank()
      if (text[at] !== '"') fault('looking for beginning of object key string')
      const name = string()
      const here = path === '' ? name : `${path}.${name}`
      if (names.has(name)) duplicates.push(here)
      names.add(name)
      blank()
      if (text[at] !== ':') fault('after object key')
      at++
      value(here, depth)
      blank()
      if (text[at] === '}') return void at++
      if (text[at] !== ',') fault('after object key:value pair')
      at++
    }
  }

  function list(path: string, depth: number): void {
    at++
    blank()
    if (text[at] === ']') return void at++
    for (let i = 0; ; i++) {
      value(`${path}[${i}]`, depth)
      blank()
      if (text[at] === ']') return void at++
      if (text[at] !== ',') fault('after array element')
      at++
    }
  }

  function value(path: string, depth: number): void {
    if (depth > maxDepth) throw new JsonTextError('exceeded max depth')
    blank()
    const character = text[at]
    if (character === '{') object(path, depth + 1)
    else if (character === '[') list(path, depth + 1)
    else if (character === '"') string()
    else if (character === 't') word('true')
    else if (character === 'f') word('false')
    else if (character === 'n') word('null')
    else if (character === '-' || isDigit(character)) number()
    else fault('looking for beginning of value')
  }

  value('', 0)
  blank()
  if (at < text.length) fault('after top-level value')
  return duplicates
}

function isDigit(character: string | undefined): boolean {
  return character !== undefined && character >= '0' && character <= '9'
}

function quoted(character: string): string {
  if (character === "'") return "'\\''"
  if (character === '"') return "'\"'"
  return `'${JSON.stringify(character).slice(1, -1)}'`
}
