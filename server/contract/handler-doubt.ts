/**
 * Whether the handler names a function that the code surely does not have: said while there is still time to
 * mend it. It is a doubt and no problem: what is sent all the same is taken, by forms and routes alike.
 */
import { entriesIn, nearest, surelyLacks } from './entries.ts'
import type { FunctionSpec } from './functions.ts'
import { nodeExports } from './node-exports.ts'
import { plainCode, readLanguageOf } from './plain-code.ts'
import type { ReadLanguage } from './plain-code.ts'

/** What is doubtful about a handler, for the person who typed it or the code. */
export interface HandlerDoubt {
  /** One sentence, e.g. `handler.py defines hello and bye, not helo.` */
  message: string
  hint: string
  /** The one change that would most likely mend it. */
  mend?: { label: string; change: { handler: string } | { code: string } }
}

/** Undefined when nothing is known against the handler; so for archives, addresses and languages we do not read. */
export function handlerDoubt(
  spec: Pick<FunctionSpec, 'handler' | 'code' | 'contentType' | 'runtime'>,
): HandlerDoubt | undefined {
  const { code, runtime } = spec
  const language = readLanguageOf(runtime)
  const [module, entry] = spec.handler.trim().split('.')
  if (!language || !module || !entry || !(spec.contentType ?? 'text').startsWith('text')) return undefined
  const file = `${module}${suffixes[language]}`
  if (language === 'php' && code.trim() !== '' && !/<\?(?:php|=|\s)/i.test(code))
    return withoutTag(file, code)
  if (language === 'go' && /^[^A-Z]/.test(entry)) return unexportedInGo(file, module, entry, code)
  if (!surelyLacks(code, runtime, entry)) return undefined
  if (language === 'nodejs' && isDefined(code, entry)) return notExported(file, entry, code)
  const names = entriesIn(code, runtime)?.names ?? []
  const hint =
    language === 'nodejs'
      ? 'Change the handler, or export the function.'
      : 'Change the handler, or the name of the function.'
  const likely = names.length === 1 ? names[0] : nearest(entry, names)
  const handler = `${module}.${likely}`
  return {
    message: whatIsThere(file, entry, names, language),
    hint: `No call could be answered. ${hint}`,
    ...(likely !== undefined && { mend: { label: `Change the handler to ${handler}`, change: { handler } } }),
  }
}

const suffixes: Record<ReadLanguage, string> = {
  python: '.py',
  nodejs: '.js',
  ruby: '.rb',
  php: '.php',
  go: '.go',
}

function whatIsThere(file: string, entry: string, names: readonly string[], language: ReadLanguage): string {
  const isNode = language === 'nodejs'
  if (names.length === 0)
    return isNode
      ? `${file} exports nothing, so there is no ${entry} to call.`
      : `${file} defines no function, so there is no ${entry} to call.`
  return `${file} ${isNode ? 'exports' : 'defines'} ${listOf(names)}, not ${entry}.`
}

function listOf(names: readonly string[]): string {
  const most = 4
  const shown = names.slice(0, most)
  const left = names.length - shown.length
  const words = left > 0 ? [...shown, `${left} more`] : shown
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

function withoutTag(file: string, code: string): HandlerDoubt {
  return {
    message: `${file} does not begin with <?php, so PHP takes it for text and defines nothing.`,
    hint: 'No call could be answered. Put <?php on the first line.',
    mend: { label: 'Put <?php on the first line', change: { code: `<?php\n${code}` } },
  }
}

function isDefined(code: string, name: string): boolean {
  const pattern = `^(?:async\\s+)?(?:function(?:\\s*\\*\\s*|\\s+)|(?:const|let|var)\\s+)${name}(?![\\w$])`
  return new RegExp(pattern, 'm').test(plainCode(code, 'nodejs'))
}

function notExported(file: string, entry: string, code: string): HandlerDoubt {
  const line = nodeExports(code).isModule ? `export { ${entry} }` : `exports.${entry} = ${entry}`
  const gap = code.endsWith('\n') ? '' : '\n'
  return {
    message: `${file} has ${entry}, but does not export it.`,
    hint: `No call could be answered. Write ${line} below it.`,
    mend: { label: `Export ${entry}`, change: { code: `${code}${gap}\n${line}\n` } },
  }
}

function unexportedInGo(file: string, module: string, entry: string, code: string): HandlerDoubt {
  const name = entry.charAt(0).toUpperCase() + entry.slice(1)
  const isThere = entriesIn(code, 'go')?.names.includes(name)
  const handler = `${module}.${name}`
  return {
    message: `${file} cannot hand out ${entry}: Go does that only with names that begin with a capital letter.`,
    hint: isThere
      ? 'It would not compile.'
      : `It would not compile. Call it ${name}, in the code and in the handler.`,
    ...(isThere && { mend: { label: `Change the handler to ${handler}`, change: { handler } } }),
  }
}
