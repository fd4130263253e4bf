/** A cluster made for one recording: the objects it speaks of are there as they were, and so is the time. */
import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { ApiObject } from '../json.ts'
import type { Kubelet } from '../kubelet.ts'
import { newSigningKey } from '../access/service-account-tokens.ts'
import { builtInKinds } from '../kinds/built-in-kinds.ts'
import { answer } from '../router.ts'
import { startApiCluster } from '../start-api-cluster.ts'
import { memoryStorage } from '../store/memory-storage.ts'
import type { Cluster } from '../verbs/context.ts'

export interface World {
  cluster: Cluster
  /** e.g. `http://127.0.0.1:41234`. */
  url: string
  adminToken: string
  /** As the administrator. */
  send(method: string, path: string, body?: object, headers?: Record<string, string>): Promise<void>
  /** As if the process were told to end. */
  stop(): void
  close(): Promise<void>
}

const signingKey = newSigningKey()

export async function startWorld(options: {
  objects: ApiObject[]
  version?: number
  now: Date
  kubelet?: Kubelet
}): Promise<World> {
  const { objects, now, kubelet } = options
  const stopping = new AbortController()
  const stored = new Map(objects.map((object) => [keyOf(object, objects), object]))
  const known = Math.max(1, ...objects.map(({ metadata }) => Number(metadata.resourceVersion) || 0))
  const adminToken = 'admin-token'
  const cluster = await startApiCluster({
    storage: { ...memoryStorage(), objects: stored, resourceVersion: options.version ?? known },
    adminToken,
    signingKey,
    authorization: 'rbac',
    now: () => now,
    log: (message) => console.error(message),
    kubelet: () => kubelet,
    stopping: stopping.signal,
  })
  const server = createServer(
    (request: IncomingMessage, response: ServerResponse) => void answer(cluster, request, response),
  )
  const url = await listen(server)
  return {
    cluster,
    url,
    adminToken,
    stop: () => stopping.abort(),
    async send(method, path, body, headers = {}) {
      const answer = await fetch(url + path, {
        method,
        headers: { 'content-type': 'application/json', authorization: `Bearer ${adminToken}`, ...headers },
        ...(body && { body: JSON.stringify(body) }),
      })
      if (!answer.ok) throw new Error(`${method} ${path}: ${await answer.text()}`)
      await answer.arrayBuffer()
    },
    async close() {
      stopping.abort()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await cluster.store.close()
    },
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Where an object is stored: by its kind, or by the definition that is stored with it. */
function keyOf(object: ApiObject, all: ApiObject[]): string {
  const [, group = ''] = /^(?:(.*)\/)?[^/]+$/.exec(object.apiVersion) ?? []
  const builtIn = builtInKinds.find((kind) => kind.kind === object.kind && kind.group === (group ?? ''))
  const plural = builtIn?.plural ?? pluralIn(all, object.kind)
  return `${group ?? ''}/${plural}/${object.metadata.namespace ?? ''}/${object.metadata.name}`
}

function pluralIn(all: ApiObject[], kind: string): string {
  for (const { spec } of all as { spec?: { names?: { kind?: string; plural?: string } } }[])
    if (spec?.names?.kind === kind) return spec.names.plural ?? ''
  return `${kind.toLowerCase()}s`
}
