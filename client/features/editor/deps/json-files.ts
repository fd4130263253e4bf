/** `package.json` and `composer.json`. */
import { jsonSlip } from './json-slip.ts'
import type { Remark } from './remarks.ts'

export function packageRemarks(text: string): Remark[] {
  return remarksOnLists(text, {
    lists: ['dependencies', 'optionalDependencies', 'devDependencies'],
    main: 'dependencies',
    version: '"^2.1.3"',
    problemWith: (name) =>
      /^(?:@[\w.~-]+\/)?[\w.~-]+$/.test(name) ? undefined : `npm has no names like ${JSON.stringify(name)}.`,
  })
}

export function composerRemarks(text: string): Remark[] {
  return remarksOnLists(text, {
    lists: ['require', 'require-dev'],
    main: 'require',
    version: '"^3.0"',
    problemWith: (name) =>
      /^(?:php(?:-\w+)?|hhvm|(?:ext|lib)-[\w.-]+|composer[\w-]*|[\w.-]+\/[\w.-]+)$/i.test(name)
        ? undefined
        : `Composer’s packages are called vendor/package, which ${JSON.stringify(name)} is not.`,
  })
}

interface Rules {
  lists: string[]
  main: string
  version: string
  problemWith: (name: string) => string | undefined
}

function remarksOnLists(text: string, { lists, main, version, problemWith }: Rules): Remark[] {
  const slip = jsonSlip(text)
  if (slip) return [slip]
  const file: unknown = JSON.parse(text)
  if (!isRecord(file))
    return [{ line: 1, message: 'It has to be an object.', hint: `e.g. { "${main}": { … } }` }]
  const ofLists = lists.flatMap((list): Remark[] => {
    const packages = file[list]
    if (packages === undefined) return []
    const line = lineOf(text, list)
    if (!isRecord(packages))
      return [{ line, message: `${list} has to be an object of names and versions, in { }.` }]
    return Object.entries(packages).flatMap(([name, wanted]): Remark[] => {
      const at = { line: lineOf(text, name, list) }
      const problem = problemWith(name)
      if (problem !== undefined) return [{ ...at, message: problem }]
      if (typeof wanted === 'string') return []
      return [{ ...at, message: `The version of ${name} has to be a text.`, hint: `Write e.g. ${version}.` }]
    })
  })
  return [...ofLists, ...outside(file, text, main)]
}

/** A version at the top looks like a dependency, and is none. */
function outside(file: Record<string, unknown>, text: string, main: string): Remark[] {
  if (file[main] !== undefined) return []
  return Object.entries(file).flatMap(([name, value]): Remark[] =>
    name !== 'version' &&
    typeof value === 'string' &&
    /^(?:[\^~<>=]*\s*\d+(?:\.[\dx*]+)*|\*|latest)$/.test(value)
      ? [
          {
            line: lineOf(text, name),
            message: `${name} stands outside of ${main}, so it is not installed.`,
            hint: `Write { "${main}": { "${name}": "${value}" } }.`,
          },
        ]
      : [],
  )
}

/** Where a name stands, after where another one stands. */
function lineOf(text: string, name: string, after?: string): number {
  const from = after === undefined ? 0 : text.indexOf(JSON.stringify(after))
  const at = text.indexOf(JSON.stringify(name), from)
  return text.slice(0, Math.max(0, at)).split('\n').length
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
