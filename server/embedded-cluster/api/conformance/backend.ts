/** What the node and the pods of a recording do: output of containers, and answers to calls through the proxy. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiObject } from '../json.ts'
import { textAt } from '../json.ts'
import { KubeletError } from '../kubelet.ts'
import type { Kubelet } from '../kubelet.ts'
import { of } from './givens.ts'
import type { Exchange, Recording } from './recordings.ts'

export interface Backend {
  objects: ApiObject[]
  /** Kept until `close`. */
  start(): Promise<{ kubelet: Kubelet; close(): Promise<void> }>
}

/** Made from the recorded answer: the pods say what came through, before the API changed it. */
export function backendFor(recording: Recording): Backend {
  const [exchange] = recording.exchanges
  if (!exchange) return { objects: [], start: () => Promise.reject(new Error('nothing is recorded')) }
  return { objects: objectsFor(exchange), start: () => start(exchange) }
}

async function start(exchange: Exchange): Promise<{ kubelet: Kubelet; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'kui-'))
  const socket = join(folder, 'b.sock')
  const server = await listen(exchange, socket)
  return {
    kubelet: { socketOf: () => socket, containerLog: () => logOf(exchange) },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function logOf({ response }: Exchange): Promise<AsyncIterable<Uint8Array>> {
  if (response.status !== 200)
    return Promise.reject(new KubeletError(response.status, textAt(response.json, 'message') ?? ''))
  const text = response.text ?? (response.json === undefined ? '' : JSON.stringify(response.json))
  return Promise.resolve(
    (async function* () {
      yield Buffer.from(text)
    })(),
  )
}

async function listen({ request, response }: Exchange, socket: string): Promise<Server> {
  const prefix = /^.*?\/proxy/.exec(request.path)?.[0] ?? ''
  const isHtml = response.headers.some(
    ([name, value]) => name === 'content-type' && value.startsWith('text/html'),
  )
  const plain = (text: string) => text.replaceAll(prefix, '')
  const body = (isHtml ? plain : String)(
    response.text ?? (response.json === undefined ? '' : JSON.stringify(response.json)),
  )
  const passed = response.headers.filter(([name]) => !['x-content-type-options', 'warning'].includes(name))
  const server = createServer((_, answer) => {
    for (const [name, value] of passed) answer.setHeader(name, plain(value))
    answer.writeHead(response.status)
    answer.end(body)
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  return server
}

function objectsFor(exchange: Exchange): ApiObject[] {
  const { path } = exchange.request
  const [, namespace = '', resource, reference = '', sub] =
    /namespaces\/([^/]+)\/(services|pods)\/([^/]+)\/(proxy|log)/.exec(path) ?? []
  const isMissing = exchange.response.status === 404 && textAt(exchange.response.json, 'kind') === 'Status'
  if (resource === undefined || isMissing) return []
  if (sub === 'log') return [podFor(namespace, reference, exchange)]
  const name = nameIn(reference)
  const labels = { app: name }
  const pod = podFor(namespace, resource === 'pods' ? name : `${name}-1`, exchange)
  const ports = [
    {
      name: path.includes(':http/') ? 'http' : 'http-function-port',
      port: 8080,
      targetPort: 8080,
      protocol: 'TCP',
    },
  ]
  const service = of(
    'v1',
    'Service',
    { name, namespace },
    { spec: { type: 'ClusterIP', selector: labels, ports } },
  )
  return [service, { ...pod, metadata: { ...pod.metadata, labels } }]
}

/** `name`, `name:port`, `scheme:name:port`. */
function nameIn(reference: string): string {
  const parts = reference.split(':')
  return (parts.length === 3 ? parts[1] : parts[0]) ?? ''
}

function podFor(namespace: string, name: string, { request, response }: Exchange): ApiObject {
  const asked = new URLSearchParams(request.path.split('?')[1] ?? '').get('container')
  const named = /container "([^"]+)"/.exec(textAt(response.json, 'message') ?? '')?.[1]
  const isRefused = /is not valid for pod/.test(textAt(response.json, 'message') ?? '')
  const initContainers = asked !== null && !isRefused ? [{ name: asked, image: 'x' }] : []
  const status = {
    phase: 'Running',
    podIP: '10.0.0.1',
    conditions: [{ type: 'Ready', status: 'True' }],
  }
  const spec = {
    nodeName: 'n',
    containers: [{ name: named ?? 'c', image: 'x', ports: [{ containerPort: 8080 }] }],
    ...(initContainers.length > 0 && { initContainers }),
  }
  return of('v1', 'Pod', { name, namespace }, { spec, status })
}
