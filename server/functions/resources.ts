/** The kinds we work with, and where they live in the API. */

/** One kind of object. */
export interface Resource {
  /** Empty for the core group. */
  group: string
  version: string
  /** As in the URL. */
  plural: string
  kind: string
  isNamespaced: boolean
}

/** Every kind the dashboard, the controller or the embedded node asks for. */
export const resources = {
  functions: of('kubeless.io', 'v1beta1', 'functions', 'Function'),
  httpTriggers: of('kubeless.io', 'v1beta1', 'httptriggers', 'HTTPTrigger'),
  cronJobTriggers: of('kubeless.io', 'v1beta1', 'cronjobtriggers', 'CronJobTrigger'),
  configMaps: of('', 'v1', 'configmaps', 'ConfigMap'),
  secrets: of('', 'v1', 'secrets', 'Secret'),
  services: of('', 'v1', 'services', 'Service'),
  pods: of('', 'v1', 'pods', 'Pod'),
  events: of('', 'v1', 'events', 'Event'),
  namespaces: of('', 'v1', 'namespaces', 'Namespace', false),
  nodes: of('', 'v1', 'nodes', 'Node', false),
  deployments: of('apps', 'v1', 'deployments', 'Deployment'),
  replicaSets: of('apps', 'v1', 'replicasets', 'ReplicaSet'),
  ingresses: of('networking.k8s.io', 'v1', 'ingresses', 'Ingress'),
  ingressClasses: of('networking.k8s.io', 'v1', 'ingressclasses', 'IngressClass', false),
  cronJobs: of('batch', 'v1', 'cronjobs', 'CronJob'),
  jobs: of('batch', 'v1', 'jobs', 'Job'),
  horizontalPodAutoscalers: of('autoscaling', 'v2', 'horizontalpodautoscalers', 'HorizontalPodAutoscaler'),
  leases: of('coordination.k8s.io', 'v1', 'leases', 'Lease'),
  customResourceDefinitions: of(
    'apiextensions.k8s.io',
    'v1',
    'customresourcedefinitions',
    'CustomResourceDefinition',
    false,
  ),
} as const satisfies Record<string, Resource>

function of(group: string, version: string, plural: string, kind: string, isNamespaced = true): Resource {
  return { group, version, plural, kind, isNamespaced }
}

/** `v1`, or group and version: what stands in `apiVersion`. */
export function apiVersionOf(resource: Resource): string {
  return resource.group === '' ? resource.version : `${resource.group}/${resource.version}`
}
