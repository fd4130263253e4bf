/** Field selectors: `metadata.name=a,spec.nodeName!=b`, for the fields each kind allows. */
import type { ApiObject, Json } from '../json.ts'
import { valueAt } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { badRequest } from '../status.ts'

/** Whether an object is selected. */
export type FieldTest = (object: ApiObject) => boolean

/** What may be selected by besides name and namespace. */
const fieldsOf: Record<string, string[]> = {
  Pod: [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork',
    'status.phase',
    'status.podIP',
    'status.podIPs',
    'status.nominatedNodeName',
  ],
  Event: [
    'involvedObject.kind',
    'involvedObject.namespace',
    'involvedObject.name',
    'involvedObject.uid',
    'involvedObject.apiVersion',
    'involvedObject.resourceVersion',
    'involvedObject.fieldPath',
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  Namespace: ['status.phase'],
  Node: ['spec.unschedulable'],
  Secret: ['type'],
  Service: ['spec.clusterIP', 'spec.type'],
  Job: ['status.successful'],
  ReplicaSet: ['status.replicas'],
}

/** Throws 400 for a field the kind cannot be selected by. */
export function parseFieldSelector(text: string, kind: Kind): { test: FieldTest; name?: string } {
  const terms = text.split(',').filter((term) => term !== '')
  const tests: FieldTest[] = []
  let name: string | undefined
  for (const term of terms) {
    const found = /^([^=!]*)(!=|==|=)(.*)$/.exec(term)
    if (!found) throw badRequest(`invalid selector: '${term}'; can't understand '${term}'`)
    const [, path = '', operator, value = ''] = found
    checkPath(path, kind)
    const isNegated = operator === '!='
    if (path === 'metadata.name' && !isNegated) name = value
    tests.push((object) => (fieldOf(object, path) === value) !== isNegated)
  }
  return { test: (object) => tests.every((test) => test(object)), name }
}

function checkPath(path: string, kind: Kind): void {
  if (path === 'metadata.name' || path === 'metadata.namespace') return
  if (kind.custom) {
    if (kind.custom.selectableFields.includes(`.${path}`)) return
    throw badRequest(`field label not supported: ${path}`)
  }
  const known = fieldsOf[kind.kind]
  if (known?.includes(path)) return
  if (known) throw badRequest(`field label not supported: ${path}`)
  throw badRequest(`"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`)
}

function fieldOf(object: ApiObject, path: string): string {
  if (path === 'source')
    return textOf(valueAt(object, 'source', 'component') ?? valueAt(object, 'reportingComponent'))
  if (path === 'reportingComponent')
    return textOf(valueAt(object, 'reportingComponent') ?? valueAt(object, 'source', 'component'))
  const value = valueAt(object, ...path.split('.'))
  if (value === undefined && path === 'spec.unschedulable') return 'false'
  if (value === undefined && path === 'spec.hostNetwork') return 'false'
  if (value === undefined && path === 'status.replicas') return '0'
  return textOf(value)
}

function textOf(value: Json | undefined): string {
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value)
}
