/** What a Node module hands out, read from its text. */
import { plainCode } from './plain-code.ts'

/** The exports of a module. */
export interface NodeExports {
  names: string[]
  /** The module itself is a function, or hands out what cannot be told from its text. */
  isOpen: boolean
  /** It is written as an ECMAScript module. */
  isModule: boolean
}

export function nodeExports(code: string): NodeExports {
  const text = plainCode(code, 'nodejs')
  const readable = plainCode(code, 'nodejs', true)
  const names: string[] = []
  const isOpen = [...ofCommonJs(text, readable, names), ...ofModule(text, names)].some(Boolean)
  return { names: [...new Set(names)], isOpen, isModule: /^[ \t]*export\b/m.test(text) }
}

const mostMentions = 1000
const mostObject = 50_000
const mostItem = 200

/** For each mention of `exports` whether it leaves open what is exported. */
function ofCommonJs(text: string, readable: string, names: string[]): boolean[] {
  const mentions = [...text.matchAll(/(?<![\w$.])(?:module[ \t]*\.[ \t]*)?exports\b[ \t]*/g)]
  if (mentions.length > mostMentions) return [true]
  const isOpen = mentions.map(({ 0: whole, index }) => {
    const after = index + whole.length
    const member = /^\.[ \t]*([A-Za-z_$][\w$]*)\s*(=(?![=>]))?/.exec(text.slice(after, after + 200))
    if (member) {
      if (member[1] && member[2]) names.push(member[1])
      return false
    }
    const assigned = /^=(?!=)\s*/.exec(text.slice(after, after + 200))
    // Anything else may add to it: exports[name], Object.assign(exports, …).
    if (!assigned) return true
    const value = after + assigned[0].length
    // exports = module.exports = …: the second is judged.
    if (/^(?:module\s*\.\s*)?exports\b/.test(text.slice(value, value + 40))) return false
    const keys = text[value] === '{' ? keysOf(text, readable, value) : undefined
    names.push(...(keys ?? []))
    return keys === undefined
  })
  // The module handed to somebody else; `require.main === module` is none.
  const isHandedOn = /(?<![\w$.])module\b(?!\s*\.\s*exports\b)/.test(
    text.replaceAll(/require\.main\s*===?\s*module\b/g, ''),
  )
  return [...isOpen, isHandedOn, /(?<![\w$.])(?:eval|Function)\s*\(/.test(text)]
}

function ofModule(text: string, names: string[]): boolean[] {
  return [...text.matchAll(/^[ \t]*export\b\s*/gm)].map(({ 0: whole, index }) => {
    const rest = text.slice(index + whole.length, index + whole.length + 2_000)
    const list = /^\{([^{}]*)\}/.exec(rest)?.[1]
    if (list !== undefined) {
      const given = list.split(',').map((item) => /([A-Za-z_$][\w$]*)\s*$/.exec(item)?.[1] ?? '')
      names.push(...given.filter((name) => name !== '' && name !== 'default'))
      return given.includes('default')
    }
    const name = /^(?:(?:async\s+)?function\s*\*?|class|const|let|var)\s+([A-Za-z_$][\w$]*)/.exec(rest)?.[1]
    if (name === undefined) return true
    names.push(name)
    // More than one declared at once: not read any further.
    return /^(?:const|let|var)\s[^\n]*?,\s*[A-Za-z_$][\w$]*\s*=(?![=>])/.test(rest.slice(0, 300))
  })
}

/** The keys of an object that is written out; undefined where some are not to be told. */
function keysOf(text: string, readable: string, open: number): string[] | undefined {
  const keys: string[] = []
  let depth = 0
  let begin = open + 1
  for (let at = open; at < Math.min(text.length, open + mostObject); at++) {
    const mark = text[at] ?? ''
    if ('{[('.includes(mark)) depth++
    const isEnd = '}])'.includes(mark) && --depth === 0
    if (!isEnd && !(mark === ',' && depth === 1)) continue
    const item = readable.slice(begin, at).trim().slice(0, mostItem)
    if (item !== '') {
      const key = /^(?:(?:async|get)\s+)?\*?\s*(?:([A-Za-z_$][\w$]*)|'(\w+)'|"(\w+)")\s*(?:[:(]|$)/.exec(item)
      const name = key?.[1] ?? key?.[2] ?? key?.[3]
      if (name === undefined) return undefined
      keys.push(name)
    }
    if (isEnd) return keys
    begin = at + 1
  }
  return undefined
}
