/** The printers of the built-in kinds: the columns of `kubectl get`. */
import type { ApiObject, Json } from '../json.ts'
import { listAt, numberAt, objectAt, textAt, valueAt, wordOf } from '../json.ts'
import { selectorText } from '../verbs/scale.ts'
import {
  endpointsText,
  ingressHosts,
  loadBalancerText,
  portsText,
  sliceEndpoints,
  slicePorts,
} from './addresses.ts'
import { podPrinter } from './pods.ts'
import type { Column, Printer } from './printer.ts'
import { ageColumn, ageOf, durationOf, nameColumn } from './printer.ts'

type ColumnRow = [name: string, priority?: number, type?: string]

/** What kinds with a pod template show besides when there is room. */
const containerColumns: ColumnRow[] = [
  ['Containers', 1],
  ['Images', 1],
  ['Selector', 1],
]

export const printers: Record<string, Printer> = {
  Pod: podPrinter,
  ConfigMap: printer([['Data']], (object) => [
    Object.keys(objectAt(object, 'data')).length + Object.keys(objectAt(object, 'binaryData')).length,
  ]),
  Secret: printer([['Type'], ['Data']], (object) => [
    textAt(object, 'type') ?? '',
    Object.keys(objectAt(object, 'data')).length,
  ]),
  Namespace: printer([['Status']], (object) => [textAt(object, 'status', 'phase') ?? '']),
  ServiceAccount: printer([], () => []),
  Node: printer(
    [['Status'], ['Roles']],
    (object) => [nodeStatus(object), nodeRoles(object)],
    [
      ['Version'],
      ['Internal-IP', 1],
      ['External-IP', 1],
      ['OS-Image', 1],
      ['Kernel-Version', 1],
      ['Container-Runtime', 1],
    ],
    (object) => [
      textAt(object, 'status', 'nodeInfo', 'kubeletVersion') ?? '',
      addressOf(object, 'InternalIP'),
      addressOf(object, 'ExternalIP'),
      textAt(object, 'status', 'nodeInfo', 'osImage') || '<unknown>',
      textAt(object, 'status', 'nodeInfo', 'kernelVersion') || '<unknown>',
      textAt(object, 'status', 'nodeInfo', 'containerRuntimeVersion') || '<unknown>',
    ],
  ),
  Deployment: printer(
    [['Ready'], ['Up-to-date'], ['Available']],
    (object) => [
      `${numberAt(object, 'status', 'readyReplicas') ?? 0}/${numberAt(object, 'spec', 'replicas') ?? 0}`,
      numberAt(object, 'status', 'updatedReplicas') ?? 0,
      numberAt(object, 'status', 'availableReplicas') ?? 0,
    ],
    containerColumns,
    templateCells,
  ),
  ReplicaSet: printer(
    [
      ['Desired', 0, 'integer'],
      ['Current', 0, 'integer'],
      ['Ready', 0, 'integer'],
    ],
    (object) => [
      numberAt(object, 'spec', 'replicas') ?? 0,
      numberAt(object, 'status', 'replicas') ?? 0,
      numberAt(object, 'status', 'readyReplicas') ?? 0,
    ],
    containerColumns,
    templateCells,
  ),
  Job: printer(
    [['Status'], ['Completions'], ['Duration']],
    (object, now) => [jobStatus(object), jobCompletions(object), jobDuration(object, now)],
    containerColumns,
    templateCells,
  ),
  CronJob: printer(
    [['Schedule'], ['Timezone'], ['Suspend', 0, 'boolean'], ['Active', 0, 'integer'], ['Last Schedule']],
    (object, now) => [
      textAt(object, 'spec', 'schedule') ?? '',
      textAt(object, 'spec', 'timeZone') ?? '<none>',
      valueAt(object, 'spec', 'suspend') === true ? 'True' : 'False',
      listAt(object, 'status', 'active').length,
      textAt(object, 'status', 'lastScheduleTime') === undefined
        ? '<none>'
        : ageOf(valueAt(object, 'status', 'lastScheduleTime'), now),
    ],
    containerColumns,
    (object) => [
      ...containerCells(listAt(object, 'spec', 'jobTemplate', 'spec', 'template', 'spec', 'containers')),
      selectorOf(objectAt(object, 'spec', 'jobTemplate', 'spec', 'selector')),
    ],
  ),
  Service: printer(
    [['Type'], ['Cluster-IP'], ['External-IP'], ['Port(s)']],
    (object) => [
      textAt(object, 'spec', 'type') ?? '',
      textAt(object, 'spec', 'clusterIP') || '<none>',
      loadBalancerText(object),
      portsText(object),
    ],
    [['Selector', 1]],
    (object) => [labelsText(objectAt(object, 'spec', 'selector'))],
  ),
  Endpoints: printer([['Endpoints']], (object) => [endpointsText(object)]),
  EndpointSlice: printer([['AddressType'], ['Ports'], ['Endpoints']], (object) => [
    textAt(object, 'addressType') ?? '',
    slicePorts(object),
    sliceEndpoints(object),
  ]),
  Ingress: printer([['Class'], ['Hosts'], ['Address'], ['Ports']], (object) => [
    textAt(object, 'spec', 'ingressClassName') ?? '<none>',
    ingressHosts(object),
    listAt(object, 'status', 'loadBalancer', 'ingress')
      .map((one) => textAt(one, 'ip') ?? textAt(one, 'hostname') ?? '')
      .join(','),
    listAt(object, 'spec', 'tls').length > 0 ? '80, 443' : '80',
  ]),
  IngressClass: printer([['Controller'], ['Parameters']], (object) => [
    textAt(object, 'spec', 'controller') ?? '',
    '<none>',
  ]),
  HorizontalPodAutoscaler: printer(
    [['Reference'], ['Targets'], ['MinPods'], ['MaxPods'], ['Replicas']],
    (object) => [
      `${textAt(object, 'spec', 'scaleTargetRef', 'kind') ?? ''}/${textAt(object, 'spec', 'scaleTargetRef', 'name') ?? ''}`,
      targetsText(object),
      String(numberAt(object, 'spec', 'minReplicas') ?? '<unset>'),
      numberAt(object, 'spec', 'maxReplicas') ?? 0,
      numberAt(object, 'status', 'currentReplicas') ?? 0,
    ],
  ),
  Lease: printer([['Holder']], (object) => [textAt(object, 'spec', 'holderIdentity') ?? '']),
  ResourceQuota: printer([['Request'], ['Limit']], (object) => [quotaText(object), '']),
  Role: dated([], () => []),
  ClusterRole: dated([], () => []),
  LimitRange: dated([], () => []),
  CustomResourceDefinition: dated([], () => []),
  RoleBinding: bindingPrinter(),
  ClusterRoleBinding: bindingPrinter(),
  Event: {
    columns: [
      { name: 'Last Seen' },
      { name: 'Type' },
      { name: 'Reason' },
      { name: 'Object' },
      { name: 'Subobject', priority: 1 },
      { name: 'Source', priority: 1 },
      { name: 'Message' },
      { name: 'First Seen', priority: 1 },
      { name: 'Count', priority: 1 },
      { ...nameColumn, priority: 1 },
    ],
    cells: eventCells,
  },
}

