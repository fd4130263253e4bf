/** Rules of ConfigMaps, Secrets, Roles and bindings. */
import type { ApiObject, Json } from '../json.ts'
import { isEqual, listAt, objectAt, textAt, valueAt } from '../json.ts'
import { forbiddenValue, invalidValue, required, unsupportedValue } from '../status.ts'
import type { FieldError } from '../status.ts'
import { configKeyProblems } from './names.ts'

const megabyte = 1024 * 1024

export function configMapProblems(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  const data = objectAt(object, 'data')
  const binary = objectAt(object, 'binaryData')
  const size = sizeOf(data) + sizeOf(binary)
  return [
    ...Object.keys(data).flatMap((key) => keyProblems('data', key)),
    ...Object.keys(data)
      .filter((key) => Object.hasOwn(binary, key))
      .map((key) => invalidValue(`data[${key}]`, key, 'duplicate of key present in binaryData')),
    ...Object.keys(binary).flatMap((key) => keyProblems('binaryData', key)),
    ...(size > megabyte ? [tooLong('')] : []),
    ...immutableProblems(object, old, ['data', 'binaryData']),
  ]
}

export function secretProblems(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  const data = objectAt(object, 'data')
  const type = textAt(object, 'type') ?? ''
  const errors = Object.keys(data).flatMap((key) => keyProblems('data', key))
  if (sizeOf(data) > megabyte) errors.push(tooLong('data'))
  if (
    type === 'kubernetes.io/service-account-token' &&
    !object.metadata.annotations?.['kubernetes.io/service-account.name']
  )
    errors.push(required('metadata.annotations[kubernetes.io/service-account.name]'))
  for (const key of neededKeys[type] ?? []) if (data[key] === undefined) errors.push(required(`data[${key}]`))
  const before = old && textAt(old, 'type')
  if (before !== undefined && before !== type) errors.push(invalidValue('type', type, 'field is immutable'))
  return [...errors, ...immutableProblems(object, old, ['data'])]
}

const neededKeys: Record<string, string[]> = {
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
}

export function roleProblems(object: ApiObject): FieldError[] {
  return listAt(object, 'rules').flatMap((rule, index) => {
    const at = `rules[${index}]`
    const errors: FieldError[] = []
    if (listAt(rule, 'verbs').length === 0)
      errors.push(required(`${at}.verbs`, 'verbs must contain at least one value'))
    if (listAt(rule, 'nonResourceURLs').length > 0) {
      if (object.kind === 'Role')
        errors.push(
          invalidValue(
            `${at}.nonResourceURLs`,
            valueAt(rule, 'nonResourceURLs'),
            'namespaced rules cannot apply to non-resource URLs',
          ),
        )
      return errors
    }
    if (listAt(rule, 'apiGroups').length === 0)
      errors.push(required(`${at}.apiGroups`, 'resource rules must supply at least one api group'))
    if (listAt(rule, 'resources').length === 0)
      errors.push(required(`${at}.resources`, 'resource rules must supply at least one resource'))
    return errors
  })
}

export function bindingProblems(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  const errors: FieldError[] = []
  const kind = textAt(object, 'roleRef', 'kind') ?? ''
  const kinds = object.kind === 'ClusterRoleBinding' ? ['ClusterRole'] : ['Role', 'ClusterRole']
  if (!kinds.includes(kind)) errors.push(unsupportedValue('roleRef.kind', kind, kinds))
  if (!textAt(object, 'roleRef', 'name')) errors.push(required('roleRef.name'))
  if (old && !isEqual(valueAt(old, 'roleRef'), valueAt(object, 'roleRef')))
    errors.push(invalidValue('roleRef', valueAt(object, 'roleRef'), 'cannot change roleRef'))
  listAt(object, 'subjects').forEach((subject, index) =>
    errors.push(...subjectProblems(subject, `subjects[${index}]`, object)),
  )
  return errors
}

function subjectProblems(subject: Json, at: string, { kind }: ApiObject): FieldError[] {
  const type = textAt(subject, 'kind') ?? ''
  const errors: FieldError[] = textAt(subject, 'name') ? [] : [required(`${at}.name`)]
  if (!['ServiceAccount', 'User', 'Group'].includes(type))
    errors.push(unsupportedValue(`${at}.kind`, type, ['ServiceAccount', 'User', 'Group']))
  if (type === 'ServiceAccount' && kind === 'ClusterRoleBinding' && !textAt(subject, 'namespace'))
    errors.push(required(`${at}.namespace`))
  return errors
}

/** An object marked `immutable` stays so, and as it is. */
function immutableProblems(object: ApiObject, old: ApiObject | undefined, fields: string[]): FieldError[] {
  if (!old || valueAt(old, 'immutable') !== true) return []
  const errors = fields
    .filter((field) => !isEqual(objectAt(old, field), objectAt(object, field)))
    .map((field) => forbiddenValue(field, 'field is immutable when `immutable` is set'))
  if (valueAt(object, 'immutable') !== true)
    errors.unshift(forbiddenValue('immutable', 'field is immutable when `immutable` is set'))
  return errors
}

function keyProblems(field: string, key: string): FieldError[] {
  return configKeyProblems(key).map((problem) => invalidValue(`${field}[${key}]`, key, problem))
}

function sizeOf(data: Record<string, Json | undefined>): number {
  return Object.values(data).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? Buffer.byteLength(value) : 0),
    0,
  )
}

function tooLong(field: string): FieldError {
  return { field, reason: 'FieldValueTooLong', message: `Too long: may not be more than ${megabyte} bytes` }
}
