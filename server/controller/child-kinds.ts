/** The kinds we make, and what is particular about changing an object of each. */
import type { ConfigMap, Deployment, KubeObject, Service } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'
import type { CronJob, Ingress } from '../functions/trigger-objects.ts'
import { canonical } from '../functions/manifest.ts'
import { covers } from './covers.ts'
import { digestOf } from './digest.ts'
import type { Autoscaler } from './plan-autoscaler.ts'

export interface ChildKind<T extends KubeObject> {
  resource: Resource
  /** What we keep of one. */
  keep: (object: T) => T
  /** Whether what stands in it beside `metadata` is as wanted. `live` is as kept. */
  isAsWanted: (wanted: T, live: T) => boolean
  /** Whether it cannot become what is wanted by being changed. */
  mustBeReplaced: (wanted: T, live: T) => boolean
  /** What is written over it, beside `metadata`: values that only the cluster chooses stay. */
  merge: (wanted: T, live: T) => T
}

/** Code may be large: of it only digests are kept. */
export const configMapKind: ChildKind<ConfigMap> = {
  resource: resources.configMaps,
  keep: (object) => ({
    ...plain(object),
    data: digestsOf(object.data),
    binaryData: digestsOf(object.binaryData),
  }),
  isAsWanted: (wanted, live) =>
    canonical([digestsOf(wanted.data), {}]) === canonical([live.data ?? {}, live.binaryData ?? {}]),
  mustBeReplaced: (_, live) => (live as { immutable?: boolean }).immutable === true,
  merge: (wanted) => wanted,
}

/** A Service keeps its address and its node ports. */
export const serviceKind: ChildKind<Service> = {
  resource: resources.services,
  keep: plain,
  isAsWanted: (wanted, live) =>
    covers(wanted.spec, live.spec) && canonical(wanted.spec?.selector) === canonical(live.spec?.selector),
  mustBeReplaced: (wanted, live) =>
    (wanted.spec?.clusterIP === 'None') !== (live.spec?.clusterIP === 'None') &&
    wanted.spec?.type !== 'ExternalName' &&
    live.spec?.type !== 'ExternalName',
  merge: (wanted, live) => ({ ...wanted, spec: mergedService(wanted.spec ?? {}, live.spec ?? {}) }),
}

/** A Deployment keeps its selector, and its size where nobody asks for one. */
export const deploymentKind: ChildKind<Deployment> = {
  resource: resources.deployments,
  keep: plain,
  isAsWanted: (wanted, live) => covers(withSelectorOf(live, wanted).spec, live.spec),
  mustBeReplaced: (wanted, live) => {
    const labels = wanted.spec?.template.metadata?.labels
    const selector: { matchLabels?: object; matchExpressions?: unknown[] } = live.spec?.selector ?? {}
    return !covers(selector.matchLabels ?? {}, labels) || (selector.matchExpressions ?? []).length > 0
  },
  merge: (wanted, live) => mergedDeployment(wanted, live),
}

/** A kind that takes every change. */
function plainKind<T extends KubeObject & { spec?: object }>(resource: Resource): ChildKind<T> {
  return {
    resource,
    keep: plain,
    isAsWanted: (wanted, live) => covers(wanted.spec, live.spec),
    mustBeReplaced: () => false,
    merge: (wanted) => wanted,
  }
}

export const autoscalerKind = plainKind<Autoscaler>(resources.horizontalPodAutoscalers)
export const ingressKind = plainKind<Ingress>(resources.ingresses)
export const cronJobKind = plainKind<CronJob>(resources.cronJobs)

function plain<T extends KubeObject>(object: T): T {
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata }
}

function digestsOf(data: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(data ?? {}).map(([key, value]) => [key, digestOf(value, 32)]))
}

/** What the cluster has given out. */
const allocated = ['clusterIP', 'clusterIPs', 'ipFamilies', 'ipFamilyPolicy', 'healthCheckNodePort']

type ServiceSpec = NonNullable<Service['spec']>

function mergedService(wanted: ServiceSpec, live: ServiceSpec): ServiceSpec {
  const hasNodePorts = wanted.type === 'NodePort' || wanted.type === 'LoadBalancer'
  const kept = Object.entries(live).filter(
    ([field]) => allocated.includes(field) && wanted.type !== 'ExternalName',
  )
  return {
    ...Object.fromEntries(kept),
    ...wanted,
    ports: wanted.ports?.map((port) => {
      const before = live.ports?.find((candidate) => candidate.port === port.port)
      return hasNodePorts && before?.nodePort ? { nodePort: before.nodePort, ...port } : port
    }),
  }
}

function withSelectorOf(live: Deployment, wanted: Deployment): Deployment {
  if (!wanted.spec || !live.spec) return wanted
  return { ...wanted, spec: { ...wanted.spec, selector: live.spec.selector } }
}

function mergedDeployment(wanted: Deployment, live: Deployment): Deployment {
  const { spec } = withSelectorOf(live, wanted)
  if (!spec) return wanted
  const { replicas = live.spec?.replicas, template } = spec
  const restarts = Object.entries(live.spec?.template.metadata?.annotations ?? {}).filter(([name]) =>
    // `kubectl rollout restart` leaves its mark here; without it the pods would restart once more.
    name.startsWith('kubectl.kubernetes.io/'),
  )
  const annotations = { ...Object.fromEntries(restarts), ...template.metadata?.annotations }
  return {
    ...wanted,
    spec: {
      ...spec,
      ...(replicas !== undefined && { replicas }),
      template: { ...template, metadata: { ...template.metadata, annotations } },
    },
  }
}
