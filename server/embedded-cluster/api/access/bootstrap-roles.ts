/** The ClusterRoles every cluster begins with, and who has them. */
import type { ApiObject, JsonObject } from '../json.ts'

const group = 'rbac.authorization.k8s.io'
const all = ['*']
const read = ['get', 'list', 'watch']
const write = ['create', 'delete', 'deletecollection', 'patch', 'update']

const workloads: JsonObject[] = [
  {
    apiGroups: [''],
    resources: [
      'configmaps',
      'endpoints',
      'events',
      'pods',
      'pods/log',
      'pods/status',
      'serviceaccounts',
      'services',
    ],
  },
  {
    apiGroups: ['apps'],
    resources: ['deployments', 'deployments/scale', 'replicasets', 'replicasets/scale'],
  },
  { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'] },
  { apiGroups: ['autoscaling'], resources: ['horizontalpodautoscalers'] },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses'] },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'] },
]
const secretsAndCalls: JsonObject[] = [
  { apiGroups: [''], resources: ['secrets', 'pods/proxy', 'services/proxy'] },
]

const view = workloads.map((rule) => ({ ...rule, verbs: read }))
const edit = [...workloads, ...secretsAndCalls].map((rule) => ({ ...rule, verbs: [...read, ...write] }))
const rights: JsonObject[] = [
  { apiGroups: [group], resources: ['roles', 'rolebindings'], verbs: [...read, ...write] },
]

const roles: Record<string, JsonObject[]> = {
  'cluster-admin': [
    { apiGroups: all, resources: all, verbs: all },
    { nonResourceURLs: all, verbs: all },
  ],
  admin: [...edit, ...rights],
  edit,
  view,
  'system:basic-user': [
    {
      apiGroups: ['authorization.k8s.io'],
      resources: ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'],
      verbs: ['create'],
    },
    { apiGroups: ['authentication.k8s.io'], resources: ['selfsubjectreviews'], verbs: ['create'] },
  ],
  'system:discovery': [
    {
      nonResourceURLs: [
        '/api',
        '/api/*',
        '/apis',
        '/apis/*',
        '/healthz',
        '/livez',
        '/openapi',
        '/openapi/*',
        '/readyz',
        '/version',
        '/version/',
      ],
      verbs: ['get'],
    },
  ],
  'system:public-info-viewer': [
    { nonResourceURLs: ['/healthz', '/livez', '/readyz', '/version', '/version/'], verbs: ['get'] },
  ],
}

const bindings: Record<string, string[]> = {
  'cluster-admin': ['system:masters'],
  'system:basic-user': ['system:authenticated'],
  'system:discovery': ['system:authenticated'],
  'system:public-info-viewer': ['system:authenticated', 'system:unauthenticated'],
}

/** Without identity; whoever stores them gives them one. */
export function bootstrapRoles(): ApiObject[] {
  const labels = { 'kubernetes.io/bootstrapping': 'rbac-defaults' }
  const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'true' }
  const of = (kind: string, name: string, rest: JsonObject): ApiObject => ({
    kind,
    apiVersion: `${group}/v1`,
    metadata: { name, labels, annotations },
    ...rest,
  })
  return [
    ...Object.entries(roles).map(([name, rules]) => of('ClusterRole', name, { rules })),
    ...Object.entries(bindings).map(([name, groups]) =>
      of('ClusterRoleBinding', name, {
        subjects: groups.map((subject) => ({ kind: 'Group', apiGroup: group, name: subject })),
        roleRef: { apiGroup: group, kind: 'ClusterRole', name },
      }),
    ),
  ]
}
