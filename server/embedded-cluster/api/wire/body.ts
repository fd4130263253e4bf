/** Reads the body of a request: bounded, unpacked, decoded from JSON or YAML. */
import type { IncomingMessage } from 'node:http'
import { gunzip } from 'node:zlib'
import { parse } from 'yaml'
import type { Json, JsonObject } from '../json.ts'
import { isObject, textAt, wordOf } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { apiVersionOf } from '../kinds/kind.ts'
import { badRequest, invalid, invalidValue, refusal, unsupportedMediaType } from '../status.ts'
import { JsonTextError, parseJson } from './json-text.ts'
import { decodeProtobuf, protobufType } from './protobuf.ts'

/** What a real server takes at most, in bytes. */
export const bodyLimit = 3 * 1024 * 1024

/** The whole body. Throws 413 when it is too large. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > bodyLimit) throw tooLarge()
    chunks.push(chunk)
  }
  const body = Buffer.concat(chunks)
  if (request.headers['content-encoding'] !== 'gzip') return body
  return new Promise((resolve, reject) =>
    gunzip(body, { maxOutputLength: bodyLimit }, (error, whole) =>
      error
        ? reject(badRequest(`the body is not what Content-Encoding says: ${error.message}`))
        : resolve(whole),
    ),
  )
}

/** The media type without parameters; JSON when there is none. */
export function contentTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? ''
}

export interface DecodedBody {
  value: JsonObject
  /** Fields given twice. */
  duplicates: string[]
}

/** An object of a kind out of a body; `apiVersion` and `kind` are checked, and filled in where a built-in kind may leave them out. */
export function decodeObject(
  bytes: Buffer,
  type: string,
  kind: Pick<Kind, 'group' | 'version' | 'kind'>,
  isCustom: boolean,
): DecodedBody {
  if (!acceptedFor(isCustom).includes(type)) throw unsupportedMediaType(acceptedFor(isCustom))
  if (type === protobufType)
    return { value: ofKind(decodeProtobuf(bytes), kind, isCustom, bytes), duplicates: [] }
  const text = bytes.toString('utf8')
  const { value, duplicates } =
    type === 'application/yaml' ? fromYaml(text) : fromJson(text, bytes, kind.kind)
  if (!isObject(value)) throw unrecognized(kind.kind, typeFault(value), bytes)
  for (const name of ['apiVersion', 'kind'])
    if (value[name] !== undefined && value[name] !== null && typeof value[name] !== 'string')
      throw unrecognized(
        kind.kind,
        `json: cannot unmarshal ${goTypeOf(value[name])} into Go struct field .${name} of type string`,
        bytes,
      )
  return { value: ofKind(value, kind, isCustom, bytes), duplicates }
}

function ofKind(
  value: JsonObject,
  kind: Pick<Kind, 'group' | 'version' | 'kind'>,
  isCustom: boolean,
  bytes: Buffer,
): JsonObject {
  const wanted = apiVersionOf(kind)
  const apiVersion = value['apiVersion'] || undefined
  const name = value['kind'] || undefined
  if (isCustom) {
    if (name === undefined)
      throw unrecognized(kind.kind, `Object 'Kind' is missing in '${summaryText(bytes)}'`, bytes)
    if (apiVersion === undefined)
      throw badRequest(
        `${wordOf(name)} in version "" cannot be handled as a ${kind.kind}: Object 'apiVersion' is missing in '${summaryText(bytes)}'`,
      )
    if (apiVersion !== wanted)
      throw badRequest(
        `the API version in the data (${wordOf(apiVersion)}) does not match the expected API version (${wanted})`,
      )
    if (name !== kind.kind)
      throw invalid(kind, textAt(value, 'metadata', 'name') ?? '', [
        invalidValue('kind', name, `must be ${kind.kind}`),
      ])
    return value
  }
  if (apiVersion !== undefined && apiVersion !== wanted)
    throw badRequest(
      `${wordOf(name ?? '')} in version "${versionIn(apiVersion)}" cannot be handled as a ${kind.kind}: no kind "${wordOf(name ?? '')}" is registered for version "${wordOf(apiVersion)}" in scheme "pkg/api/legacyscheme/scheme.go:30"`,
    )
  if (name !== undefined && name !== kind.kind)
    throw badRequest(
      `${wordOf(name)} in version "${kind.version}" cannot be handled as a ${kind.kind}: converting (${goPackage(kind)}.${wordOf(name)}) to (${kind.group === '' ? 'core' : (kind.group.split('.')[0] ?? '')}.${kind.kind}): unknown conversion`,
    )
  return { ...value, apiVersion: wanted, kind: kind.kind }
}

function fromJson(text: string, bytes: Buffer, kind: string): { value: Json; duplicates: string[] } {
  try {
    return parseJson(text)
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error
    throw unrecognized(kind, error.message, bytes)
  }
}

function fromYaml(text: string): { value: Json; duplicates: string[] } {
  try {
    // YAML 1.1, as the API server reads it: `y` is a boolean there.
    return { value: parse(text, { version: '1.1', maxAliasCount: 100 }) as Json, duplicates: [] }
  } catch (error) {
    throw badRequest(
      `error converting YAML to JSON: yaml: ${error instanceof Error ? error.message : String(error)}`,
    )
  }
}

/** Nothing that could be recognized as an object; says how the body begins. */
function unrecognized(kind: string, why: string, bytes: Buffer) {
  return badRequest(
    `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${why} (${summaryOf(bytes)})`,
  )
}

function summaryOf(bytes: Buffer): string {
  if (bytes.length === 0) return '<empty>'
  const isLong = bytes.length > 30
  const head = bytes.subarray(0, 30)
  return (bytes[0] === 0x7b ? head.toString('utf8') : head.toString('hex')) + (isLong ? ' ...' : '')
}

function summaryText(bytes: Buffer): string {
  return bytes.toString('utf8').trim()
}

function typeFault(value: Json): string {
  const target =
    'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
  return `json: cannot unmarshal ${goTypeOf(value)} into Go value of type ${target}`
}

/** What Go calls a JSON value. */
export function goTypeOf(value: Json | undefined): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'array'
  return typeof value === 'boolean' ? 'bool' : typeof value
}

function versionIn(apiVersion: Json): string {
  return wordOf(apiVersion).split('/').at(-1) ?? ''
}

function goPackage({ version }: { version: string }): string {
  return version
}

export function acceptedFor(isCustom: boolean): string[] {
  const types = ['application/json', 'application/yaml']
  return isCustom ? types : [...types, protobufType]
}

function tooLarge() {
  return refusal(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${bodyLimit}`)
}
