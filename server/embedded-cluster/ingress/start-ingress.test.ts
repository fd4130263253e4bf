import { mkdtemp, rm } from 'node:fs/promises'
import { createServer, request as sendRequest } from 'node:http'
import type { IncomingHttpHeaders } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import type { KubeObject, Pod } from '../../functions/objects.ts'
import { resources } from '../../functions/resources.ts'
import type { Ingress, IngressRule } from '../../functions/trigger-objects.ts'
import { kinds } from '../controller-manager/kinds.ts'
import { startTestCluster } from '../controller-manager/testing/test-cluster.ts'
import type { TestCluster } from '../controller-manager/testing/test-cluster.ts'
import { serviceProxy } from './service-proxy.ts'
import { startIngress } from './start-ingress.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

interface World {
  cluster: TestCluster
  port: number
  log: string[]
  /** Sends a request as a browser would that was told this host. */
  ask(
    path: string,
    options?: { host?: string; method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<Answer>
}

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
}

/** A ready pod behind Service `hello`, which answers with what it was asked, and the ingress. */
async function given(): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'kui-'))
  const socket = join(folder, 's')
  const pod = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      response.writeHead(201, { 'set-cookie': ['kui_3000=stolen; Path=/', 'mine=1'], 'x-pod': 'yes' })
      response.end(
        JSON.stringify({
          method: request.method,
          url: request.url,
          headers: request.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      )
    })
  })
  await new Promise<void>((resolve) => pod.listen(socket, resolve))
  const cluster = await startTestCluster({ also: [resources.ingresses, kinds.endpoints] })
  const log: string[] = []
  const ingress = await startIngress({
    client: cluster.client,
    port: 0,
    log: (line) => log.push(line),
    proxy: serviceProxy(cluster.client, { socketOf: (_, port) => (port === 8080 ? socket : undefined) }),
  })
  closers.push(async () => {
    await ingress.close()
    await cluster.close()
    pod.closeAllConnections()
    await new Promise((resolve) => pod.close(resolve))
    await rm(folder, { recursive: true, force: true })
  })
  const port = Number(new URL(ingress.url).port)
  await cluster.client.create<KubeObject>(resources.services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'default', name: 'hello' },
    spec: {
      selector: { app: 'hello' },
      ports: [{ name: 'http-function-port', port: 80, targetPort: 8080, protocol: 'TCP' }],
    },
  } as KubeObject)
  return {
    cluster,
    port,
    log,
    ask: (path, { host = '127.0.0.1', method = 'GET', headers = {}, body } = {}) =>
      new Promise((resolve, reject) => {
        const sent = sendRequest(
          { port, host: '127.0.0.1', method, path, headers: { host: `${host}:${port}`, ...headers } },
          (answer) => {
            const chunks: Buffer[] = []
            answer.on('data', (chunk: Buffer) => chunks.push(chunk))
            answer.on('end', () =>
              resolve({
                status: answer.statusCode ?? 0,
                headers: answer.headers,
                text: Buffer.concat(chunks).toString(),
              }),
            )
          },
        )
        sent.on('error', reject)
        sent.end(body)
      }),
  }
}

async function withPod({ cluster }: World): Promise<void> {
  const pod = await cluster.client.create<Pod>(kinds.pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name: 'hello-1', labels: { app: 'hello' } },
    spec: { nodeName: 'node', containers: [{ name: 'main', image: 'image' }] },
  })
  await cluster.run(pod)
  await cluster.until(() =>
    cluster
      .list<KubeObject & { subsets?: { addresses?: object[] }[] }>(kinds.endpoints)
      .some(({ subsets }) => subsets?.[0]?.addresses),
  )
}

/** Stores an Ingress and waits until the ingress controller says that it serves it. */
async function rule(
  { cluster }: World,
  {
    host,
    path = '/',
    pathType = 'ImplementationSpecific',
    annotations = {},
    port = { number: 80 },
  }: {
    host?: string
    path?: string
    pathType?: NonNullable<IngressRule['http']>['paths'][number]['pathType']
    annotations?: Record<string, string>
    port?: { number?: number; name?: string }
  },
): Promise<Ingress & { status?: { loadBalancer?: object } }> {
  await cluster.client.create<Ingress>(resources.ingresses, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { namespace: 'default', name: 'hello', annotations },
    spec: {
      rules: [
        {
          ...(host && { host }),
          http: { paths: [{ path, pathType, backend: { service: { name: 'hello', port } } }] },
        },
      ],
    },
  })
  return cluster.until(() =>
    cluster
      .list<Ingress & { status?: { loadBalancer?: { ingress?: object[] } } }>(resources.ingresses)
      .find(({ status }) => status?.loadBalancer?.ingress),
  )
}

