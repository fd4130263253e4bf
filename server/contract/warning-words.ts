/** What the rules of `warning-rules.ts` have in common: whom they are about, what they look for, how they put it. */
import type { FunctionServer } from './functions.ts'
import type { ReadCall } from './invocation-warnings.ts'
import { isJsonFor } from './json-dialects.ts'

export const shim = (...languages: string[]) => ofKind('shim', languages)
export const kubeless = (...languages: string[]) => ofKind('kubeless', languages)
export const either = (...languages: string[]) => {
  const [ours, theirs] = [shim(...languages), kubeless(...languages)]
  return (server: FunctionServer | undefined) => ours(server) || theirs(server)
}

/** Any language when none is named. */
function ofKind(kind: FunctionServer['kind'], languages: string[]) {
  return (server: FunctionServer | undefined) =>
    server?.kind === kind && (languages.length === 0 || languages.includes(server.language))
}

/** Behind Kubeless's function proxy, which hands on a body and nothing else. */
export const proxied = ['ruby', 'php', 'ballerina']
export const anyNode = ['nodejs', 'nodejs_distroless', 'nodejsCE']
export const isNotJson = ({ body, isText, server }: ReadCall) =>
  body !== '' && isText && !isJsonFor(server?.language ?? '', body)
export const isExactlyJson = ({ contentType }: ReadCall) => contentType === 'application/json'
export const reads = ({ method }: ReadCall) => method === 'GET' || method === 'HEAD'
export const mebibyte = 1024 * 1024

export function refusesJson(call: ReadCall): string {
  return `The body is not JSON, so ${nameOf(call)} answers 400 and the function is not called: mend it, or send it as text.`
}

export function jsonUnparsed(call: ReadCall): string {
  return `${nameOf(call, true)} parses JSON only of type application/json, so this arrives as ${dataOf(call)}: write exactly that type.`
}

export function tooLarge(call: ReadCall): string {
  return `The body is larger than ${sizeWords(memfileLimit(call) ?? 0)}, so ${nameOf(call)} answers 413: send less, or set FUNC_MEMFILE_MAX (bytes) in the settings.`
}

export function isOwnPath({ path }: ReadCall): boolean {
  return path === '/healthz' || path === '/metrics'
}

export function ownPathWords(call: ReadCall): string {
  return `${nameOf(call, true)} answers ${call.path} by itself, and the function is not called: use another path.`
}

export function isJsonType(mediaType: string): boolean {
  return mediaType === 'application/json' || mediaType.endsWith('+json')
}

export function charsetOf(contentType: string): string {
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType)?.[1] ?? ''
}

export function isLargerThan({ bodyBytes }: ReadCall, limit: number | undefined): boolean {
  return limit !== undefined && bodyBytes > limit
}

/** Ours takes ten times what Kubeless's image does. */
export function nodeLimit(call: ReadCall): number | undefined {
  const megabytes = call.setting('REQ_MB_LIMIT', call.server?.kind === 'shim' ? 10 : 1)
  return megabytes === undefined ? undefined : megabytes * mebibyte
}

export function memfileLimit(call: ReadCall): number | undefined {
  return call.setting('FUNC_MEMFILE_MAX', 100 * mebibyte)
}

export function sizeWords(bytes: number): string {
  return bytes >= mebibyte ? `${Math.round((bytes / mebibyte) * 10) / 10} MB` : `${bytes} bytes`
}

/** The server in words; `starts` a sentence. */
export function nameOf({ server }: ReadCall, starts = false): string {
  const language = languages[server?.language ?? ''] ?? server?.language ?? ''
  if (server?.kind === 'kubeless') return `Kubeless’s own ${language} image`
  return `${starts ? 'The' : 'the'} ${language} runtime`
}

const languages: Readonly<Record<string, string>> = {
  python: 'Python',
  nodejs: 'Node.js',
  nodejs_distroless: 'Node.js',
  nodejsCE: 'Node.js',
  ruby: 'Ruby',
  php: 'PHP',
  go: 'Go',
  java: 'Java',
  jvm: 'JVM',
  vertx: 'Vert.x',
  ballerina: 'Ballerina',
  dotnetcore: '.NET',
}

/** What a body nobody parsed is for the function. */
export function dataOf({ server }: ReadCall): string {
  return data[server?.language ?? ''] ?? 'text'
}

const data: Readonly<Record<string, string>> = {
  python: "bytes in event['data']",
  nodejs: 'text in event.data',
  ruby: 'text in event[:data]',
  php: 'text in $event->data',
  go: 'text in event.Data',
}
