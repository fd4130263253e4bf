/** The starting state of a recording: what it shows was there, and what every recording takes for granted. */
import type { ApiObject, Json, JsonObject } from '../json.ts'
import { isObject, textAt, wordOf } from '../json.ts'
import type { Exchange, Recording } from './recordings.ts'
import { objectsIn } from './compare.ts'

/** Namespaces that were there all the time. */
const namespaces = ['rec', 't', 'fns', 'x7', 'x8', 'psa', 'rec-die', 'rig-users', 'kubeless']

export function commonObjects(): ApiObject[] {
  const accounts = ['admin', 'editor', 'viewer', 'nobody'].map((name) =>
    of('v1', 'ServiceAccount', { name, namespace: 'rig-users' }),
  )
  return [
    ...namespaces.map((name) =>
      of('v1', 'Namespace', { name }, { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } }),
    ),
    ...accounts,
    of(
      'rbac.authorization.k8s.io/v1',
      'ClusterRoleBinding',
      { name: 'rig-admin' },
      grant('ClusterRole', 'cluster-admin', 'admin'),
    ),
    of(
      'rbac.authorization.k8s.io/v1',
      'Role',
      { name: 'rig-editor', namespace: 'fns' },
      { rules: editorRules },
    ),
    of(
      'rbac.authorization.k8s.io/v1',
      'RoleBinding',
      { name: 'rig-editor', namespace: 'fns' },
      grant('Role', 'rig-editor', 'editor'),
    ),
    of('rbac.authorization.k8s.io/v1', 'ClusterRole', { name: 'rig-viewer' }, { rules: viewerRules }),
    of(
      'rbac.authorization.k8s.io/v1',
      'ClusterRoleBinding',
      { name: 'rig-viewer' },
      grant('ClusterRole', 'rig-viewer', 'viewer'),
    ),
  ]
}

const editorRules: Json[] = [
  {
    verbs: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete'],
    apiGroups: ['kubeless.io'],
    resources: ['functions', 'httptriggers', 'cronjobtriggers'],
  },
  {
    verbs: ['get', 'list', 'watch', 'create'],
    apiGroups: ['', 'apps'],
    resources: ['pods', 'pods/log', 'services', 'services/proxy', 'deployments', 'events', 'configmaps'],
  },
]
const viewerRules: Json[] = [
  { verbs: ['get', 'list', 'watch'], apiGroups: ['*'], resources: ['functions', 'pods', 'services'] },
]

function grant(kind: string, name: string, account: string): JsonObject {
  return {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind, name },
    subjects: [{ kind: 'ServiceAccount', name: account, namespace: 'rig-users' }],
  }
}

/** The kinds of Kubeless, established. */
export function kubelessDefinitions(): ApiObject[] {
  const free = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
  return [
    definition('kubeless.io', 'functions', 'Function', free),
    definition('kubeless.io', 'httptriggers', 'HTTPTrigger', free),
    definition('kubeless.io', 'cronjobtriggers', 'CronJobTrigger', free),
  ].map((one, index) => ({
    ...one,
    metadata: { ...one.metadata, creationTimestamp: `2026-11-23T09:00:0${index}Z` },
  }))
}

function definition(group: string, plural: string, kind: string, schema: JsonObject): ApiObject {
  const names = { plural, singular: kind.toLowerCase(), kind, listKind: `${kind}List` }
  return established(
    of(
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      { name: `${plural}.${group}` },
      {
        spec: {
          group,
          scope: 'Namespaced',
          names,
          versions: [{ name: 'v1beta1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
          conversion: { strategy: 'None' },
        },
      },
    ),
  )
}

/** As it is once its names are accepted. */
export function established(object: ApiObject): ApiObject {
  const conditions = ['NamesAccepted', 'Established'].map((type) => ({
    type,
    status: 'True',
    reason: 'x',
    message: '',
    lastTransitionTime: null,
  }))
  const names = isObject(object['spec']) ? (object['spec']['names'] ?? {}) : {}
  return {
    ...object,
    metadata: { ...object.metadata, finalizers: ['customresourcecleanup.apiextensions.k8s.io'] },
    status: { conditions, acceptedNames: names, storedVersions: ['v1beta1'] },
  }
}

/** An object of the cluster before anybody looked. */
export function of(
  apiVersion: string,
  kind: string,
  metadata: { name: string; namespace?: string },
  rest: JsonObject = {},
): ApiObject {
  const uid = `00000000-0000-4000-8000-${Buffer.from(`${kind}/${metadata.name}`).toString('hex').padEnd(12, '0').slice(-12)}`
  return {
    kind,
    apiVersion,
    metadata: { ...metadata, uid, resourceVersion: '1', creationTimestamp: '2026-11-23T09:00:00Z' },
    ...rest,
  }
}

/** What a read has shown was there before it. */
export function shownBy({ request, response }: Exchange): ApiObject[] {
  if (request.method !== 'GET' || response.status !== 200) return []
  const { json, lines = [] } = response
  const list = isObject(json) ? json : {}
  const own = kindOfItems(list)
  const found = [
    ...objectsIn(json),
    ...lines.flatMap((line) =>
      textAt(line, 'type') === 'ADDED' ? objectsIn(isObject(line) ? line['object'] : undefined) : [],
    ),
  ]
  return found.flatMap((object) => asStored({ ...own, ...object }))
}

/** An answered object as it is kept; nothing when it is a stand-in for one. */
export function asStored(object: JsonObject): ApiObject[] {
  const { apiVersion, kind, metadata, ...rest } = object
  const isReal =
    typeof apiVersion === 'string' &&
    typeof kind === 'string' &&
    isObject(metadata) &&
    typeof metadata['name'] === 'string'
  if (!isReal || apiVersion === 'meta.k8s.io/v1' || kind === 'Scale') return []
  return [{ kind, apiVersion, metadata: { ...metadata, name: wordOf(metadata['name']) }, ...rest }]
}

function kindOfItems(list: JsonObject): JsonObject {
  const { kind, apiVersion } = list
  if (typeof kind !== 'string' || !kind.endsWith('List')) return {}
  return { kind: kind.slice(0, -'List'.length), apiVersion }
}

/** When the recorded server answered, as nearly as the recording tells. */
export function timeOf(recording: Recording): Date {
  const text = JSON.stringify(recording.exchanges)
  const times = text.match(/2026-11-2\dT\d\d:\d\d:\d\dZ/g) ?? []
  const latest = times.sort().at(-1)
  return new Date(latest ?? '2026-11-23T10:00:00Z')
}
