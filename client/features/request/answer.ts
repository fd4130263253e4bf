/** What there is to say about an answer, in words and as text. Pure. */
import type { Invocation, InvocationBody } from '#contract/invocations.ts'
import { shortChecksum } from '../../lib/short-checksum.ts'
import { formatJson } from './json-text.ts'

/** How an answer went, for its colour; never for anything else. */
export type AnswerTone = 'good' | 'moved' | 'refused' | 'failed'

export function toneOf(status: number): AnswerTone {
  if (status >= 500) return 'failed'
  if (status >= 400) return 'refused'
  return status >= 300 ? 'moved' : 'good'
}

/** One sentence on whose answer it is: a function that answers 500 has answered. */
export function answerSentence({ status, headers }: Invocation): string | undefined {
  const own = headers['x-kubeless-error']
  if (own === 'timeout') return 'The function took longer than its timeout and was stopped.'
  if (status >= 400)
    return `The function answered ${status}${own === 'exception' ? ': it raised an exception' : ''}`
  return undefined
}

/** How a body is best shown. */
export type AnswerView =
  | { kind: 'empty' }
  | { kind: 'json'; pretty: string; raw: string }
  | { kind: 'text'; raw: string }
  | { kind: 'binary'; bytes: Uint8Array }

/** JSON by content, not only by type: many runtimes send it as text. */
export function viewOf(body: InvocationBody, contentType = ''): AnswerView {
  if (body.data === '') return { kind: 'empty' }
  if (body.encoding === 'base64') return { kind: 'binary', bytes: bytesOf(body) }
  const looksLikeJson = /json/i.test(contentType) || /^\s*[[{]/.test(body.data)
  const pretty = looksLikeJson && body.data.length <= formatLimit ? formatJson(body.data) : undefined
  if (pretty === undefined) return { kind: 'text', raw: body.data }
  return { kind: 'json', pretty, raw: body.data }
}

/** Beyond this many characters a body is shown as it came. */
const formatLimit = 2_000_000

export function bytesOf({ encoding, data }: InvocationBody): Uint8Array {
  if (encoding === 'utf8') return new TextEncoder().encode(data)
  return Uint8Array.from(atob(data), (character) => character.charCodeAt(0))
}

/** The first bytes as a hex dump: offset, sixteen bytes, their printable characters. */
export function hexDump(bytes: Uint8Array, limit = 512): string {
  const lines: string[] = []
  for (let at = 0; at < Math.min(bytes.length, limit); at += 16) {
    const row = [...bytes.subarray(at, Math.min(at + 16, limit))]
    const hex = row.map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
    const text = row.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('')
    lines.push(`${at.toString(16).padStart(8, '0')}  ${hex.padEnd(47)}  ${text}`)
  }
  return lines.join('\n')
}

/** A size for people: `0 B`, `999 B`, `1.2 KB`, `10 MB`. */
export function sizeWords(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`
  const [value, unit] = bytes < 999_500 ? [bytes / 1000, 'KB'] : [bytes / 1_000_000, 'MB']
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, '') : Math.round(value)} ${unit}`
}

/** A duration for people: `3 ms`, `1.24 s`, `2 min 5 s`. */
export function durationWords(ms: number): string {
  if (ms < 999.5) return `${ms < 9.95 && ms % 1 !== 0 ? ms.toFixed(1) : Math.round(ms)} ms`
  if (ms < 60_000) return `${(ms / 1000).toFixed(2)} s`
  return `${Math.floor(ms / 60_000)} min ${Math.floor((ms % 60_000) / 1000)} s`
}

/** The version that is stored now. */
export interface StoredVersion {
  checksum: string
  /** ISO 8601. */
  changedAt: string
}

/** Which code answered, as far as the runtime said; an answer stays on the screen while newer versions are stored. */
export function whoAnswered(
  { answeredBy: { checksum, isCurrent = false }, startedAt }: Invocation,
  stored: StoredVersion,
): { words: string; isCurrent: boolean } | undefined {
  if (checksum === undefined) return undefined
  // What is known here of the stored version may be older than the answer.
  const wasCurrent = isCurrent && Date.parse(startedAt) >= Date.parse(stored.changedAt)
  const isStillCurrent = checksum === stored.checksum || wasCurrent
  const which = isStillCurrent ? 'current version' : 'previous version'
  return { words: `${which} ${shortChecksum(checksum)}`, isCurrent: isStillCurrent }
}

/** A file name to save a body under. */
export function downloadName(functionName: string, contentType = ''): string {
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? ''
  return `${functionName}-response${suffixes[type] ?? (/json$/.test(type) ? '.json' : '.bin')}`
}

const suffixes: Record<string, string> = {
  'text/html': '.html',
  'text/plain': '.txt',
  'text/csv': '.csv',
  'image/png': '.png',
  'image/jpeg': '.jpg',
  'image/gif': '.gif',
  'image/svg+xml': '.svg',
  'application/pdf': '.pdf',
  'application/zip': '.zip',
}