const rewrite = { 'nginx.ingress.kubernetes.io/rewrite-target': '/' }
const seen = ({ text }: Answer) =>
  JSON.parse(text) as { method: string; url: string; headers: Record<string, string>; body: string }

test('a request reaches the pod behind the Service of the rule, at the root and with its query', async () => {
  const world = await given()
  await withPod(world)
  const served = await rule(world, { host: 'hello.localhost', path: '/echo', annotations: rewrite })
  expect(served.status).toEqual({
    loadBalancer: { ingress: [{ ip: '127.0.0.1', ports: [{ port: world.port, protocol: 'TCP' }] }] },
  })
  const answer = await world.ask('/echo/deep?x=1', { host: 'hello.localhost', method: 'POST', body: 'hi' })
  expect(answer.status).toBe(201)
  expect(answer.headers['x-pod']).toBe('yes')
  expect(seen(answer)).toMatchObject({
    method: 'POST',
    url: '/?x=1',
    body: 'hi',
    headers: { host: `hello.localhost:${world.port}`, 'x-forwarded-proto': 'http', 'x-real-ip': '127.0.0.1' },
  })
})

test('what no rule is for is answered 404, a foreign host without a rule as well', async () => {
  const world = await given()
  await withPod(world)
  await rule(world, { path: '/echo', pathType: 'Prefix' })
  expect((await world.ask('/echo')).status).toBe(201)
  const other = await world.ask('/echoes')
  expect(other.status).toBe(404)
  expect(other.text).toContain('No Ingress has a rule for host 127.0.0.1 and path /echoes.')
  expect((await world.ask('/echo', { host: 'evil.example' })).status).toBe(404)
})

test('the session of the dashboard neither reaches a function nor can be replaced by it', async () => {
  const world = await given()
  await withPod(world)
  await rule(world, {})
  const answer = await world.ask('/', {
    headers: { cookie: 'kui_3000=secret; theme=dark; __Host-kui=secret' },
  })
  expect(seen(answer).headers['cookie']).toBe('theme=dark')
  expect(answer.headers['set-cookie']).toEqual(['mine=1'])
})

test('a Service without a ready pod, and a port it does not have, are said', async () => {
  const world = await given()
  await rule(world, {})
  const nobody = await world.ask('/')
  expect(nobody.status).toBe(503)
  expect(nobody.text).toContain('No pod of Service hello is ready')
  await world.cluster.client.patch(
    resources.ingresses,
    { namespace: 'default', name: 'hello' },
    {
      json: [
        { op: 'replace', path: '/spec/rules/0/http/paths/0/backend/service/port', value: { name: 'admin' } },
      ],
    },
  )
  for (;;) {
    const { text } = await world.ask('/')
    if (text.includes('has no port admin. It has: 80 (http-function-port).')) break
  }
})

test('an address with a password is for those who know it', async () => {
  const world = await given()
  await withPod(world)
  // The line that `htpasswd -nbm jane secret` writes, with salt `abcdefgh`.
  const auth = Buffer.from(`jane:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n`).toString('base64')
  await world.cluster.client.create(resources.secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'default', name: 'passwords' },
    data: { auth },
  } as KubeObject)
  await rule(world, {
    annotations: {
      'nginx.ingress.kubernetes.io/auth-type': 'basic',
      'nginx.ingress.kubernetes.io/auth-secret': 'passwords',
    },
  })
  const stranger = await world.ask('/')
  expect(stranger.status).toBe(401)
  expect(stranger.headers['www-authenticate']).toBe('Basic realm="Authentication Required"')
  const as = (pair: string) =>
    world.ask('/', { headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } })
  expect((await as('jane:wrong')).status).toBe(401)
  expect((await as('jane:secret')).status).toBe(201)
  await world.cluster.client.delete(resources.secrets, { namespace: 'default', name: 'passwords' })
  expect((await as('jane:secret')).status).toBe(401)
  expect(world.log.at(-1)).toContain('Secret passwords, which is not there')
})

test('with CORS a page of any origin may read the answer', async () => {
  const world = await given()
  await withPod(world)
  await rule(world, { annotations: { 'nginx.ingress.kubernetes.io/enable-cors': 'true' } })
  const preflight = await world.ask('/', { method: 'OPTIONS', headers: { origin: 'http://page.example' } })
  expect(preflight.status).toBe(204)
  expect(preflight.headers['access-control-allow-methods']).toContain('DELETE')
  const answer = await world.ask('/')
  expect(answer.status).toBe(201)
  expect(answer.headers['access-control-allow-origin']).toBe('*')
})

test('a port that is taken gives another one', async () => {
  const world = await given()
  const second = await startIngress({
    client: world.cluster.client,
    port: world.port,
    log: () => undefined,
    proxy: () => undefined,
  })
  closers.push(() => second.close())
  expect(new URL(second.url).port).not.toBe(String(world.port))
})
