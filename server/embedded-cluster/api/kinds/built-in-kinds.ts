/** The table of built-in kinds: one row each. What is not here does not exist in this cluster. */
import { structs } from '../schema/structs.ts'
import type { Kind, Subresource } from './kind.ts'

const all = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']
const change = ['get', 'patch', 'update']
const call = ['create', 'delete', 'get', 'patch', 'update']
const ask = ['create']

/** Every built-in kind, in the order discovery shows them within their group. */
export const builtInKinds: Kind[] = [
  core('configmaps', 'ConfigMap', { shortNames: ['cm'] }),
  core('endpoints', 'Endpoints', {
    singular: 'endpoints',
    shortNames: ['ep'],
    deprecation: 'v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice',
  }),
  core('events', 'Event', { shortNames: ['ev'], isVolatile: true }),
  core('limitranges', 'LimitRange', { shortNames: ['limits'] }),
  core('namespaces', 'Namespace', {
    shortNames: ['ns'],
    isNamespaced: false,
    verbs: all.filter((verb) => verb !== 'deletecollection'),
    subresources: [sub('finalize', 'Namespace', ['update']), sub('status', 'Namespace', change)],
  }),
  core('nodes', 'Node', {
    shortNames: ['no'],
    isNamespaced: false,
    subresources: [sub('status', 'Node', change)],
  }),
  core('pods', 'Pod', {
    shortNames: ['po'],
    categories: ['all'],
    subresources: [
      sub('binding', 'Binding', ask),
      { ...sub('eviction', 'Eviction', ask), group: 'policy', version: 'v1' },
      sub('log', 'Pod', ['get']),
      sub('proxy', 'PodProxyOptions', call),
      sub('status', 'Pod', change),
    ],
  }),
  core('resourcequotas', 'ResourceQuota', {
    shortNames: ['quota'],
    subresources: [sub('status', 'ResourceQuota', change)],
  }),
  core('secrets', 'Secret'),
  core('serviceaccounts', 'ServiceAccount', {
    shortNames: ['sa'],
    subresources: [{ ...sub('token', 'TokenRequest', ask), group: 'authentication.k8s.io', version: 'v1' }],
  }),
  core('services', 'Service', {
    shortNames: ['svc'],
    categories: ['all'],
    subresources: [sub('proxy', 'ServiceProxyOptions', call), sub('status', 'Service', change)],
  }),
  row('apps', 'v1', 'deployments', 'Deployment', {
    shortNames: ['deploy'],
    categories: ['all'],
    subresources: [scale(), sub('status', 'Deployment', change)],
  }),
  row('apps', 'v1', 'replicasets', 'ReplicaSet', {
    shortNames: ['rs'],
    categories: ['all'],
    subresources: [scale(), sub('status', 'ReplicaSet', change)],
  }),
  review('authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview'),
  review('authentication.k8s.io', 'tokenreviews', 'TokenReview'),
  {
    ...review('authorization.k8s.io', 'localsubjectaccessreviews', 'LocalSubjectAccessReview'),
    isNamespaced: true,
  },
  review('authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview'),
  review('authorization.k8s.io', 'selfsubjectrulesreviews', 'SelfSubjectRulesReview'),
  review('authorization.k8s.io', 'subjectaccessreviews', 'SubjectAccessReview'),
  row('autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler', {
    shortNames: ['hpa'],
    categories: ['all'],
    subresources: [sub('status', 'HorizontalPodAutoscaler', change)],
  }),
  row('batch', 'v1', 'cronjobs', 'CronJob', {
    shortNames: ['cj'],
    categories: ['all'],
    subresources: [sub('status', 'CronJob', change)],
  }),
  row('batch', 'v1', 'jobs', 'Job', { categories: ['all'], subresources: [sub('status', 'Job', change)] }),
  row('networking.k8s.io', 'v1', 'ingressclasses', 'IngressClass', {
    isNamespaced: false,
    singular: 'ingressclass',
  }),
  row('networking.k8s.io', 'v1', 'ingresses', 'Ingress', {
    singular: 'ingress',
    shortNames: ['ing'],
    subresources: [sub('status', 'Ingress', change)],
  }),
  row('rbac.authorization.k8s.io', 'v1', 'clusterrolebindings', 'ClusterRoleBinding', {
    isNamespaced: false,
  }),
  row('rbac.authorization.k8s.io', 'v1', 'clusterroles', 'ClusterRole', { isNamespaced: false }),
  row('rbac.authorization.k8s.io', 'v1', 'rolebindings', 'RoleBinding'),
  row('rbac.authorization.k8s.io', 'v1', 'roles', 'Role'),
  row('apiextensions.k8s.io', 'v1', 'customresourcedefinitions', 'CustomResourceDefinition', {
    isNamespaced: false,
    shortNames: ['crd', 'crds'],
    categories: ['api-extensions'],
    subresources: [sub('status', 'CustomResourceDefinition', change)],
  }),
  row('coordination.k8s.io', 'v1', 'leases', 'Lease', { isVolatile: true }),
  row('discovery.k8s.io', 'v1', 'endpointslices', 'EndpointSlice'),
]

function row(group: string, version: string, plural: string, kind: string, rest: Partial<Kind> = {}): Kind {
  return {
    group,
    version,
    plural,
    singular: kind.toLowerCase(),
    kind,
    listKind: `${kind}List`,
    isNamespaced: true,
    shortNames: [],
    categories: [],
    verbs: all,
    subresources: [],
    struct: structs[kind],
    ...rest,
  }
}

function core(plural: string, kind: string, rest: Partial<Kind> = {}): Kind {
  return row('', 'v1', plural, kind, rest)
}

function review(group: string, plural: string, kind: string): Kind {
  return row(group, 'v1', plural, kind, { isNamespaced: false, verbs: ask })
}

function sub(name: string, kind: string, verbs: string[]): Subresource {
  return { name, kind, verbs }
}

function scale(): Subresource {
  return { ...sub('scale', 'Scale', change), group: 'autoscaling', version: 'v1' }
}

/** Groups every API server has, whether or not anything of them is here. */
export const standardGroups = new Set([
  ...builtInKinds.map(({ group }) => group),
  'admissionregistration.k8s.io',
  'apiregistration.k8s.io',
  'certificates.k8s.io',
  'events.k8s.io',
  'flowcontrol.apiserver.k8s.io',
  'node.k8s.io',
  'policy',
  'resource.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
])
