/**
 * For tests: a cluster on the embedded API in which nobody acts but the test. Deployments, pods and the
 * answers of functions are put there by hand, as controller and node would.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LiveEvent } from '../contract/events.ts'
import type { FunctionRef, FunctionSpec } from '../contract/functions.ts'
import type { EmbeddedApi } from '../embedded-cluster/api/start-api.ts'
import { startApi } from '../embedded-cluster/api/start-api.ts'
import type { ContainerLogOptions, Kubelet, PodRef } from '../embedded-cluster/api/kubelet.ts'
import type { Deployment, FunctionObject, KubeObject, Pod, PodStatus, Service } from '../functions/objects.ts'
import { selectorOf } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import { connect } from '../kubernetes/connect.ts'
import { isConflict } from '../kubernetes/errors.ts'
import { startCluster } from '../kubernetes/start-cluster.ts'

/** What a pod's function answers. */
export type Answer = (request: IncomingMessage & { text: string }, response: ServerResponse) => void
/** What is deployed, where it differs from a ready pod of the stored code. */
export interface DeployOptions {
  checksum?: string
  pod?: string
  status?: PodStatus
  image?: string
  command?: string[]
}

/** What a container has written. */
export type Output = (
  pod: PodRef,
  options: ContainerLogOptions,
  signal: AbortSignal,
) => AsyncIterable<Uint8Array>

export interface World {
  api: EmbeddedApi
  /** The API goes away, or comes back with all it knew, at the same address. */
  stopApi(): Promise<void>
  startApi(): Promise<void>
  /** As the controller: writes nobody hears of from the cluster itself. */
  client: KubernetesClient
  cluster: Cluster
  answer: Answer
  output: Output
  /** Service, Deployment and one pod of a stored function. */
  deploy(ref: FunctionRef, options?: DeployOptions): Promise<Pod>
  setStatus(pod: Pod, status: PodStatus): Promise<void>
  /** Fulfilled by the first event that fits, from now on. */
  event(fits: (event: LiveEvent) => boolean): Promise<LiveEvent>
  close(): Promise<void>
}

/** Ready, and answering. */
export const readyStatus: PodStatus = {
  phase: 'Running',
  conditions: [{ type: 'Ready', status: 'True' }],
  containerStatuses: [
    {
      name: 'hello',
      ready: true,
      restartCount: 0,
      image: 'i',
      imageID: 'i',
      containerID: 'c1',
      state: { running: { startedAt: '2026-11-24T12:00:00Z' } },
      lastState: {},
    },
  ],
}

/** A valid spec. */
export function aSpec(change: Partial<FunctionSpec> = {}): FunctionSpec {
  return {
    name: 'hello',
    namespace: 'default',
    runtime: 'python3.13',
    handler: 'test.hello',
    code: 'x = 1\n',
    ...change,
  }
}

/** Where `aSpec()` lives. */
export const hello: FunctionRef = { namespace: 'default', name: 'hello' }

export async function startWorld(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'kui-'))
  const socket = join(folder, 'f.sock')
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () =>
      world.answer(Object.assign(request, { text: Buffer.concat(chunks).toString() }), response),
    )
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  const dataDir = join(folder, 'data')
  const api = await startApi({ dataDir })
  const kubelet: Kubelet = {
    // What is thrown is a refusal.
    containerLog: (pod, options, signal) =>
      new Promise((resolve) => resolve(world.output(pod, options, signal))),
    socketOf: () => socket,
  }
  api.attachKubelet(kubelet)
  const client = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'world' })
  await furnish(client)
  const own = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'kubeless-ui' })
  const cluster = startCluster({
    client: own,
    languages: [{ id: 'python', language: 'Python', editorLanguage: 'python', samples: [] }],
    name: 'world',
    kind: 'kubernetes',
    uiVersion: '0',
  })
  const world: World = {
    api,
    stopApi: () => world.api.close(),
    async startApi() {
      world.api = await startApi({ dataDir })
      world.api.attachKubelet(kubelet)
    },
    client,
    cluster,
    answer: (_, response) => response.end('hello'),
    output: async function* () {},
    deploy: (ref, options = {}) => deploy(client, ref, options),
    async setStatus(pod, status) {
      const { namespace, name } = pod.metadata
      await client.patch(
        resources.pods,
        { namespace, name },
        { merge: { status } },
        { subresource: 'status' },
      )
    },
    async event(fits) {
      const stopping = new AbortController()
      for await (const event of cluster.changes(stopping.signal)) {
        if (!fits(event)) continue
        stopping.abort()
        return event
      }
      throw new Error('the stream ended')
    },
    async close() {
      await cluster.close()
      own.close()
      client.close()
      await world.api.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      await rm(folder, { recursive: true, force: true })
    },
  }
  return world
}

