/** Code and dependencies: what fits, what is text, and whether it is what its content type says. */
import { addressProblems } from './address-rules.ts'
import type { ErrorCode, Problem } from './errors.ts'
import { functionContentTypes } from './functions.ts'
import type { FunctionSpec } from './functions.ts'
import { isStorableText, lineOfBadCharacter, utf8Bytes } from './text.ts'

/** Both lie in one ConfigMap, which takes 1 MiB in all; the rest is for the handler and the keys. */
export const mostCodeBytes = 1_000_000

/** What is wrong with code, content type, checksum and dependencies. */
export function codeProblems(spec: FunctionSpec): Problem[] {
  const contentType = spec.contentType ?? 'text'
  return [
    ...typeProblems(contentType),
    ...contentProblems(spec.code, contentType),
    ...sizeProblems(spec),
    ...checksumProblems(spec.checksum ?? ''),
    ...depsProblems(spec.deps ?? '', spec.runtime),
  ]
}

function typeProblems(contentType: string): Problem[] {
  if (functionContentTypes.some((known) => known === contentType)) return []
  return [
    {
      code: 'content_type_invalid',
      field: 'contentType',
      message: `There is no function content type ${JSON.stringify(contentType.slice(0, 60))}.`,
      hint: `Known are: ${functionContentTypes.join(', ')}.`,
    },
  ]
}

function contentProblems(code: string, contentType: string): Problem[] {
  const problem = (errorCode: ErrorCode, message: string, hint?: string): Problem[] => [
    { code: errorCode, field: 'code', message, ...(hint && { hint }) },
  ]
  if (code === '')
    return problem(
      'code_required',
      'Code is required.',
      'Choose a sample to start from something that works.',
    )
  if (contentType.includes('base64'))
    return isBase64(code) ? [] : problem('code_invalid', 'The code is not base64, as its content type says.')
  if (contentType.includes('url')) return addressProblems(code)
  if (isStorableText(code)) return []
  return problem(
    'code_not_text',
    `Line ${lineOfBadCharacter(code)} of the code holds a character that is not text.`,
    'Remove it. A file that is not text is sent as base64.',
  )
}

/** Line breaks are allowed, as the programs that decode it allow them. */
function isBase64(code: string): boolean {
  const text = code.replace(/[\r\n]/g, '')
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text)
}

function sizeProblems({ code, deps = '' }: FunctionSpec): Problem[] {
  const bytes = utf8Bytes(code) + utf8Bytes(deps)
  if (bytes <= mostCodeBytes) return []
  return [
    {
      code: 'code_too_large',
      field: 'code',
      message: `Code and dependency file have ${bytes.toLocaleString('en-GB')} bytes together; at most ${mostCodeBytes.toLocaleString('en-GB')} can be stored, so that it fits in a ConfigMap (1 MiB).`,
      hint: 'Put data elsewhere, or have the code fetched from an address (content type url).',
    },
  ]
}

function checksumProblems(checksum: string): Problem[] {
  if (checksum === '' || /^sha256:[0-9a-f]{64}$/.test(checksum)) return []
  return [
    {
      code: 'checksum_invalid',
      field: 'checksum',
      message: 'A checksum is sha256: and 64 hexadecimal digits in lower case.',
      hint: 'Leave it out: the server computes it.',
    },
  ]
}

function depsProblems(deps: string, runtime: string): Problem[] {
  const problem = (code: ErrorCode, message: string, hint: string): Problem[] => [
    { code, field: 'deps', message, hint },
  ]
  if (!isStorableText(deps))
    return problem(
      'deps_not_text',
      `Line ${lineOfBadCharacter(deps)} of the dependencies holds a character that is not text.`,
      'Remove it.',
    )
  const [, file] = jsonFiles.find(([language]) => runtime.startsWith(language)) ?? []
  if (file === undefined || deps.trim() === '') return []
  const wrong = whatIsWrongWithPackage(deps)
  return wrong === undefined
    ? []
    : problem('deps_invalid', `The dependencies are not a ${file}: ${wrong}`, packageHints[file] ?? '')
}

/** Runtimes whose dependency file is JSON. */
const jsonFiles = [
  ['nodejs', 'package.json'],
  ['php', 'composer.json'],
] as const

const packageHints: Record<string, string> = {
  'package.json': 'e.g. { "dependencies": { "ms": "^2.1.3" } }',
  'composer.json': 'e.g. { "require": { "monolog/monolog": "^3" } }',
}

function whatIsWrongWithPackage(text: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return `${error instanceof Error ? error.message : 'not JSON'}.`
  }
  if (!isRecord(value)) return 'it is JSON, but not an object.'
  for (const key of ['dependencies', 'devDependencies', 'optionalDependencies', 'require'])
    if (value[key] !== undefined && !isRecord(value[key])) return `${key} is not an object.`
  return undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
