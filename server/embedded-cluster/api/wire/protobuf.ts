/** Bodies in Kubernetes' protobuf, which kubectl sends for the kinds it knows: decoded by the numbers in the table of fields. */
import type { Json, JsonObject } from '../json.ts'
import { isObject } from '../json.ts'
import { structs } from '../schema/structs.ts'
import type { Field, FieldType, StructType } from '../schema/types.ts'
import { badRequest } from '../status.ts'

export const protobufType = 'application/vnd.kubernetes.protobuf'

/** Before every object. */
const magic = Buffer.from([0x6b, 0x38, 0x73, 0x00])
/** Messages within messages. */
const maxDepth = 100

/** The object in the envelope, as JSON. Throws 400. */
export function decodeProtobuf(bytes: Buffer): JsonObject {
  if (!bytes.subarray(0, 4).equals(magic))
    throw unreadable('provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]')
  const envelope = messageOf(bytes.subarray(4))
  const meta = messageOf(bytesIn(envelope, 1))
  const apiVersion = bytesIn(meta, 1).toString('utf8')
  const kind = bytesIn(meta, 2).toString('utf8')
  const struct = structs[kind]
  if (!struct)
    throw unreadable(
      `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)}`,
    )
  return { apiVersion, kind, ...decodeStruct(bytesIn(envelope, 2), struct, 0) }
}

type Wire = bigint | Buffer
type Message = Map<number, Wire[]>

function decodeStruct(bytes: Buffer, struct: StructType, depth: number): JsonObject {
  if (depth > maxDepth) throw unreadable('nested too deeply')
  const message = messageOf(bytes)
  const inner = new Map<number, Message>()
  const result: JsonObject = {}
  for (const field of struct.fields.values()) {
    const value = decodeField(valuesOf(message, inner, field.numbers), field, depth)
    if (value !== undefined) result[field.name] = value
  }
  return result
}

/** Values of a number, or of a number within an inlined message. */
function valuesOf(message: Message, inner: Map<number, Message>, numbers: number[]): Wire[] {
  const [first, second, ...more] = numbers
  if (first === undefined) return []
  if (second === undefined) return message.get(first) ?? []
  const part = inner.get(first) ?? messageOf(bytesIn(message, first))
  inner.set(first, part)
  return valuesOf(part, new Map(), [second, ...more])
}

function decodeField(values: Wire[], { type }: Field, depth: number): Json | undefined {
  if (values.length === 0) return undefined
  if (type.is === 'list')
    return type.of.is === 'scalar' && isPackable(type.of.go)
      ? values.flatMap((value) => unpacked(value, type.of))
      : values.map((value) => decodeValue(value, type.of, depth))
  if (type.is === 'map') {
    const result: JsonObject = {}
    for (const value of values) {
      const entry = messageOf(asBytes(value))
      const [item] = entry.get(2) ?? []
      result[bytesIn(entry, 1).toString('utf8')] =
        item === undefined ? '' : decodeMapValue(item, type.of, depth)
    }
    return result
  }
  const last = values[values.length - 1]
  return last === undefined ? undefined : decodeValue(last, type, depth)
}

/** Lists in maps are messages of their own. */
function decodeMapValue(value: Wire, type: FieldType, depth: number): Json {
  if (type.is !== 'list') return decodeValue(value, type, depth)
  return (messageOf(asBytes(value)).get(1) ?? []).map((item) => decodeValue(item, type.of, depth))
}

function decodeValue(value: Wire, type: FieldType, depth: number): Json {
  switch (type.is) {
    case 'struct':
      return decodeStruct(asBytes(value), type, depth + 1)
    case 'any':
      return decodeRaw(asBytes(value))
    case 'scalar':
      return decodeScalar(value, type.go)
    default:
      throw unreadable('a list within a list')
  }
}

/** JSON within protobuf. */
function decodeRaw(bytes: Buffer): Json {
  const text = bytesIn(messageOf(bytes), 1).toString('utf8')
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : {}
  } catch {
    return {} // Empty, as a cleared `fieldsV1` is.
  }
}

function decodeScalar(value: Wire, go: string): Json {
  switch (go) {
    case 'string':
      return asBytes(value).toString('utf8')
    case 'bytes':
      return asBytes(value).toString('base64')
    case 'bool':
      return value !== 0n
    case 'int32':
    case 'int64':
      return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0
    case 'float64':
      return asBytes(value).readDoubleLE(0)
    case 'Quantity':
      return bytesIn(messageOf(asBytes(value)), 1).toString('utf8')
    case 'IntOrString': {
      const message = messageOf(asBytes(value))
      return numberIn(message, 1) === 1 ? bytesIn(message, 3).toString('utf8') : numberIn(message, 2)
    }
    default: {
      const message = messageOf(asBytes(value))
      const ms = numberIn(message, 1) * 1000 + Math.floor(numberIn(message, 2) / 1e6)
      if (message.size === 0) return null
      const text = new Date(ms).toISOString()
      return go === 'Time' ? text.replace(/\.\d+Z$/, 'Z') : text.replace('Z', '000Z')
    }
  }
}

function isPackable(go: string): boolean {
  return go === 'int32' || go === 'int64' || go === 'bool'
}

function unpacked(value: Wire, type: FieldType): Json[] {
  if (typeof value === 'bigint') return [decodeValue(value, type, 0)]
  const found: Json[] = []
  for (let at = 0; at < value.length;) {
    const [number, next] = varint(value, at)
    found.push(decodeValue(number, type, 0))
    at = next
  }
  return found
}

function messageOf(bytes: Buffer): Message {
  const message: Message = new Map()
  for (let at = 0; at < bytes.length;) {
    const [tag, after] = varint(bytes, at)
    const [value, next] = wireValue(bytes, after, Number(tag & 7n))
    const number = Number(tag >> 3n)
    message.set(number, [...(message.get(number) ?? []), value])
    at = next
  }
  return message
}

function wireValue(bytes: Buffer, at: number, type: number): [Wire, number] {
  if (type === 0) return varint(bytes, at)
  const [length, start] =
    type === 2 ? varint(bytes, at) : type === 1 ? [8n, at] : type === 5 ? [4n, at] : [undefined, at]
  if (length === undefined) throw unreadable(`wire type ${type}`)
  const end = start + Number(length)
  if (end > bytes.length) throw unreadable('unexpected EOF')
  return [bytes.subarray(start, end), end]
}

function varint(bytes: Buffer, from: number): [bigint, number] {
  let value = 0n
  for (let at = from, shift = 0n; shift < 70n; at++, shift += 7n) {
    const byte = bytes[at]
    if (byte === undefined) throw unreadable('unexpected EOF')
    value |= BigInt(byte & 0x7f) << shift
    if (byte < 0x80) return [value, at + 1]
  }
  throw unreadable('integer overflow')
}

function bytesIn(message: Message, number: number): Buffer {
  const value = message.get(number)?.at(-1)
  return value === undefined ? Buffer.alloc(0) : asBytes(value)
}

function numberIn(message: Message, number: number): number {
  const value = message.get(number)?.at(-1)
  return typeof value === 'bigint' ? Number(BigInt.asIntN(64, value)) : 0
}

function asBytes(value: Wire): Buffer {
  if (typeof value === 'bigint') throw unreadable('proto: wrong wireType')
  return value
}

function unreadable(why: string) {
  return badRequest(`the body is no protobuf of Kubernetes: ${why}`)
}
