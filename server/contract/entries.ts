/** Which functions a text offers as handlers, as far as that can be told without running it. */
import { nodeExports } from './node-exports.ts'
import { plainCode, readLanguageOf } from './plain-code.ts'
import type { ReadLanguage } from './plain-code.ts'

/** What is known of the functions in a text. */
export interface Entries {
  /** In the order of the text. Node: what is exported. */
  names: string[]
  /** The module itself is the function, whatever the handler says, or hands out what the text does not tell. */
  isAnything: boolean
}

/** Undefined for languages we do not read. `runtime` is e.g. `python3.13`, or its ID alone. */
export function entriesIn(code: string, runtime: string): Entries | undefined {
  const language = readLanguageOf(runtime)
  if (language === undefined) return undefined
  if (language === 'nodejs') {
    const { names, isOpen } = nodeExports(code)
    return { names: names.filter((name) => !name.startsWith('_')), isAnything: isOpen }
  }
  const text = plainCode(code, language)
  const names = definitions[language].flatMap((pattern) =>
    [...text.matchAll(pattern)].map(([, name = '']) => name),
  )
  return {
    names: [...new Set(names)].filter((name) => name !== '' && !name.startsWith('_')),
    isAnything: false,
  }
}

/**
 * Whether the text surely has no function of that name. False wherever names can come about in a way that
 * is not read here: a wrong accusation costs more than a missing one.
 */
export function surelyLacks(code: string, runtime: string, name: string): boolean {
  const language = readLanguageOf(runtime)
  const entries = entriesIn(code, runtime)
  if (language === undefined || !entries || entries.isAnything || code.trim() === '') return false
  const isName = new RegExp(`^${asPattern(name)}$`, language === 'php' ? 'i' : '')
  if (entries.names.some((known) => isName.test(known))) return false
  const text = plainCode(code, language)
  if (language === 'nodejs') return !new RegExp(`\\bthis\\s*\\.\\s*${asPattern(name)}\\b`).test(text)
  if (bringsOthers[language].test(text)) return false
  return !mayDefine(text, language, name)
}

/** Whether the name stands where it may be given to something; calling it, or asking for one in an object, does not. */
function mayDefine(text: string, language: ReadLanguage, name: string): boolean {
  const word = `(?<![\\w$])${asPattern(name)}(?![\\w$])`
  // PHP has no other way to a function than to write it down.
  if (language === 'php') return new RegExp(`\\bfunction\\s+&?\\s*${word}`, 'i').test(text)
  return (
    new RegExp(`\\b(?:def|class|func)\\s+${word}`).test(text) ||
    new RegExp(`(?<!\\.\\s*)${word}(?!\\s*\\()`).test(text)
  )
}

function asPattern(name: string): string {
  return name.replaceAll(/\W/g, '\\$&')
}

const definitions: Record<Exclude<ReadLanguage, 'nodejs'>, RegExp[]> = {
  python: [/^(?:async[ \t]+)?def[ \t]+([A-Za-z]\w*)/gm, /^([A-Za-z]\w*)[ \t]*=[ \t]*lambda\b/gm],
  ruby: [/^def[ \t]+(?!self\b)([A-Za-z_]\w*[?!]?)/gm],
  php: [/(?:^|<\?php|[;{}])[ \t]*function[ \t]+&?([A-Za-z_]\w*)[ \t]*\(/gim],
  go: [/^func[ \t]+([A-Z]\w*)[ \t]*[([]/gm],
}

/** What may bring functions that are not written in the text. */
const bringsOthers: Record<Exclude<ReadLanguage, 'nodejs'>, RegExp> = {
  python:
    /\bimport\s*(?:\(\s*)?\*|\b(?:globals|locals|vars|exec|eval|setattr)\s*\(|\b__getattr__\b|\bsys\s*\.\s*modules\b/,
  ruby: /(?<![\w.])(?:require_relative|load|include|extend|autoload)(?![\w?])|\b(?:\w*eval|define_method|method_missing)\b/,
  php: /\b(?:include|require)(?:_once)?\b|\beval\s*\(|^[ \t]*namespace\b/im,
  go: /^[ \t]*import[ \t]+\.\s/m,
}

/** The name that is most likely meant: the same but for case, the nearest, or the only one. */
export function likeliest(wanted: string, names: readonly string[]): string | undefined {
  const usual = names.find((name) => /^(handler|main|hello)$/i.test(name))
  return nearest(wanted, names) ?? usual ?? names.at(-1)
}

/** The name that differs by a slip of the finger at most. */
export function nearest(wanted: string, names: readonly string[]): string | undefined {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '')
  const same = names.find((name) => plain(name) === plain(wanted))
  if (same !== undefined) return same
  const scored = names
    .map((name) => ({ name, distance: distanceOf(plain(wanted), plain(name)) }))
    .sort((a, b) => a.distance - b.distance)
  const [best] = scored
  return best && best.distance <= Math.max(1, Math.ceil(wanted.length / 3)) ? best.name : undefined
}

/** How many letters differ; long names are cut. */
function distanceOf(from: string, to: string): number {
  const [a, b] = [from.slice(0, 40), to.slice(0, 40)]
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++)
      next.push(
        Math.min(
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      )
    row = next
  }
  return row[b.length] ?? 0
}
