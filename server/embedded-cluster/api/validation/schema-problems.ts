/** Whether a custom resource keeps to its definition's schema. */
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { isEqual, isObject, listAt, numberAt, objectAt, textAt, valueAt, wordOf } from '../json.ts'
import { duplicateValue, invalidValue, required, unsupportedValue } from '../status.ts'
import type { FieldError } from '../status.ts'

/** Faults after which a real server does not go on to its rules in CEL, which we never evaluate. */
const blocking = new Set([
  'FieldValueRequired',
  'FieldValueNotSupported',
  'FieldValueTooLong',
  'FieldValueTooMany',
  'FieldValueTypeInvalid',
])

export function schemaProblems(object: ApiObject, schema: Json, _old: ApiObject | undefined): FieldError[] {
  const { metadata: _, ...rest } = object
  const errors = problems(rest, schema, '')
  if (hasRules(schema) && errors.some(({ reason }) => blocking.has(reason)))
    errors.push(
      invalidValue(
        '<nil>',
        null,
        'some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
      ),
    )
  return errors
}

/** Whether a schema carries rules in CEL. */
export function hasRules(schema: Json): boolean {
  if (Array.isArray(schema)) return schema.some(hasRules)
  if (!isObject(schema)) return false
  return (
    schema['x-kubernetes-validations'] !== undefined ||
    Object.values(schema).some((value) => value !== undefined && typeof value === 'object' && hasRules(value))
  )
}

function problems(value: Json, schema: Json, at: string): FieldError[] {
  if (!isObject(schema)) return []
  if (value === null && schema['nullable'] === true) return []
  const wanted = wantedTypes(schema)
  const actual = typeOf(value)
  const isMatch =
    wanted.length === 0 || wanted.includes(actual) || (actual === 'integer' && wanted.includes('number'))
  const errors: FieldError[] = []
  if (!isMatch)
    errors.push({
      field: at,
      reason: 'FieldValueTypeInvalid',
      message: `Invalid value: ${JSON.stringify(actual)}: ${at} in body must be of type ${wanted.join(',')}: ${JSON.stringify(actual)}`,
    })
  if (!isMatch && typeof value === 'number' && wanted.includes('integer') && wanted.length === 1)
    errors.push(invalidValue('<nil>', '', `Checked value must be of type integer (default format) in ${at}`))
  const choices = schema['enum']
  if (Array.isArray(choices) && !choices.some((choice) => isEqual(choice, value)))
    errors.push(
      unsupportedValue(
        at,
        value,
        choices.map((choice) => (typeof choice === 'string' ? choice : JSON.stringify(choice))),
      ),
    )
  if (!isMatch) return errors
  return [...errors, ...ofType(value, schema, at), ...combined(value, schema, at)]
}

function ofType(value: Json, schema: JsonObject, at: string): FieldError[] {
  if (typeof value === 'string') return textProblems(value, schema, at)
  if (typeof value === 'number') return numberProblems(value, schema, at)
  if (Array.isArray(value)) return listProblems(value, schema, at)
  return isObject(value) ? objectProblems(value, schema, at) : []
}

function objectProblems(value: JsonObject, schema: JsonObject, at: string): FieldError[] {
  const properties = objectAt(schema, 'properties')
  const additional = schema['additionalProperties']
  const names = Object.keys(value)
  const errors: FieldError[] = listAt(schema, 'required')
    .filter((name) => typeof name === 'string' && value[name] === undefined)
    .map((name) => required(join(at, wordOf(name))))
  const scalarsFirst = Object.keys(properties).sort(
    (a, b) => rank(value[a]) - rank(value[b]) || (a < b ? -1 : 1),
  )
  for (const name of scalarsFirst) {
    const item = value[name]
    const own = properties[name]
    if (item !== undefined && own !== undefined) errors.push(...problems(item, own, join(at, name)))
  }
  if (isObject(additional))
    for (const name of names) {
      const item = value[name]
      if (properties[name] === undefined && item !== undefined)
        errors.push(...problems(item, additional, join(at, name)))
    }
  const most = numberAt(schema, 'maxProperties')
  if (most !== undefined && names.length > most)
    errors.push({
      field: at,
      reason: 'FieldValueTooMany',
      message: `Too many: ${names.length}: must have at most ${most} items`,
    })
  const least = numberAt(schema, 'minProperties')
  if (least !== undefined && names.length < least)
    errors.push(invalidValue(at, names.length, `${at} in body should have at least ${least} properties`))
  return errors
}

