/** Which names stand for the event and the context, or a part of them, at a place in the code. Pure, and by a few patterns, not a parser. */
import type { ReadLanguage } from '#contract/plain-code.ts'
import { chain, stepsIn } from './chain.ts'
import type { LanguageHelp, Member } from './members.ts'

/** Where the function that holds a place begins, and what it takes. */
interface Header {
  index: number
  name: string
  parameters: string[]
}

/**
 * The names and what they stand for. The parameters of the handler are called as its signature says; elsewhere the
 * usual names count. What was taken out of them before the place (`request = event['extensions']['request']`) has a name too.
 */
export function namesAt(
  code: string,
  offset: number,
  of: { language: ReadLanguage; help: LanguageHelp; entry: string },
): Map<string, Member> {
  const { language, help, entry } = of
  const header = headerBefore(code, offset, language)
  const names = new Map<string, Member>()
  // In Go, context is the name of a package too.
  if (language !== 'go') for (const usual of [help.event, help.context]) names.set(usual.name, usual)
  if (!header) return names
  const isHandler =
    header.name === entry ||
    header.name === '' ||
    header.parameters[0]?.includes(help.event.name) ||
    // The handler has a slip in it: then whatever could be one is taken for it.
    (header.parameters.length === 2 && !headersIn(code, language).some(({ name }) => name === entry))
  for (const [index, parameter] of header.parameters.entries()) {
    const role =
      language === 'go'
        ? roleInGo(parameter, header, index, help)
        : isHandler && [help.event, help.context][index]
    if (role) nameParameter(names, parameter, role)
  }
  nameParts(names, code.slice(header.index, offset))
  return names
}

const headers: Record<ReadLanguage, RegExp[]> = {
  python: [
    /^(?:async[ \t]+)?def[ \t]+(\w+)[ \t]*\(([^)]*)\)/gm,
    /^(\w+)[ \t]*=[ \t]*lambda[ \t]+([^:\n]*):/gm,
  ],
  nodejs: [
    /^(?:export\s+)?(?:default\s+)?(?:async\s+)?function\s*\*?\s*([\w$]*)\s*\(([^)]*)\)/gm,
    /^(?:export\s+)?(?:(?:const|let|var)\s+|(?:module\.)?exports\.)([\w$]+)\s*=\s*(?:async\s*)?(?:function\s*[\w$]*\s*)?\(([^)]*)\)/gm,
    /^(?:export\s+)?(?:(?:const|let|var)\s+|(?:module\.)?exports\.)([\w$]+)\s*=\s*(?:async\s+)?([\w$]+)\s*=>/gm,
    /^(?:module\.exports\s*=|export\s+default)\s*(?:async\s*)?(?:function\s*[\w$]*\s*)?()\(([^)]*)\)/gm,
    /^[ \t]+(?:async\s+)?([\w$]+)(?:\s*:\s*(?:async\s*)?(?:function\s*[\w$]*\s*)?)?\(([^)]*)\)\s*(?:=>|\{)/gm,
  ],
  ruby: [/^def[ \t]+(\w+)[ \t]*\(?([^)\n]*)\)?/gm],
  php: [/^[ \t]*function[ \t]+&?(\w+)[ \t]*\(([^)]*)\)/gm],
  go: [/^func[ \t]+(\w+)[ \t]*\(([^)]*)\)/gm],
}

/** Words that stand before parentheses as a method in an object does. */
const noNames = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'return', 'function', 'await'])

function headerBefore(code: string, offset: number, language: ReadLanguage): Header | undefined {
  return headersIn(code.slice(0, offset), language).reduce<Header | undefined>(
    (last, header) => (last && last.index > header.index ? last : header),
    undefined,
  )
}

function headersIn(code: string, language: ReadLanguage): Header[] {
  return headers[language].flatMap((pattern) =>
    [...code.matchAll(pattern)].flatMap(({ 0: whole, 1: name = '', 2: list = '', index }) => {
      const isInObject = language === 'nodejs' && /^[ \t]/.test(whole)
      // Of callbacks within a function, those with the usual names are of interest only.
      if (noNames.has(name) || (isInObject && !list.includes('event'))) return []
      return [{ index, name, parameters: list.split(',').map((text) => text.trim()) }]
    }),
  )
}

function roleInGo(
  parameter: string,
  { parameters }: Header,
  index: number,
  help: LanguageHelp,
): Member | undefined {
  // `event, other functions.Event` gives both the type of the last.
  const typed = parameters.slice(index).find((text) => /\s/.test(text)) ?? parameter
  if (/\bfunctions\.Event$/.test(typed)) return help.event
  return /\bfunctions\.Context$/.test(typed) ? help.context : undefined
}

function nameParameter(names: Map<string, Member>, parameter: string, role: Member): void {
  const name =
    /^(?:\??[\w\\]+\s+)?&?(\$[A-Za-z_]\w*)/.exec(parameter)?.[1] ?? /^[A-Za-z_][\w$]*/.exec(parameter)?.[0]
  if (name !== undefined) names.set(name, role)
}

const assignment = new RegExp(
  `(?:(?:const|let|var)[ \\t]+)?(\\$?[A-Za-z_]\\w*)[ \\t]*:?=[ \\t]*(${chain})[ \\t]*;?[ \\t]*$`,
  'gm',
)
const destructuring = new RegExp(
  `(?:const|let|var)\\s*\\{([^{}]*)\\}\\s*=\\s*(${chain})[ \\t]*;?[ \\t]*$`,
  'gm',
)

/** Names for parts, given in the body of the function. */
function nameParts(names: Map<string, Member>, body: string): void {
  for (const [, list = '', whole = ''] of body.matchAll(destructuring)) {
    const holder = partOf(names, whole)
    for (const item of holder ? list.split(',') : []) {
      const [, key = '', name = key] = /^\s*([\w$]+)\s*(?::\s*([\w$]+))?/.exec(item) ?? []
      const part = holder?.members?.find((member) => member.name === key)
      if (part) names.set(name, part)
    }
  }
  for (const [, name = '', whole = ''] of body.matchAll(assignment)) {
    const part = partOf(names, whole)
    if (part?.members) names.set(name, part)
  }
}

/** What an expression stands for, e.g. `event.extensions.request`. */
export function partOf(names: ReadonlyMap<string, Member>, expression: string): Member | undefined {
  const [root = '', ...steps] = stepsIn(expression)
  return steps.reduce<Member | undefined>(
    (holder, step) => holder?.members?.find(({ name }) => name === step),
    names.get(root),
  )
}
