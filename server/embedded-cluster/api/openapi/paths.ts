/** The paths of a kind with what may be sent there: as much as kubectl looks at. */
import type { JsonObject } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { apiVersionOf } from '../kinds/kind.ts'
import type { OpenApiVersion } from './schemas.ts'
import { refTo, schemaName } from './schemas.ts'

export function pathsOf(kind: Kind, version: OpenApiVersion): JsonObject {
  const root = kind.group === '' ? '/api/' : '/apis/'
  const base = `${root}${apiVersionOf(kind)}${kind.isNamespaced ? '/namespaces/{namespace}' : ''}/${kind.plural}`
  const operation = operationsFor(kind, version)
  const onCollection: [string, string][] = [
    ['list', 'get'],
    ['create', 'post'],
    ['deletecollection', 'delete'],
  ]
  const onObject: [string, string][] = [
    ['get', 'get'],
    ['update', 'put'],
    ['patch', 'patch'],
    ['delete', 'delete'],
  ]
  const of = (pairs: [string, string][]) =>
    Object.fromEntries(
      pairs.filter(([verb]) => kind.verbs.includes(verb)).map(([verb, method]) => [method, operation(verb)]),
    )
  const collection = of(onCollection)
  const object = of(onObject)
  return {
    ...(Object.keys(collection).length > 0 && { [base]: collection }),
    ...(Object.keys(object).length > 0 && { [`${base}/{name}`]: object }),
  }
}

const actions: Record<string, string> = {
  list: 'list',
  create: 'post',
  deletecollection: 'deletecollection',
  get: 'get',
  update: 'put',
  patch: 'patch',
  delete: 'delete',
}
const parametersOf: Record<string, string[]> = {
  list: ['labelSelector', 'fieldSelector', 'limit', 'continue', 'resourceVersion', 'watch', 'timeoutSeconds'],
  create: ['dryRun', 'fieldManager', 'fieldValidation'],
  update: ['dryRun', 'fieldManager', 'fieldValidation'],
  patch: ['dryRun', 'fieldManager', 'fieldValidation', 'force'],
  delete: ['dryRun', 'gracePeriodSeconds', 'propagationPolicy'],
  deletecollection: ['dryRun', 'labelSelector', 'fieldSelector', 'propagationPolicy'],
}

function operationsFor(kind: Kind, version: OpenApiVersion): (verb: string) => JsonObject {
  const gvk = { group: kind.group, kind: kind.kind, version: kind.version }
  const schema = { $ref: refTo(schemaName(kind), version) }
  const answer: JsonObject =
    version === 2
      ? { description: 'OK', schema }
      : { description: 'OK', content: { 'application/json': { schema } } }
  const parameter = (name: string): JsonObject =>
    version === 2 ? { name, in: 'query', type: 'string' } : { name, in: 'query', schema: { type: 'string' } }
  return (verb) => ({
    operationId: `${verb}${kind.kind}`,
    parameters: (parametersOf[verb] ?? []).map(parameter),
    responses: { '200': answer },
    'x-kubernetes-action': actions[verb],
    'x-kubernetes-group-version-kind': gvk,
  })
}
