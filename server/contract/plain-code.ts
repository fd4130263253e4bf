/** Source text without what is no code: enough of five languages' lexical rules to look for names in it. */

/** The languages whose code we read, by the IDs of their runtimes. */
export type ReadLanguage = 'python' | 'nodejs' | 'ruby' | 'php' | 'go'

/** The language of a runtime, e.g. `nodejs` for `nodejs_distroless8`; undefined for one we do not read. */
export function readLanguageOf(runtime: string): ReadLanguage | undefined {
  const id = runtime.replace(/[\d.].*$/, '')
  if (id.startsWith('nodejs')) return 'nodejs'
  return languages.find((language) => language === id)
}

/**
 * The code with comments, and the contents of strings unless they are kept, as spaces: every other
 * character stays where it is. What is not closed is left as it stands. Takes time in proportion to the code.
 */
export function plainCode(code: string, language: ReadLanguage, keepsStrings = false): string {
  const pieces: string[] = []
  const reader: Reader = { code, language, heredocs: [], unclosed: new Set() }
  for (let at = 0, end = 0; at < code.length; at = end) {
    const piece = pieceAt(reader, at)
    end = piece.end
    const text = code.slice(at, end)
    if (piece.kind === 'code' || (piece.kind === 'string' && keepsStrings)) pieces.push(text)
    else pieces.push(blank(text, piece.kind))
  }
  return pieces.join('')
}

interface Reader {
  code: string
  language: ReadLanguage
  /** Tags of the heredocs whose text begins with the next line. */
  heredocs: string[]
  /** What was found to be opened and never closed: not looked for again, which would take for ever. */
  unclosed: Set<Rule | string>
}

interface Piece {
  end: number
  kind: 'code' | 'string' | 'comment'
}

function pieceAt(reader: Reader, at: number): Piece {
  const { code, language, unclosed } = reader
  const mark = code.charAt(at)
  if (mark === '\n') return afterLine(reader, at)
  const possible = rules[language][mark]
  if (!possible) return { end: at + (matchAt(noMarks, code, at) ?? 1), kind: 'code' }
  for (const rule of possible) {
    if (unclosed.has(rule)) continue
    const length = rule.pattern === 'template' ? templateAt(code, at) : matchAt(rule.pattern, code, at)
    if (length !== undefined) {
      if (rule.kind === 'code') reader.heredocs.push(code.slice(at, at + length).replaceAll(/\W/g, ''))
      return { end: at + length, kind: rule.kind }
    }
    if (rule.opens !== undefined && code.startsWith(rule.opens, at)) unclosed.add(rule)
  }
  return { end: at + 1, kind: 'code' }
}

/** The end of a line, with the heredocs that follow it. */
function afterLine(reader: Reader, at: number): Piece {
  const { code, unclosed } = reader
  let end = at + 1
  for (const tag of reader.heredocs.filter((known) => !unclosed.has(known))) {
    const close = new RegExp(`^[ \\t]*${tag}\\b`, 'gm')
    close.lastIndex = end
    const found = close.exec(code)
    if (found) end = found.index + found[0].length
    else unclosed.add(tag)
  }
  reader.heredocs = []
  return { end, kind: end > at + 1 ? 'comment' : 'code' }
}

const languages: ReadLanguage[] = ['python', 'nodejs', 'ruby', 'php', 'go']
/** What a mark may begin: the first that fits counts. */
interface Rule {
  /** `code`: a heredoc is announced. */
  kind: Piece['kind']
  pattern: RegExp | 'template'
  /** What goes over many lines begins with this. */
  opens?: string
}

const noMarks = /[^#/'"`<=\n]+/y
const slashes: Rule = { kind: 'comment', pattern: /\/\/.*/y }
const hash: Rule = { kind: 'comment', pattern: /#.*/y }
const block: Rule = { kind: 'comment', pattern: /\/\*[\s\S]*?\*\//y, opens: '/*' }
const beginToEnd: Rule = {
  kind: 'comment',
  pattern: /(?<=^|\n)=begin\b[\s\S]*?\n=end\b.*/y,
  opens: '=begin',
}
const single: Rule = { kind: 'string', pattern: /'(?:[^'\\\n]|\\[\s\S])*'/y }
const double: Rule = { kind: 'string', pattern: /"(?:[^"\\\n]|\\[\s\S])*"/y }
const singleOverLines: Rule = { kind: 'string', pattern: /'(?:[^'\\]|\\[\s\S])*'/y, opens: "'" }
const doubleOverLines: Rule = { kind: 'string', pattern: /"(?:[^"\\]|\\[\s\S])*"/y, opens: '"' }
const threeSingles: Rule = { kind: 'string', pattern: /'''[\s\S]*?'''/y, opens: "'''" }
const threeDoubles: Rule = { kind: 'string', pattern: /"""[\s\S]*?"""/y, opens: '"""' }
const raw: Rule = { kind: 'string', pattern: /`[^`]*`/y, opens: '`' }
const template: Rule = { kind: 'string', pattern: 'template', opens: '`' }
const heredoc: Rule = { kind: 'code', pattern: /<<<?[~-]?[ \t]*(['"]?)([A-Z_]\w{0,60})\1/y }
/** Where a value can stand; elsewhere `/` divides. */
const regularExpression: Rule = {
  kind: 'string',
  pattern:
    /(?<=(?:^|[=(,:;!&|?{}[\n]|\breturn)[ \t]*)\/(?![*/])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,500}\//y,
}

const rules: Record<ReadLanguage, Record<string, Rule[]>> = {
  python: { '#': [hash], "'": [threeSingles, single], '"': [threeDoubles, double] },
  nodejs: { '/': [slashes, block, regularExpression], "'": [single], '"': [double], '`': [template] },
  ruby: {
    '#': [hash],
    '=': [beginToEnd],
    '<': [heredoc],
    '/': [regularExpression],
    "'": [singleOverLines],
    '"': [doubleOverLines],
  },
  php: { '#': [hash], '/': [slashes, block], '<': [heredoc], "'": [singleOverLines], '"': [doubleOverLines] },
  go: { '/': [slashes, block], "'": [single], '"': [double], '`': [raw] },
}

/** How long the match at this place is. */
function matchAt(pattern: RegExp, code: string, at: number): number | undefined {
  pattern.lastIndex = at
  return pattern.exec(code)?.[0].length
}

/** With the quotes of a string, so that it is still seen that there is one. */
function blank(text: string, kind: Piece['kind']): string {
  const spaces = text.replace(/[^\n]/g, ' ')
  return kind === 'string' && text.length > 1 ? text.charAt(0) + spaces.slice(1, -1) + text.slice(-1) : spaces
}

/** How long a template is with all that stands in its `${}`, be it templates again; undefined when it does not end. */
function templateAt(code: string, at: number): number | undefined {
  /** Open braces of each `${` that we are in. */
  const depths: number[] = []
  let templates = 1
  for (let index = at + 1; index < code.length; index++) {
    const mark = code[index]
    const isInText = templates > depths.length
    if (mark === '\\') index++
    else if (mark === '`') {
      templates += isInText ? -1 : 1
      if (templates === 0) return index + 1 - at
    } else if (isInText && mark === '$' && code[index + 1] === '{') {
      depths.push(0)
      index++
    } else if (!isInText && mark === '{') depths.push((depths.pop() ?? 0) + 1)
    else if (!isInText && mark === '}') {
      const depth = depths.pop() ?? 0
      if (depth > 0) depths.push(depth - 1)
    }
  }
  return undefined
}
