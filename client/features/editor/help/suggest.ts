/** What the editor suggests and explains at a place in the code. Pure: text in, suggestions out. */
import { entriesIn } from '#contract/entries.ts'
import { readLanguageOf } from '#contract/plain-code.ts'
import type { ReadLanguage } from '#contract/plain-code.ts'
import { openChain } from './chain.ts'
import { go } from './go.ts'
import type { LanguageHelp, Member } from './members.ts'
import { namesAt, partOf } from './names-at.ts'
import { nodejs } from './nodejs.ts'
import { php } from './php.ts'
import { python } from './python.ts'
import { ruby } from './ruby.ts'

/** What the code is: its settings say it. */
export interface HelpContext {
  runtime: string
  handler: string
}

/** Replaces the text from `from` to `to` (offsets). */
export interface Suggestion {
  label: string
  type: string
  says: string
  example?: string
  insert: string
  /** `insert` is a snippet of Monaco. */
  isSnippet: boolean
  /** What is compared with what is typed. */
  filter: string
  from: number
  to: number
}

export interface Explanation {
  member: Member
  from: number
  to: number
}

/** In the order in which they are to be shown. */
export function suggest(code: string, offset: number, of: HelpContext): Suggestion[] {
  const known = knowledgeOf(of)
  if (!known) return []
  const begin = code.lastIndexOf('\n', offset - 1) + 1
  const line = code.slice(begin, offset)
  const asked = openChain(line)
  if (!asked) return /^\w*$/.test(line) ? starters(code, begin, offset, known) : []
  if (!fits[known.language].test(asked.opener)) return []
  const names = namesAt(code, offset, known)
  const holder = partOf(names, asked.holder)
  const from = begin + asked.from
  return (holder?.members ?? []).map((member) => ({
    label: member.name,
    type: member.type,
    says: member.says,
    example: inOwnNames(member, names, known).example,
    insert: asked.opener === '?.' && member.written.startsWith('.') ? `?${member.written}` : member.written,
    isSnippet: false,
    filter: asked.opener + member.name,
    from,
    to: endOfPart(code, offset, asked.opener),
  }))
}

/** What the word at the place stands for. */
export function explain(code: string, offset: number, of: HelpContext): Explanation | undefined {
  const known = knowledgeOf(of)
  if (!known) return undefined
  const begin = code.lastIndexOf('\n', offset - 1) + 1
  // In quotes a name may hold hyphens; elsewhere they are a minus.
  for (const letter of [/[\w-]/, /\w/]) {
    let [from, to] = [offset, offset]
    while (from > begin && letter.test(code.charAt(from - 1))) from--
    while (letter.test(code.charAt(to))) to++
    if (from === to) return undefined
    const names = namesAt(code, to, known)
    const asked = openChain(code.slice(begin, to))
    const isWhole = asked !== undefined && asked.part === code.slice(from, to)
    const found = isWhole
      ? partOf(names, asked.holder)?.members?.find(({ name }) => name === asked.part)
      : undefined
    if (found) return { member: inOwnNames(found, names, known), from, to }
    if (code.charAt(from - 1) === '$') from--
    const isAlone = !/[\w$.>'"]/.test(code.charAt(from - 1))
    const root = isAlone ? names.get(code.slice(from, to)) : undefined
    if (root) return { member: root, from, to }
  }
  return undefined
}

/** With the example written in the names of the code's own parameters. */
function inOwnNames(member: Member, names: ReadonlyMap<string, Member>, { help }: Knowledge): Member {
  let { example } = member
  for (const usual of [help.event, help.context]) {
    const own = [...names].find(([name, known]) => known === usual && name !== usual.name)?.[0]
    const word = new RegExp(`(?<![\\w$.])${usual.name.replace('$', '\\$')}(?!\\w|-\\w)`, 'g')
    if (own !== undefined) example = example?.replaceAll(word, () => own)
  }
  return { ...member, example }
}

interface Knowledge {
  language: ReadLanguage
  help: LanguageHelp
  entry: string
}

const languages: Record<ReadLanguage, LanguageHelp> = { python, nodejs, ruby, php, go }

/** What may be typed to ask for a part. */
const fits: Record<ReadLanguage, RegExp> = {
  python: /^(?:\.|\[['"]?)$/,
  nodejs: /^(?:\??\.|\[['"]?)$/,
  ruby: /^(?:&?\.|\[:?['"]?)$/,
  php: /^->/,
  go: /^\.$/,
}

/** Nothing for CloudEvents, whose event is another one. */
function knowledgeOf({ runtime, handler }: HelpContext): Knowledge | undefined {
  const language = readLanguageOf(runtime)
  if (!language || runtime.startsWith('nodejsCE')) return undefined
  return { language, help: languages[language], entry: handler.trim().split('.')[1] ?? '' }
}

/** A handler to begin with, where a line begins. */
function starters(
  code: string,
  from: number,
  to: number,
  { help, language, entry }: Knowledge,
): Suggestion[] {
  const names = entriesIn(code, language)?.names ?? []
  const isMissing = /^[A-Za-z_]\w*$/.test(entry) && !names.includes(entry)
  const { label, snippet } = help.starter(isMissing ? entry : 'name', code)
  // Among other words it would only be in the way of those.
  if (!label.startsWith(code.slice(from, to))) return []
  const says = isMissing ? 'The function that the handler names.' : 'A function that a handler can name.'
  return [{ label, type: 'handler', says, insert: snippet, isSnippet: true, filter: label, from, to }]
}

/** Behind what is left of the name, and what the editor closed by itself. */
function endOfPart(code: string, offset: number, opener: string): number {
  const quote = /['"]$/.exec(opener)?.[0] ?? ''
  const close = opener.includes('[') ? '\\]' : opener.includes('{') ? '\\}' : ''
  const rest = new RegExp(`^\\w*${close && `(?:[\\w-]*${quote}${close})?`}`).exec(
    code.slice(offset, offset + 100),
  )
  return offset + (rest?.[0].length ?? 0)
}
