/** A node on an API of its own, for the tests of this room: real objects, real processes, a data folder that goes at the end. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { EventObject, KubeObject } from '../../functions/objects.ts'
import { resources } from '../../functions/resources.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { connect } from '../../kubernetes/connect.ts'
import { isNotFound } from '../../kubernetes/errors.ts'
import { startApi } from '../api/start-api.ts'
import type { BuiltIn } from './node-context.ts'
import type { NodeContainer, NodePod, NodePodSpec } from './pod-spec.ts'
import type { Programs } from './programs.ts'
import { startNode } from './start-node.ts'

export interface TestNode {
  client: KubernetesClient
  dataDir: string
  /** What the node said to our log. */
  messages: string[]
  /** Creates it in namespace `default`. */
  create(pod: NodePod): Promise<NodePod>
  /** The pod as soon as `isSo`; rejects with its status when that takes too long. */
  until(name: string, isSo: (pod: NodePod) => boolean): Promise<NodePod>
  /** Fulfilled when the object is gone. */
  gone(name: string): Promise<void>
  /** The events about a pod as soon as `isSo`. */
  events(name: string, isSo: (events: EventObject[]) => boolean): Promise<EventObject[]>
  log(name: string, options?: { container?: string; previous?: boolean }): Promise<string>
  /** Asks the pod through the API's proxy. */
  get(name: string, path?: string): Promise<{ status: number; body: string }>
  /** The node and the API end, and are started anew on the same folder. */
  restart(): Promise<void>
  close(): Promise<void>
}

const patienceMs = 40_000
const namespace = 'default'

export async function startTestNode(
  options: { builtIns?: Record<string, BuiltIn>; programs?: Partial<Programs> } = {},
): Promise<TestNode> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kui-'))
  const programs = { node: { path: process.execPath, version: process.versions.node }, ...options.programs }
  const messages: string[] = []
  const log = (message: string) => void messages.push(message)
  const start = async () => {
    const api = await startApi({ dataDir, log })
    const client = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'test' })
    const node = await startNode({ client, dataDir, programs, builtIns: options.builtIns ?? {}, log })
    api.attachKubelet(node.kubelet)
    return { api, client, node }
  }
  let parts = await start()
  const stop = async () => {
    await parts.node.close()
    parts.client.close()
    await parts.api.close()
  }

  const until = async (name: string, isSo: (pod: NodePod) => boolean) => {
    const signal = AbortSignal.timeout(patienceMs)
    const only = { namespace, fieldSelector: `metadata.name=${name}` }
    const { items, metadata } = await parts.client.list<NodePod>(resources.pods, only)
    let [pod] = items
    if (pod && isSo(pod)) return pod
    const resourceVersion = metadata.resourceVersion ?? ''
    const changes = parts.client.watch<NodePod>(resources.pods, { ...only, resourceVersion, signal })
    for await (const { type, object } of changes) {
      if (type === 'BOOKMARK') continue
      pod = object
      if (type !== 'DELETED' && isSo(pod)) return pod
    }
    throw new Error(`${name} did not come to it: ${JSON.stringify(pod?.status, undefined, 2)}`)
  }

  return {
    get client() {
      return parts.client
    },
    dataDir,
    messages,
    create: (pod) => parts.client.create<NodePod>(resources.pods, pod),
    until,
    async gone(name) {
      await eventually(async () => {
        try {
          await parts.client.get(resources.pods, { namespace, name })
          return undefined
        } catch (error) {
          if (isNotFound(error)) return true
          throw error
        }
      })
    },
    events: (name, isSo) =>
      eventually(async () => {
        const { items } = await parts.client.list<EventObject>(resources.events, {
          namespace,
          fieldSelector: `involvedObject.name=${name}`,
        })
        return isSo(items) ? items : undefined
      }),
    async log(name, { container, previous } = {}) {
      let text = ''
      const chunks = parts.client.podLog({ namespace, name }, { container: container ?? name, previous })
      for await (const chunk of chunks) text += Buffer.from(chunk).toString('utf8')
      return text.replaceAll(/^\S+ /gm, '')
    },
    async get(name, path = '/') {
      const answer = await parts.client.proxy({
        namespace,
        service: name,
        port: 'http',
        method: 'GET',
        path,
        headers: {},
        signal: AbortSignal.timeout(patienceMs),
      })
      let body = ''
      for await (const chunk of answer.body) body += Buffer.from(chunk).toString('utf8')
      return { status: answer.status, body }
    },
    async restart() {
      await stop()
      parts = await start()
    },
    async close() {
      await stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** A pod with one container that runs `command` in the shell, as on the official image of Node. */
export function aPod(
  name: string,
  command: string,
  changes: { container?: Partial<NodeContainer>; spec?: Partial<NodePodSpec> } = {},
): NodePod {
  const container = { name, image: 'node:24-slim', command: ['sh', '-c', command], ...changes.container }
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 5,
      ...changes.spec,
      containers: [container, ...(changes.spec?.containers ?? [])],
    },
  }
}

/** A Service in front of `aPod` of that name. */
export function aService(name: string): KubeObject & { spec: object } {
  const spec = { selector: { app: name }, ports: [{ name: 'http', port: 8080, targetPort: 8080 }] }
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec }
}

/** A server on the socket that the node names, as a shim is one. */
export const serveScript = (answer: string) =>
  `exec node -e "require('http').createServer((q, r) => r.end(${answer})).listen(process.env.FUNC_SOCKET)"`

export const isReady = ({ status }: NodePod) =>
  status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') ?? false

/** The result of `look` as soon as it has one. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const until = Date.now() + patienceMs; ; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const found = await look()
    if (found !== undefined) return found
    if (Date.now() > until) throw new Error('It did not come to that.')
  }
}
