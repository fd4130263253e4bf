/** Decodes an object of a built-in kind as Go would: types are checked, unknown fields dropped, empty ones left out, required zero values filled in. */
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { isObject, wordOf } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { badRequest } from '../status.ts'
import { goTypeOf } from '../wire/body.ts'
import { quantityProblem } from './quantity.ts'
import { structOf } from './structs.ts'
import type { Field, FieldType, StructType } from './types.ts'

export interface DecodeFindings {
  /** Paths of fields that the kind does not have. */
  unknown: string[]
}

/** Throws 400 when a value is not of the type of its field. */
export function decodeStruct(kind: Kind, value: JsonObject, findings: DecodeFindings): ApiObject {
  const struct = structOf(kind.kind)
  const { apiVersion, kind: name, ...rest } = value
  const decoder = decoderFor(kind, findings)
  const object = decoder(struct, rest, '', '')
  return { kind: wordOf(name), apiVersion: wordOf(apiVersion), ...object } as ApiObject
}

/** `metadata` of a custom resource, which is decoded by itself. */
export function decodeMeta(kind: Kind, value: JsonObject, findings: DecodeFindings): JsonObject {
  return decoderFor(kind, findings)(structOf('ObjectMeta'), value, 'metadata', '')
}

/** Only the complaint: which fields of a struct are not known. */
type Decoder = (struct: StructType, value: JsonObject, path: string, goPath: string) => JsonObject

