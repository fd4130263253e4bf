/** Worked out on paper: which pods answer for a Service, and on which of their ports. */
import type { Pod } from '../../../functions/objects.ts'
import { timestamp } from '../../../kubernetes/clock.ts'
import type {
  EndpointAddress,
  EndpointPort,
  Endpoints,
  EndpointSlice,
  EndpointSubset,
  Service,
  SliceEndpoint,
} from '../kinds.ts'
import { referenceTo } from '../owners.ts'
import { isFinished, isReady } from '../pod-state.ts'

export const serviceLabel = 'kubernetes.io/service-name'
export const managedBy = 'endpointslice.kubernetes.io/managed-by'
/** What slices say that are ours; others belong to whoever made them. */
export const sliceController = 'endpointslice-controller.k8s.io'
const lastChange = 'endpoints.kubernetes.io/last-change-trigger-time'

/** The most endpoints in a slice, as in Kubernetes. */
const mostInSlice = 100
/** The most addresses in the older Endpoints object. */
const mostInEndpoints = 1000

/** Whether this room keeps the endpoints of a Service; those without selector are somebody else's. */
export function isKept({ spec }: Service): boolean {
  return spec?.type !== 'ExternalName' && Object.keys(spec?.selector ?? {}).length > 0
}

/** The older object: pods grouped by the ports that the Service means on them. */
export function endpointsOf(service: Service, pods: readonly Pod[], now: number): Endpoints {
  const living = pods
    .filter((pod) => hasAddress(pod) && !pod.metadata.deletionTimestamp)
    .slice(0, mostInEndpoints)
  const subsets = groupedByPorts(service, living).map(({ ports, members }): EndpointSubset => {
    const ready = members.filter((pod) => isAnswering(service, pod)).map(addressOf)
    const notReady = members.filter((pod) => !isAnswering(service, pod)).map(addressOf)
    return {
      ...(ready.length > 0 && { addresses: ready }),
      ...(notReady.length > 0 && { notReadyAddresses: notReady }),
      ...(ports.length > 0 && { ports }),
    }
  })
  return {
    apiVersion: 'v1',
    kind: 'Endpoints',
    metadata: {
      name: service.metadata.name,
      namespace: service.metadata.namespace,
      labels: { ...labelsOf(service), 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' },
      annotations: { [lastChange]: timestamp(now) },
    },
    ...(subsets.length > 0 && { subsets }),
  }
}

/** What a slice holds, as far as it can be compared. */
export interface SliceContent {
  endpoints: SliceEndpoint[] | null
  ports: EndpointPort[] | null
}

/** The newer objects: pods on their way out are still among them, but not ready. At least one, if empty. */
export function sliceContents(service: Service, pods: readonly Pod[]): SliceContent[] {
  const contents = groupedByPorts(service, pods.filter(hasAddress)).flatMap(({ ports, members }) =>
    chunks(members, mostInSlice).map((some) => ({
      endpoints: some.map((pod) => endpointOf(service, pod)),
      ports: ports.map(({ name = '', ...port }) => ({ name, ...port })),
    })),
  )
  return contents.length > 0 ? contents : [{ endpoints: null, ports: null }]
}

/** A slice of a Service under a name of its own. */
export function sliceFor(service: Service, content: SliceContent, name: string, now: number): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: {
      name,
      generateName: `${service.metadata.name}-`,
      namespace: service.metadata.namespace,
      labels: { ...labelsOf(service), [managedBy]: sliceController, [serviceLabel]: service.metadata.name },
      annotations: { [lastChange]: timestamp(now) },
      ownerReferences: [referenceTo(service)],
    },
    addressType: 'IPv4',
    ...content,
  }
}

function labelsOf({ metadata, spec }: Service): Record<string, string> {
  return { ...metadata.labels, ...(spec?.clusterIP === 'None' && { 'service.kubernetes.io/headless': '' }) }
}

function hasAddress(pod: Pod): boolean {
  return Boolean(pod.status?.podIP) && !isFinished(pod)
}

function isAnswering({ spec }: Service, pod: Pod): boolean {
  return isReady(pod) || spec?.publishNotReadyAddresses === true
}

function groupedByPorts(service: Service, pods: readonly Pod[]): { ports: EndpointPort[]; members: Pod[] }[] {
  const groups = new Map<string, { ports: EndpointPort[]; members: Pod[] }>()
  for (const pod of [...pods].sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))) {
    const ports = portsOn(service, pod)
    if (ports.length === 0 && (service.spec?.ports ?? []).length > 0) continue
    const key = JSON.stringify(ports)
    const group = groups.get(key) ?? { ports, members: [] }
    group.members.push(pod)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** A port by name is what the pod's container calls so; a pod that has none of the name does not take part. */
function portsOn({ spec }: Service, pod: Pod): EndpointPort[] {
  return (spec?.ports ?? []).flatMap(({ name, port, targetPort, protocol = 'TCP', appProtocol }) => {
    const number = numberOn(pod, targetPort || port, protocol)
    if (number === undefined) return []
    return [{ ...(name && { name }), port: number, protocol, ...(appProtocol && { appProtocol }) }]
  })
}

function numberOn(pod: Pod, target: number | string, protocol: string): number | undefined {
  if (typeof target === 'number') return target
  const ports = (pod.spec?.containers ?? []).flatMap((container) => container.ports ?? [])
  return ports.find((port) => port.name === target && (port.protocol ?? 'TCP') === protocol)?.containerPort
}

function addressOf(pod: Pod): EndpointAddress {
  const { nodeName } = pod.spec ?? {}
  return { ip: pod.status?.podIP ?? '', ...(nodeName && { nodeName }), targetRef: referenceToPod(pod) }
}

function endpointOf(service: Service, pod: Pod): SliceEndpoint {
  const isTerminating = pod.metadata.deletionTimestamp !== undefined
  const { nodeName } = pod.spec ?? {}
  const isServing = isReady(pod)
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: {
      ready: service.spec?.publishNotReadyAddresses === true || (isServing && !isTerminating),
      serving: isServing,
      terminating: isTerminating,
    },
    targetRef: referenceToPod(pod),
    ...(nodeName && { nodeName }),
  }
}

function referenceToPod({ metadata: { namespace, name, uid } }: Pod) {
  return { kind: 'Pod', namespace, name, uid }
}

function chunks<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  )
}