/** Name first, age behind the plain columns, wide ones last. */
function printer(
  columns: ColumnRow[],
  cells: (object: ApiObject, now: Date) => Json[],
  wide: ColumnRow[] = [],
  wideCells: (object: ApiObject) => Json[] = () => [],
): Printer {
  return {
    columns: [nameColumn, ...columns.map(columnOf), ageColumn, ...wide.map(columnOf)],
    cells: (object, now) => [
      object.metadata.name,
      ...cells(object, now),
      ageOf(object.metadata.creationTimestamp, now),
      ...wideCells(object),
    ],
  }
}

/** Kinds that show when they were made instead of how long ago. */
function dated(columns: ColumnRow[], cells: (object: ApiObject) => Json[]): Printer {
  return {
    columns: [
      nameColumn,
      ...columns.map(columnOf),
      { name: 'Created At', type: 'date', description: 'When it was created.' },
    ],
    cells: (object) => [object.metadata.name, ...cells(object), object.metadata.creationTimestamp ?? null],
  }
}

function bindingPrinter(): Printer {
  const named = (kind: string) => (object: ApiObject) =>
    listAt(object, 'subjects')
      .filter((one) => textAt(one, 'kind') === kind)
      .map((one) =>
        [textAt(one, 'namespace'), textAt(one, 'name')].filter((part) => part !== undefined).join('/'),
      )
      .join(', ')
  return printer(
    [['Role']],
    (object) => [`${textAt(object, 'roleRef', 'kind') ?? ''}/${textAt(object, 'roleRef', 'name') ?? ''}`],
    [
      ['Users', 1],
      ['Groups', 1],
      ['ServiceAccounts', 1],
    ],
    (object) => [named('User')(object), named('Group')(object), named('ServiceAccount')(object)],
  )
}

function columnOf([name, priority = 0, type = 'string']: ColumnRow): Column {
  return { name, priority, type }
}

function containerCells(containers: Json[]): Json[] {
  return [
    containers.map((one) => textAt(one, 'name') ?? '').join(','),
    containers.map((one) => textAt(one, 'image') ?? '').join(','),
  ]
}

function templateCells(object: ApiObject): Json[] {
  return [
    ...containerCells(listAt(object, 'spec', 'template', 'spec', 'containers')),
    selectorOf(objectAt(object, 'spec', 'selector')),
  ]
}