function decoderFor(kind: Kind, findings: DecodeFindings): Decoder {
  const fail = (why: string) =>
    badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`)

  function struct(type: StructType, value: JsonObject, path: string, goPath: string): JsonObject {
    for (const name of Object.keys(value))
      if (!type.fields.has(name) && value[name] !== undefined) findings.unknown.push(join(path, name))
    const result: JsonObject = {}
    for (const field of type.fields.values()) {
      const decoded = fieldValue(
        field,
        value[field.name],
        type,
        join(path, field.name),
        join(goPath, field.name),
      )
      if (decoded !== undefined) result[field.name] = decoded
    }
    return result
  }

  function fieldValue(
    field: Field,
    value: Json | undefined,
    of: StructType,
    path: string,
    goPath: string,
  ): Json | undefined {
    if (value === undefined || value === null) {
      if (field.isValue && field.type.is === 'struct') return struct(field.type, {}, path, goPath)
      return field.isAlwaysWritten ? zeroOf(field.type) : undefined
    }
    const decoded = any(field.type, value, path, goPath, of.name)
    return !field.isAlwaysWritten && isEmpty(field, decoded) ? undefined : decoded
  }

  function any(type: FieldType, value: Json, path: string, goPath: string, of: string): Json {
    const mismatch = () =>
      fail(
        `json: cannot unmarshal ${goTypeOf(value)} into Go struct field ${of}.${goPath} of type ${goName(type)}`,
      )
    switch (type.is) {
      case 'any':
        return value
      case 'struct':
        if (!isObject(value)) throw mismatch()
        return struct(type, value, path, goPath)
      case 'list':
        if (!Array.isArray(value)) throw mismatch()
        return value.map((item, index) => element(type.of, item, `${path}[${index}]`, goPath, of))
      case 'map': {
        if (!isObject(value)) throw mismatch()
        const result: JsonObject = {}
        for (const [name, item] of Object.entries(value))
          if (item !== undefined) result[name] = element(type.of, item, `${path}.${name}`, goPath, of)
        return result
      }
      case 'scalar':
        return scalar(type.go, value, `${of}.${goPath}`, mismatch)
    }
  }

  /** `null` among items is Go's zero value. */
  function element(type: FieldType, value: Json, path: string, goPath: string, of: string): Json {
    if (value !== null) return any(type, value, path, goPath, of)
    return type.is === 'struct' ? struct(type, {}, path, goPath) : zeroOf(type)
  }

  function scalar(go: string, value: Json, place: string, mismatch: () => Error): Json {
    switch (go) {
      case 'string':
        if (typeof value !== 'string') throw mismatch()
        return value
      case 'bool':
        if (typeof value !== 'boolean') throw mismatch()
        return value
      case 'int32':
      case 'int64': {
        if (typeof value !== 'number') throw mismatch()
        const limit = go === 'int32' ? 2 ** 31 : 2 ** 63
        if (!Number.isInteger(value) || value >= limit || value < -limit)
          throw fail(`json: cannot unmarshal number ${value} into Go struct field ${place} of type ${go}`)
        return value
      }
      case 'float64':
        if (typeof value !== 'number') throw mismatch()
        return value
      case 'IntOrString':
        if (typeof value === 'string') return value
        if (typeof value !== 'number' || !Number.isInteger(value))
          throw fail(
            `json: cannot unmarshal ${goTypeOf(value)} into Go value of type ${typeof value === 'number' ? 'int32' : 'string'}`,
          )
        return value
      case 'Quantity': {
        if (typeof value !== 'string' && typeof value !== 'number') throw mismatch()
        const problem = quantityProblem(String(value))
        if (problem !== undefined) throw fail(problem)
        return String(value)
      }
      case 'bytes': {
        if (typeof value !== 'string') throw mismatch()
        const at = badBase64At(value)
        if (at !== undefined) throw fail(`illegal base64 data at input byte ${at}`)
        return value
      }
      default:
        if (typeof value !== 'string') throw mismatch()
        if (Number.isNaN(Date.parse(value)))
          throw fail(
            `parsing time ${JSON.stringify(JSON.stringify(value)).slice(1, -1)} as "${layoutOf(go)}": cannot parse ${JSON.stringify(value)} as "2006"`,
          )
        return go === 'Time' ? new Date(value).toISOString().replace(/\.\d+Z$/, 'Z') : value
    }
  }

  return struct
}

function isEmpty({ type, dropsZero }: Field, value: Json): boolean {
  if (type.is === 'list') return Array.isArray(value) && value.length === 0
  if (type.is === 'map') return isObject(value) && Object.keys(value).length === 0
  return dropsZero && (value === '' || value === 0 || value === false)
}

function zeroOf(type: FieldType): Json {
  if (type.is !== 'scalar') return null
  switch (type.go) {
    case 'string':
    case 'bytes':
      return ''
    case 'bool':
      return false
    case 'int32':
    case 'int64':
    case 'float64':
    case 'IntOrString':
      return 0
    case 'Quantity':
      return '0'
    default:
      return null
  }
}

function goName(type: FieldType): string {
  switch (type.is) {
    case 'scalar':
      return scalarNames[type.go] ?? type.go
    case 'list':
      return `[]${goName(type.of)}`
    case 'map':
      return `map[string]${goName(type.of)}`
    case 'struct':
      return `v1.${type.name}`
    case 'any':
      return 'interface {}'
  }
}

const scalarNames: Record<string, string> = {
  bytes: '[]uint8',
  Time: 'v1.Time',
  MicroTime: 'v1.MicroTime',
  Quantity: 'resource.Quantity',
  IntOrString: 'intstr.IntOrString',
}

function layoutOf(go: string): string {
  return go === 'MicroTime' ? '2006-01-02T15:04:05.000000Z07:00' : '2006-01-02T15:04:05Z07:00'
}

/** Where base64 text stops being that. */
function badBase64At(text: string): number | undefined {
  const plain = text.replace(/[\r\n]/g, '')
  const bad = plain.search(/[^A-Za-z0-9+/=]/)
  if (bad >= 0) return bad
  if (/^[^=]*={0,2}$/.test(plain) && plain.length % 4 === 0) return undefined
  const padding = plain.indexOf('=')
  return padding >= 0 ? padding : plain.length - (plain.length % 4)
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
