/**
 * JSON as text: laid out and tinted without ever becoming values, so that numbers of any size,
 * repeated keys and their order come through as they were sent. Pure.
 */

/** A piece of a JSON text. `space` holds white space as well as what is no JSON. */
export interface JsonToken {
  kind: 'key' | 'string' | 'number' | 'word' | 'mark' | 'space'
  text: string
}

/** Whether `JSON.parse` would take it, and what it says if not. */
export function jsonProblem(text: string): string | undefined {
  try {
    JSON.parse(text)
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const piece =
  /(?<string>"(?:[^"\\]|\\.)*")(?<colon>\s*:)?|(?<number>-?\d[\d.eE+-]*)|(?<word>true|false|null)|(?<mark>[{}[\],:])|\s+|[^\s{}[\],:"]+|"/gs

/** Every character of the text, in order, in pieces that can be tinted. */
export function jsonTokens(text: string): JsonToken[] {
  const tokens: JsonToken[] = []
  for (const { 0: whole, groups = {} } of text.matchAll(piece)) {
    const { string, colon, number, word, mark } = groups
    if (string !== undefined) tokens.push({ kind: colon === undefined ? 'string' : 'key', text: string })
    else tokens.push({ kind: number ? 'number' : word ? 'word' : mark ? 'mark' : 'space', text: whole })
    if (colon !== undefined) {
      if (colon.length > 1) tokens.push({ kind: 'space', text: colon.slice(0, -1) })
      tokens.push({ kind: 'mark', text: ':' })
    }
  }
  return tokens
}

/** The same JSON with one member a line, indented by two; `undefined` when it is not JSON. */
export function formatJson(text: string): string | undefined {
  if (jsonProblem(text) !== undefined) return undefined
  const tokens = jsonTokens(text).filter(({ kind }) => kind !== 'space')
  let depth = 0
  const lines: string[] = []
  let line = ''
  const breakLine = () => {
    lines.push(line)
    line = '  '.repeat(depth)
  }
  for (const [at, token] of tokens.entries()) {
    const isEmpty = /^[[{]$/.test(token.text) && /^[\]}]$/.test(tokens[at + 1]?.text ?? '')
    const endsEmpty = /^[\]}]$/.test(token.text) && /^[[{]$/.test(tokens[at - 1]?.text ?? '')
    if (token.kind !== 'mark' || isEmpty || endsEmpty) line += token.text
    else if (token.text === '{' || token.text === '[') {
      line += token.text
      depth += 1
      breakLine()
    } else if (token.text === '}' || token.text === ']') {
      depth -= 1
      breakLine()
      line += token.text
    } else if (token.text === ',') {
      line += ','
      breakLine()
    } else line += ': '
  }
  lines.push(line)
  return lines.join('\n')
}
