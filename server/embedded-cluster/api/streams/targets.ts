/** Where a call through the proxy goes: the pod behind a service that is ready, or a pod itself. */
import type { ApiObject, Json } from '../json.ts'
import { listAt, numberAt, objectAt, textAt, wordOf } from '../json.ts'
import type { Kubelet } from '../kubelet.ts'
import { badRequest, notFound, serviceUnavailable } from '../status.ts'
import type { Store } from '../store/store.ts'

/** The Unix socket of a port of a pod. */
export interface Target {
  socketPath: string
}

interface Reference {
  scheme: string
  name: string
  port: string
}

/** `name`, `name:port` or `scheme:name:port`. Throws 400. */
export function referenceOf(kind: 'service' | 'pod', text: string): Reference {
  const parts = text.split(':')
  const isFine =
    parts.length === 1 ||
    parts.length === 2 ||
    (parts.length === 3 && ['', 'http', 'https'].includes(parts[0] ?? ''))
  if (!isFine || parts.includes('undefined'))
    throw badRequest(`invalid ${kind} request ${JSON.stringify(text)}`)
  if (parts.length === 3) return { scheme: parts[0] ?? '', name: parts[1] ?? '', port: parts[2] ?? '' }
  return { scheme: '', name: parts[0] ?? '', port: parts[1] ?? '' }
}

/** Throws 404 when there is no such service, 503 when nobody behind it can answer. */
export function serviceTarget(
  store: Store,
  kubelet: Kubelet | undefined,
  namespace: string,
  text: string,
): Target {
  const { name, port } = referenceOf('service', text)
  const service = store.get('/services', namespace, name)
  if (!service) throw notFound({ group: '', plural: 'services', kind: 'Service' }, name)
  const servicePort = portOf(service, name, port)
  const pods = readyPods(store, namespace, service)
  const none = () => serviceUnavailable(`no endpoints available for service "${name}"`)
  if (!servicePort || pods.length === 0) throw none()
  const reached = shuffled(pods).flatMap((pod) => {
    const number = containerPort(pod, servicePort)
    return number === undefined ? [] : [{ pod, number, socketPath: socketOf(kubelet, pod, number) }]
  })
  const [first] = reached
  if (!first) throw none()
  const open = reached.find(({ socketPath }) => socketPath !== undefined)
  if (open?.socketPath === undefined) throw refused(first.pod, first.number)
  return { socketPath: open.socketPath }
}

/** Throws 404 when there is no such pod, 503 when it does not listen. */
export function podTarget(
  store: Store,
  kubelet: Kubelet | undefined,
  namespace: string,
  text: string,
): Target {
  const { name, port } = referenceOf('pod', text)
  const pod = store.get('/pods', namespace, name)
  if (!pod) throw notFound({ group: '', plural: 'pods', kind: 'Pod' }, name)
  const number = port === '' ? firstPort(pod) : Number(port) || namedPort(pod, port)
  if (number === undefined)
    throw badRequest(`the pod "${name}" has no port ${port === '' ? 'declared' : JSON.stringify(port)}`)
  const socketPath = socketOf(kubelet, pod, number)
  if (socketPath === undefined) throw refused(pod, number)
  return { socketPath }
}

/** The service's port by number, name, or, when neither is given, the one without a name. */
function portOf(service: ApiObject, name: string, port: string): Json | undefined {
  const ports = listAt(service, 'spec', 'ports')
  if (!/^\d+$/.test(port)) return ports.find((one) => (textAt(one, 'name') ?? '') === port)
  const found = ports.find((one) => numberAt(one, 'port') === Number(port))
  if (!found) throw serviceUnavailable(`no service port ${port} found for service "${name}"`)
  return found
}

function readyPods(store: Store, namespace: string, service: ApiObject): ApiObject[] {
  const selector = Object.entries(objectAt(service, 'spec', 'selector'))
  if (selector.length === 0) return []
  return store
    .collection('/pods')
    .list(namespace)
    .map(({ object }) => object)
    .filter(
      (pod) =>
        selector.every(([label, value]) => pod.metadata.labels?.[label] === value) &&
        !pod.metadata.deletionTimestamp &&
        isReady(pod),
    )
}

function isReady(pod: ApiObject): boolean {
  return listAt(pod, 'status', 'conditions').some(
    (one) => textAt(one, 'type') === 'Ready' && textAt(one, 'status') === 'True',
  )
}

function containerPort(pod: ApiObject, servicePort: Json): number | undefined {
  const target = objectAt(servicePort)['targetPort'] ?? numberAt(servicePort, 'port')
  return typeof target === 'number' ? target : namedPort(pod, wordOf(target))
}

function namedPort(pod: ApiObject, name: string): number | undefined {
  for (const container of listAt(pod, 'spec', 'containers'))
    for (const port of listAt(container, 'ports'))
      if (textAt(port, 'name') === name) return numberAt(port, 'containerPort')
  return undefined
}

function firstPort(pod: ApiObject): number | undefined {
  for (const container of listAt(pod, 'spec', 'containers')) {
    const number = numberAt(listAt(container, 'ports')[0], 'containerPort')
    if (number !== undefined) return number
  }
  return undefined
}

function socketOf(kubelet: Kubelet | undefined, { metadata }: ApiObject, port: number): string | undefined {
  const { namespace = '', name, uid = '' } = metadata
  return kubelet?.socketOf({ namespace, name, uid }, port)
}

function refused(pod: ApiObject, port: number) {
  const address = textAt(pod, 'status', 'podIP') ?? pod.metadata.name
  return serviceUnavailable(
    `error trying to reach service: dial tcp ${address}:${port}: connect: connection refused`,
  )
}

function shuffled<T>(items: T[]): T[] {
  const start = Math.floor(Math.random() * items.length)
  return [...items.slice(start), ...items.slice(0, start)]
}
