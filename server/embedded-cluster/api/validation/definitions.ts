/** Rules of CustomResourceDefinitions. */
import type { ApiObject, Json } from '../json.ts'
import { isObject, listAt, textAt, valueAt } from '../json.ts'
import { invalidValue, required, unsupportedValue } from '../status.ts'
import type { FieldError } from '../status.ts'

export function definitionProblems(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  const group = textAt(object, 'spec', 'group') ?? ''
  const plural = textAt(object, 'spec', 'names', 'plural') ?? ''
  const { name } = object.metadata
  const errors: FieldError[] = []
  if (name !== `${plural}.${group}`)
    errors.push(invalidValue('metadata.name', name, 'must be spec.names.plural+"."+spec.group'))
  if (group === '') errors.push(required('spec.group'))
  else if (!group.includes('.'))
    errors.push(invalidValue('spec.group', group, 'should be a domain with at least one dot'))
  const scope = textAt(object, 'spec', 'scope') ?? ''
  if (scope === '') errors.push(required('spec.scope'))
  else if (scope !== 'Cluster' && scope !== 'Namespaced')
    errors.push(unsupportedValue('spec.scope', scope, ['Cluster', 'Namespaced']))
  errors.push(...versionProblems(object))
  if (plural === '') errors.push(required('spec.names.plural'))
  for (const field of ['singular', 'kind', 'listKind'])
    if (!textAt(object, 'spec', 'names', field)) errors.push(required(`spec.names.${field}`))
  if (valueAt(object, 'spec', 'preserveUnknownFields') === true)
    errors.push(
      invalidValue(
        'spec.preserveUnknownFields',
        true,
        'cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead',
      ),
    )
  if (!old && listAt(object, 'status', 'storedVersions').length === 0)
    errors.push(invalidValue('status.storedVersions', null, 'must have at least one stored version'))
  if (old && textAt(old, 'spec', 'scope') !== scope)
    errors.push(invalidValue('spec.scope', scope, 'field is immutable'))
  return errors
}

function versionProblems(object: ApiObject): FieldError[] {
  const versions = listAt(object, 'spec', 'versions')
  const errors: FieldError[] = []
  versions.forEach((version, index) => errors.push(...oneVersionProblems(version, `spec.versions[${index}]`)))
  if (versions.filter((one) => valueAt(one, 'storage') === true).length !== 1)
    errors.push(
      invalidValue(
        'spec.versions',
        versions.length === 0 ? null : versions,
        'must have exactly one version marked as storage version',
      ),
    )
  return errors
}

function oneVersionProblems(version: Json, at: string): FieldError[] {
  const schema = valueAt(version, 'schema', 'openAPIV3Schema')
  const errors: FieldError[] = []
  if (!/^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(textAt(version, 'name') ?? ''))
    errors.push(
      invalidValue(
        `${at}.name`,
        textAt(version, 'name') ?? '',
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
      ),
    )
  if (!isObject(schema)) return [...errors, required(`${at}.schema.openAPIV3Schema`)]
  return [...errors, ...structureProblems(schema, `${at}.schema.openAPIV3Schema`, true)]
}

/** What makes a schema structural: every field says its type. */
function structureProblems(schema: Json, at: string, isRoot = false): FieldError[] {
  if (!isObject(schema)) return []
  const type = textAt(schema, 'type') ?? ''
  const isFree =
    schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-int-or-string'] === true
  const errors: FieldError[] = []
  if (type === '' && !isFree)
    errors.push(
      required(
        `${at}.type`,
        isRoot ? 'must not be empty at the root' : 'must not be empty for specified object fields',
      ),
    )
  if (isRoot && type !== '' && type !== 'object')
    errors.push(invalidValue(`${at}.type`, type, 'must be object at the root'))
  const properties = schema['properties']
  if (isObject(properties))
    for (const [name, one] of Object.entries(properties))
      if (one !== undefined) errors.push(...structureProblems(one, `${at}.properties[${name}]`))
  if (isObject(schema['additionalProperties']))
    errors.push(...structureProblems(schema['additionalProperties'], `${at}.additionalProperties`))
  if (isObject(schema['items'])) errors.push(...structureProblems(schema['items'], `${at}.items`))
  return errors
}