function selectorOf(selector: Parameters<typeof selectorText>[0]): string {
  return selectorText(selector) || '<none>'
}

function labelsText(labels: Record<string, Json | undefined>): string {
  return (
    Object.entries(labels)
      .map(([name, value]) => `${name}=${wordOf(value)}`)
      .sort()
      .join(',') || '<none>'
  )
}

function nodeStatus(object: ApiObject): string {
  const ready = listAt(object, 'status', 'conditions').find((one) => textAt(one, 'type') === 'Ready')
  const status = textAt(ready, 'status') === 'True' ? 'Ready' : ready === undefined ? 'Unknown' : 'NotReady'
  return valueAt(object, 'spec', 'unschedulable') === true ? `${status},SchedulingDisabled` : status
}

function nodeRoles({ metadata }: ApiObject): string {
  const prefix = 'node-role.kubernetes.io/'
  const roles = Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith(prefix))
    .map((label) => label.slice(prefix.length))
  return roles.sort().join(',') || '<none>'
}

function addressOf(object: ApiObject, type: string): string {
  return (
    textAt(
      listAt(object, 'status', 'addresses').find((one) => textAt(one, 'type') === type),
      'address',
    ) ?? '<none>'
  )
}

function jobStatus(object: ApiObject): string {
  const holds = (type: string) =>
    listAt(object, 'status', 'conditions').some(
      (one) => textAt(one, 'type') === type && textAt(one, 'status') === 'True',
    )
  for (const [type, word] of [
    ['Complete', 'Complete'],
    ['Failed', 'Failed'],
  ] as const)
    if (holds(type)) return word
  if (object.metadata.deletionTimestamp) return 'Terminating'
  for (const [type, word] of [
    ['Suspended', 'Suspended'],
    ['FailureTarget', 'FailureTarget'],
    ['SuccessCriteriaMet', 'SuccessCriteriaMet'],
  ] as const)
    if (holds(type)) return word
  return 'Running'
}

function jobCompletions(object: ApiObject): string {
  const done = numberAt(object, 'status', 'succeeded') ?? 0
  const wanted = numberAt(object, 'spec', 'completions')
  if (wanted !== undefined) return `${done}/${wanted}`
  const parallel = numberAt(object, 'spec', 'parallelism') ?? 0
  return parallel > 1 ? `${done}/1 of ${parallel}` : `${done}/1`
}

function jobDuration(object: ApiObject, now: Date): string {
  const start = textAt(object, 'status', 'startTime')
  if (start === undefined) return ''
  const end = textAt(object, 'status', 'completionTime')
  return durationOf((end === undefined ? now.getTime() : Date.parse(end)) - Date.parse(start))
}

function targetsText(object: ApiObject): string {
  const current = listAt(object, 'status', 'currentMetrics')
  return (
    listAt(object, 'spec', 'metrics')
      .map((metric, index) => {
        const name = textAt(metric, 'resource', 'name') ?? textAt(metric, 'type') ?? ''
        const wanted = numberAt(metric, 'resource', 'target', 'averageUtilization')
        const now = numberAt(current[index], 'resource', 'current', 'averageUtilization')
        const goal =
          wanted === undefined
            ? (textAt(metric, 'resource', 'target', 'averageValue') ?? '<auto>')
            : `${wanted}%`
        return `${name}: ${now === undefined ? '<unknown>' : `${now}%`}/${goal}`
      })
      .join(', ') || '<none>'
  )
}

function quotaText(object: ApiObject): string {
  const used = objectAt(object, 'status', 'used')
  return Object.entries(objectAt(object, 'status', 'hard'))
    .map(([name, hard]) => `${name}: ${wordOf(used[name] ?? 0)}/${wordOf(hard)}`)
    .join(', ')
}

function eventCells(object: ApiObject, now: Date): Json[] {
  const series = objectAt(object, 'series')
  const first = valueAt(object, 'firstTimestamp') ?? valueAt(object, 'eventTime')
  const last = series['lastObservedTime'] ?? valueAt(object, 'lastTimestamp') ?? first
  const involved = objectAt(object, 'involvedObject')
  const kind = (textAt(involved, 'kind') ?? '').toLowerCase()
  const source = [
    textAt(object, 'source', 'component') ?? textAt(object, 'reportingComponent'),
    textAt(object, 'source', 'host') ?? textAt(object, 'reportingInstance'),
  ]
  return [
    ageOf(last, now),
    textAt(object, 'type') ?? '',
    textAt(object, 'reason') ?? '',
    `${kind}/${textAt(involved, 'name') ?? ''}`,
    textAt(involved, 'fieldPath') ?? '',
    source.filter((part) => part).join(', '),
    (textAt(object, 'message') ?? '').trim(),
    ageOf(first, now),
    numberAt(series, 'count') ?? numberAt(object, 'count') ?? 1,
    object.metadata.name,
  ]
}