/** What an empty cluster has besides: namespaces, Kubeless's kinds, and its configuration. */
async function furnish(client: KubernetesClient): Promise<void> {
  for (const name of ['default', 'kube-system', 'kubeless'])
    await create(client, resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  await create(client, resources.customResourceDefinitions, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'functions.kubeless.io' },
    spec: {
      group: 'kubeless.io',
      scope: 'Namespaced',
      names: { plural: 'functions', singular: 'function', kind: 'Function', listKind: 'FunctionList' },
      versions: [{ name: 'v1beta1', served: true, storage: true, schema }],
    },
  })
  const images = [
    {
      ID: 'python',
      depName: 'requirements.txt',
      fileNameSuffix: '.py',
      versions: [{ name: 'p', version: '3.13', images: [] }],
    },
  ]
  await create(client, resources.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'kubeless', name: 'kubeless-config' },
    data: {
      'runtime-images': JSON.stringify(images),
      'runtime-notes': '{"python3.13":{"isAvailable":true,"note":"here"}}',
    },
  })
}

async function create<T extends KubeObject>(
  client: KubernetesClient,
  resource: Parameters<KubernetesClient['create']>[0],
  object: T,
) {
  await client.create(resource, object).catch((error: unknown) => {
    if (!isConflict(error)) throw error
  })
}

async function deploy(
  client: KubernetesClient,
  ref: FunctionRef,
  {
    checksum,
    pod: podName = `${ref.name}-1`,
    status = readyStatus,
    image = 'python:3.13-slim',
    command,
  }: DeployOptions,
): Promise<Pod> {
  const fn = await client.get<FunctionObject>(resources.functions, ref)
  const labels = selectorOf(ref.name)
  const owner = { apiVersion: fn.apiVersion, kind: fn.kind, name: ref.name, uid: fn.metadata.uid ?? '' }
  const metadata = { ...ref, labels, ownerReferences: [owner] }
  const env = [{ name: 'FUNC_CHECKSUM', value: checksum ?? fn.spec?.checksum ?? '' }]
  const container = {
    name: ref.name,
    image,
    ...(command && { command }),
    env,
    readinessProbe: { httpGet: { path: '/healthz', port: 8080 } },
  }
  const spec = { initContainers: [{ name: 'install', image: 'python:3.13-slim' }], containers: [container] }
  await create<Service>(client, resources.services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: {
      selector: labels,
      ports: [{ name: 'http-function-port', port: 8080, targetPort: 8080, protocol: 'TCP' }],
    },
  })
  const template = { metadata: { labels }, spec }
  const deployment: Deployment = {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: { replicas: 1, selector: { matchLabels: labels }, template },
  }
  const there = await client.get<Deployment>(resources.deployments, ref).catch(() => undefined)
  if (there) await client.patch(resources.deployments, ref, { merge: { spec: { template } } })
  else await client.create(resources.deployments, deployment)
  const pod = await client.create<Pod>(resources.pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: ref.namespace, name: podName, labels },
    spec,
  })
  await client.patch(
    resources.pods,
    { namespace: ref.namespace, name: podName },
    { merge: { status } },
    { subresource: 'status' },
  )
  return pod
}
