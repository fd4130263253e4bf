/** From the bytes of a body to an object of its kind: types checked, unknown fields dropped and reported. */
import type { ApiObject, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { decodeCustom } from '../schema/decode-custom.ts'
import { decodeStruct } from '../schema/decode-struct.ts'
import type { DecodeFindings } from '../schema/decode-struct.ts'
import { badRequest } from '../status.ts'
import { contentTypeOf, decodeObject } from '../wire/body.ts'
import type { Call } from './context.ts'
import type { WriteOptions } from './write-options.ts'

/** Throws 400, 415 or 422; warnings go to the answer. */
export function decode(call: Call, bytes: Buffer, options: Pick<WriteOptions, 'fieldValidation'>): ApiObject {
  const { kind, request } = call
  const { value, duplicates } = decodeObject(bytes, contentTypeOf(request), kind, kind.custom !== undefined)
  return typed(call, value, options, duplicates)
}

/** The same for an object that is JSON already, e.g. a patched one. */
export function typed(
  { kind, warnings }: Pick<Call, 'kind' | 'warnings'>,
  value: JsonObject,
  { fieldValidation }: Pick<WriteOptions, 'fieldValidation'>,
  duplicates: string[] = [],
): ApiObject {
  const findings: DecodeFindings = { unknown: [] }
  const object = typedAs(kind, value, findings)
  const complaints = [
    ...duplicates.map((path) => `duplicate field "${path}"`),
    ...findings.unknown.map((path) => `unknown field "${path}"`),
  ]
  if (complaints.length > 0 && fieldValidation === 'Strict')
    throw badRequest(
      `${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: strict decoding error: ${complaints.join(', ')}`,
    )
  if (fieldValidation === 'Warn') warnings.push(...complaints)
  return object
}

function typedAs(kind: Kind, value: JsonObject, findings: DecodeFindings): ApiObject {
  const metadata = isObject(value['metadata']) ? value['metadata'] : {}
  const object = { ...value, metadata: { ...metadata, name: metadata['name'] ?? '' } } as ApiObject
  if (value['metadata'] !== undefined && value['metadata'] !== null && !isObject(value['metadata']))
    decodeStruct(kind, value, findings)
  return kind.custom ? decodeCustom(kind, object, findings) : decodeStruct(kind, object, findings)
}
