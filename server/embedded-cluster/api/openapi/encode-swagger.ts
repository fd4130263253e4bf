/** OpenAPI 2 in protobuf (the message types of gnostic's openapiv2), the only form that kubectl before 1.25 asks for. */
import { stringify } from 'yaml'
import type { Json, JsonObject } from '../json.ts'
import { isObject, listAt, objectAt, textAt } from '../json.ts'

export const swaggerTypes = [
  'application/com.github.proto-openapi.spec.v2@v1.0+protobuf',
  'application/com.github.proto-openapi.spec.v2.v1.0+protobuf',
]

/** What is said to be answered: the other name is no media type that Go can read. */
export const answeredType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf'

export function encodeSwagger(document: JsonObject): Buffer {
  return Buffer.concat([
    text(1, textAt(document, 'swagger')),
    message(2, text(1, textAt(document, 'info', 'title')), text(2, textAt(document, 'info', 'version'))),
    message(
      8,
      ...Object.entries(objectAt(document, 'paths')).map(([path, item]) =>
        message(2, text(1, path), message(2, pathItem(item))),
      ),
    ),
    message(9, ...Object.entries(objectAt(document, 'definitions')).map((entry) => named(1, entry))),
  ])
}

const methods: [string, number][] = [
  ['get', 2],
  ['put', 3],
  ['post', 4],
  ['delete', 5],
  ['patch', 8],
]

function pathItem(item: Json | undefined): Buffer {
  return Buffer.concat(
    methods.map(([method, number]) => {
      const found = objectAt(item, method)
      return Object.keys(found).length === 0 ? Buffer.alloc(0) : message(number, operation(found))
    }),
  )
}

function operation(one: JsonObject): Buffer {
  return Buffer.concat([
    text(5, textAt(one, 'operationId')),
    ...listAt(one, 'parameters').map((parameter) => message(8, parametersItem(parameter))),
    message(
      9,
      ...Object.entries(objectAt(one, 'responses')).map(([code, answer]) =>
        message(1, text(1, code), message(2, responseValue(answer))),
      ),
    ),
    ...extensions(13, one),
  ])
}

/** ParametersItem → Parameter → NonBodyParameter → QueryParameterSubSchema. */
function parametersItem(parameter: Json): Buffer {
  const query = Buffer.concat([
    text(2, 'query'),
    text(4, textAt(parameter, 'name')),
    text(6, textAt(parameter, 'type')),
  ])
  return message(1, message(2, message(3, query)))
}

/** ResponseValue → Response → SchemaItem → Schema. */
function responseValue(answer: Json | undefined): Buffer {
  return message(
    1,
    text(1, textAt(answer, 'description')),
    message(2, message(1, schema(objectAt(answer, 'schema')))),
  )
}

function named(number: number, [name, value]: [string, Json | undefined]): Buffer {
  return message(number, text(1, name), message(2, schema(isObject(value) ? value : {})))
}

function schema(one: JsonObject): Buffer {
  const properties = Object.entries(objectAt(one, 'properties'))
  const { items, additionalProperties } = one
  return Buffer.concat([
    text(1, textAt(one, '$ref')),
    text(2, textAt(one, 'format')),
    text(4, textAt(one, 'description')),
    ...listAt(one, 'required').map((name) => text(19, typeof name === 'string' ? name : undefined)),
    isObject(additionalProperties) ? message(21, message(1, schema(additionalProperties))) : Buffer.alloc(0),
    textAt(one, 'type') === undefined ? Buffer.alloc(0) : message(22, text(1, textAt(one, 'type'))),
    isObject(items) ? message(23, message(1, schema(items))) : Buffer.alloc(0),
    properties.length > 0 ? message(25, ...properties.map((entry) => named(1, entry))) : Buffer.alloc(0),
    ...extensions(31, one),
  ])
}

/** `x-…` fields, as YAML in an Any. */
function extensions(number: number, one: JsonObject): Buffer[] {
  return Object.entries(one)
    .filter(([name]) => name.startsWith('x-'))
    .map(([name, value]) => message(number, text(1, name), message(2, text(2, stringify(value)))))
}

function text(number: number, value: string | undefined): Buffer {
  return value === undefined || value === '' ? Buffer.alloc(0) : message(number, Buffer.from(value, 'utf8'))
}

function message(number: number, ...parts: Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  return Buffer.concat([varint(number * 8 + 2), varint(body.length), body])
}

function varint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 0x7f; rest = Math.floor(rest / 128)) bytes.push((rest & 0x7f) | 0x80)
  bytes.push(rest)
  return Buffer.from(bytes)
}
