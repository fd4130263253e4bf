/** Fields that stand in an object although nobody wrote them, kind by kind, as a real API server fills them in when it reads one. */
import type { ApiObject, JsonObject } from '../json.ts'
import { isObject, objectAt, textAt, wordOf } from '../json.ts'
import type { Kind } from '../kinds/kind.ts'
import { each, fill, within } from './fill.ts'
import { podOnly, podSpec } from './pods.ts'

/** The object with its kind's defaults; custom resources have had theirs from their schema. */
export function withDefaults(kind: Kind, object: ApiObject): ApiObject {
  const byKind = kind.custom ? undefined : defaults[kind.kind]
  return byKind ? { ...object, ...byKind(object) } : object
}

const template = (spec: JsonObject) => within(spec, 'template', (one) => within(one, 'spec', podSpec))

const defaults: Record<string, (object: ApiObject) => JsonObject> = {
  Namespace: (object) => ({
    metadata: {
      ...object.metadata,
      labels: { ...object.metadata.labels, 'kubernetes.io/metadata.name': object.metadata.name },
    },
  }),
  Pod: (object) => within(object, 'spec', (spec) => podOnly(podSpec(spec))),
  Deployment: (object) =>
    within(object, 'spec', (spec) => {
      const filled = fill(template(spec), {
        replicas: 1,
        revisionHistoryLimit: 10,
        progressDeadlineSeconds: 600,
      })
      return { ...filled, strategy: strategy(objectAt(filled, 'strategy')) }
    }),
  ReplicaSet: (object) =>
    within(object, 'spec', (spec) => {
      const labels = objectAt(spec, 'template', 'metadata', 'labels')
      return fill(template(spec), {
        replicas: 1,
        ...(Object.keys(labels).length > 0 && { selector: { matchLabels: labels } }),
      })
    }),
  Job: (object) => within(object, 'spec', job),
  CronJob: (object) =>
    within(object, 'spec', (spec) =>
      within(
        fill(spec, {
          concurrencyPolicy: 'Allow',
          suspend: false,
          successfulJobsHistoryLimit: 3,
          failedJobsHistoryLimit: 1,
        }),
        'jobTemplate',
        (one) => within(one, 'spec', template),
      ),
    ),
  Service: (object) => within(object, 'spec', service),
  Secret: (object) => {
    const { stringData, ...rest } = object
    const plain = isObject(stringData) ? stringData : {}
    const encoded = Object.fromEntries(
      Object.entries(plain).map(([name, value]) => [name, Buffer.from(wordOf(value)).toString('base64')]),
    )
    const data = { ...objectAt(rest, 'data'), ...encoded }
    return {
      stringData: undefined,
      ...(Object.keys(data).length > 0 && { data }),
      type: textAt(rest, 'type') || 'Opaque',
    }
  },
  HorizontalPodAutoscaler: (object) => within(object, 'spec', autoscaler),
  EndpointSlice: (object) => each(object, 'ports', (port) => fill(port, { name: '', protocol: 'TCP' })),
  Endpoints: (object) =>
    each(object, 'subsets', (subset) => each(subset, 'ports', (port) => fill(port, { protocol: 'TCP' }))),
  RoleBinding: binding,
  ClusterRoleBinding: binding,
  CustomResourceDefinition: (object) => definition(object),
}

function strategy(given: JsonObject): JsonObject {
  const filled = fill(given, { type: 'RollingUpdate' })
  if (filled['type'] !== 'RollingUpdate') return filled
  return {
    ...filled,
    rollingUpdate: fill(objectAt(filled, 'rollingUpdate'), { maxUnavailable: '25%', maxSurge: '25%' }),
  }
}

function job(spec: JsonObject): JsonObject {
  const hasCounts = spec['completions'] !== undefined || spec['parallelism'] !== undefined
  const counts = hasCounts ? { parallelism: 1 } : { completions: 1, parallelism: 1 }
  return fill(template(spec), {
    ...counts,
    backoffLimit: 6,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: 'TerminatingOrFailed',
  })
}

function service(spec: JsonObject): JsonObject {
  const filled = fill(spec, { sessionAffinity: 'None', type: 'ClusterIP' })
  const isExternal = filled['type'] === 'NodePort' || filled['type'] === 'LoadBalancer'
  const policies = {
    ...(filled['type'] !== 'ExternalName' && { internalTrafficPolicy: 'Cluster' }),
    ...(isExternal && { externalTrafficPolicy: 'Cluster' }),
    ...(filled['type'] === 'LoadBalancer' && { allocateLoadBalancerNodePorts: true }),
  }
  return each(fill(filled, policies), 'ports', (port) => {
    const target = port['targetPort']
    const isUnset = target === undefined || target === 0 || target === ''
    return { ...fill(port, { protocol: 'TCP' }), targetPort: isUnset ? port['port'] : target }
  })
}

function autoscaler(spec: JsonObject): JsonObject {
  const cpu = {
    type: 'Resource',
    resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } },
  }
  return fill(spec, { minReplicas: 1, metrics: [cpu] })
}

function binding(object: ApiObject): JsonObject {
  const group = 'rbac.authorization.k8s.io'
  const withRole = within(object, 'roleRef', (ref) => (ref['apiGroup'] ? ref : { ...ref, apiGroup: group }))
  return each(withRole, 'subjects', (subject) => {
    const kind = textAt(subject, 'kind')
    return kind === 'User' || kind === 'Group' ? fill(subject, { apiGroup: group }) : subject
  })
}

function definition(object: ApiObject): JsonObject {
  return within(object, 'spec', (spec) => {
    const names = objectAt(spec, 'names')
    const kind = textAt(names, 'kind') ?? ''
    return {
      ...fill(spec, { conversion: { strategy: 'None' } }),
      names: fill(names, { singular: kind.toLowerCase(), listKind: `${kind}List` }),
    }
  })
}