function listProblems(value: Json[], schema: JsonObject, at: string): FieldError[] {
  const items = schema['items']
  const errors =
    items === undefined ? [] : value.flatMap((item, index) => problems(item, items, `${at}[${index}]`))
  const most = numberAt(schema, 'maxItems')
  if (most !== undefined && value.length > most)
    errors.push({
      field: at,
      reason: 'FieldValueTooMany',
      message: `Too many: ${value.length}: must have at most ${most} items`,
    })
  const least = numberAt(schema, 'minItems')
  if (least !== undefined && value.length < least)
    errors.push(invalidValue(at, value.length, `${at} in body should have at least ${least} items`))
  return [...errors, ...repeated(value, schema, at)]
}

/** Items of a map or a set that occur twice. */
function repeated(value: Json[], schema: JsonObject, at: string): FieldError[] {
  const type = textAt(schema, 'x-kubernetes-list-type')
  const keys = listAt(schema, 'x-kubernetes-list-map-keys').filter((key) => typeof key === 'string')
  if (type !== 'map' && type !== 'set') return []
  const seen = new Set<string>()
  return value.flatMap((item, index) => {
    const key: Json =
      type === 'set' ? item : Object.fromEntries(keys.map((name) => [name, valueAt(item, name) ?? null]))
    const text = JSON.stringify(key)
    if (seen.has(text)) return [duplicateValue(`${at}[${index}]`, key)]
    seen.add(text)
    return []
  })
}

function textProblems(value: string, schema: JsonObject, at: string): FieldError[] {
  const errors: FieldError[] = []
  const length = [...value].length
  const least = numberAt(schema, 'minLength')
  if (least !== undefined && length < least)
    errors.push(invalidValue(at, value, `${at} in body should be at least ${least} chars long`))
  const most = numberAt(schema, 'maxLength')
  if (most !== undefined && length > most)
    errors.push({
      field: at,
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${most} bytes`,
    })
  const pattern = textAt(schema, 'pattern')
  if (pattern !== undefined && !matches(pattern, value))
    errors.push(invalidValue(at, value, `${at} in body should match '${pattern}'`))
  const format = textAt(schema, 'format')
  if (format === 'date-time' && Number.isNaN(Date.parse(value)))
    errors.push(invalidValue(at, value, `${at} in body must be of type date-time: ${JSON.stringify(value)}`))
  return errors
}

/** A pattern written for Go that this engine cannot read holds nobody up. */
function matches(pattern: string, value: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(value)
  } catch {
    return true
  }
}

function numberProblems(value: number, schema: JsonObject, at: string): FieldError[] {
  const errors: FieldError[] = []
  const least = numberAt(schema, 'minimum')
  if (least !== undefined && (schema['exclusiveMinimum'] === true ? value <= least : value < least))
    errors.push(
      invalidValue(
        at,
        value,
        `${at} in body should be greater than ${schema['exclusiveMinimum'] === true ? '' : 'or equal to '}${least}`,
      ),
    )
  const most = numberAt(schema, 'maximum')
  if (most !== undefined && (schema['exclusiveMaximum'] === true ? value >= most : value > most))
    errors.push(
      invalidValue(
        at,
        value,
        `${at} in body should be less than ${schema['exclusiveMaximum'] === true ? '' : 'or equal to '}${most}`,
      ),
    )
  const step = numberAt(schema, 'multipleOf')
  if (step !== undefined && value % step !== 0)
    errors.push(invalidValue(at, value, `${at} in body should be a multiple of ${step}`))
  return errors
}

function combined(value: Json, schema: JsonObject, at: string): FieldError[] {
  const errors = listAt(schema, 'allOf').flatMap((one) => problems(value, one, at))
  const anyOf = listAt(schema, 'anyOf')
  if (anyOf.length > 0 && !anyOf.some((one) => problems(value, one, at).length === 0))
    errors.push(invalidValue(at, value, `${at} in body must validate at least one schema (anyOf)`))
  const oneOf = listAt(schema, 'oneOf')
  if (oneOf.length > 0 && oneOf.filter((one) => problems(value, one, at).length === 0).length !== 1)
    errors.push(invalidValue(at, value, `${at} in body must validate one and only one schema (oneOf)`))
  const not = schema['not']
  if (isObject(not) && problems(value, not, at).length === 0)
    errors.push(invalidValue(at, value, `${at} in body must not validate the schema (not)`))
  return errors
}

function wantedTypes(schema: JsonObject): string[] {
  if (schema['x-kubernetes-int-or-string'] === true) return ['integer', 'string']
  const type = textAt(schema, 'type')
  return type === undefined ? [] : [type]
}

function typeOf(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number'
  return typeof value
}

/** Plain values are looked at before lists and objects. */
function rank(value: Json | undefined): number {
  return typeof value === 'object' ? 1 : 0
}

function join(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`
}
