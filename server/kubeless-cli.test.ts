/**
 * What the `kubeless` command sends (version 1.0.8, of which no build is to be had any more), request by request:
 * deploy, update, ls, call, logs, autoscale and delete, against the embedded cluster by its kubeconfig.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { request as httpsRequest } from 'node:https'
import { text } from 'node:stream/consumers'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parse } from 'yaml'
import { details, python } from './testing/calls.ts'
import { startDashboard } from './testing/dashboard.ts'
import type { Dashboard } from './testing/dashboard.ts'

let dashboard: Dashboard
let api: { url: string; ca: Buffer; token: string }
beforeAll(async () => {
  dashboard = await startDashboard()
  const kubeconfig = parse(await readFile(join(dashboard.dataDir, 'kubeconfig'), 'utf8')) as {
    clusters: [{ cluster: { server: string; 'certificate-authority-data': string } }]
    users: [{ user: { token: string } }]
  }
  const { cluster } = kubeconfig.clusters[0]
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64')
  api = { url: cluster.server, ca, token: kubeconfig.users[0].user.token }
})
afterAll(() => dashboard?.close())

const functions = '/apis/kubeless.io/v1beta1/namespaces/default/functions'
const code = 'def hello(event, context):\n    return event["data"]\n'
const labels = { 'created-by': 'kubeless', function: 'hello' }

/** As Go writes it: every field, many of them empty. */
function written(source: string) {
  return {
    kind: 'Function',
    apiVersion: 'kubeless.io/v1beta1',
    metadata: { name: 'hello', namespace: 'default', creationTimestamp: null, labels },
    spec: {
      handler: 'test.hello',
      function: source,
      'function-content-type': 'text',
      checksum: `sha256:${createHash('sha256').update(source).digest('hex')}`,
      runtime: python,
      timeout: '180',
      deps: '',
      deployment: {
        metadata: { creationTimestamp: null },
        spec: {
          selector: null,
          template: {
            metadata: { creationTimestamp: null },
            spec: { containers: [{ name: '', resources: {}, imagePullPolicy: 'Always' }] },
          },
          strategy: {},
        },
        status: {},
      },
      service: {
        ports: [{ name: 'http-function-port', protocol: 'TCP', port: 8080, targetPort: 8080 }],
        selector: labels,
        type: 'ClusterIP',
      },
      horizontalPodAutoscaler: {
        metadata: { creationTimestamp: null },
        spec: { scaleTargetRef: { kind: '', name: '' }, maxReplicas: 0 },
        status: { currentReplicas: 0, desiredReplicas: 0, currentMetrics: null, conditions: null },
      },
    },
  }
}

test(
  'kubeless function: deploy, ls, call, logs, update, autoscale and delete',
  { timeout: 240_000 },
  async () => {
    const deployed = await send('POST', functions, written(code))
    expect(deployed.status, deployed.text).toBe(201)
    await expect.poll(stateOf, { timeout: 40_000 }).toBe('ready')
    expect((await send('POST', functions, written(code))).json).toMatchObject({ reason: 'AlreadyExists' })

    const listed = await send('GET', functions)
    expect(listed.json).toMatchObject({
      items: [{ metadata: { name: 'hello' }, spec: { handler: 'test.hello' } }],
    })

    expect(await called('{"a":1}')).toBe('{"a": 1}')

    const pods = await send('GET', '/api/v1/namespaces/default/pods?labelSelector=function%3Dhello')
    const [pod] = (pods.json as { items: { metadata: { name: string }; status: { phase: string } }[] }).items
    expect(pod?.status.phase).toBe('Running')
    const log = await send('GET', `/api/v1/namespaces/default/pods/${pod?.metadata.name}/log?container=hello`)
    expect(log.status).toBe(200)

    const changed = 'def hello(event, context):\n    return "changed"\n'
    const { metadata: _, ...patch } = written(changed)
    const updated = await send('PATCH', `${functions}/hello`, patch, 'application/merge-patch+json')
    expect(updated.status, updated.text).toBe(200)
    await expect.poll(() => called('{}'), { timeout: 40_000 }).toBe('changed')

    // The controller writes the status when it likes: whoever replaces the whole object may come second, and has to read again.
    const scale = async () => {
      const { json: stored } = await send('GET', `${functions}/hello`)
      const body = withAutoscaler(stored as ReturnType<typeof written>)
      return (await send('PUT', `${functions}/hello`, body)).status
    }
    await expect.poll(scale, { timeout: 20_000 }).toBe(200)
    const autoscalers = '/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers/hello'
    await expect.poll(async () => (await send('GET', autoscalers)).status, { timeout: 20_000 }).toBe(200)

    expect((await send('DELETE', `${functions}/hello`)).status).toBe(200)
    await expect
      .poll(async () => (await send('GET', `${functions}/hello`)).status, { timeout: 20_000 })
      .toBe(404)
  },
)

/** As `kubeless autoscale create hello --metric cpu --value 70 --max 3` writes it, an API version long gone inside. */
function withAutoscaler(stored: ReturnType<typeof written>) {
  return {
    ...stored,
    spec: {
      ...stored.spec,
      horizontalPodAutoscaler: {
        apiVersion: 'autoscaling/v2beta1',
        kind: 'HorizontalPodAutoscaler',
        metadata: { name: 'hello', namespace: 'default', labels, creationTimestamp: null },
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1beta1', kind: 'Deployment', name: 'hello' },
          minReplicas: 1,
          maxReplicas: 3,
          metrics: [{ type: 'Resource', resource: { name: 'cpu', targetAverageUtilization: 70 } }],
        },
        status: { currentReplicas: 0, desiredReplicas: 0, currentMetrics: null, conditions: null },
      },
    },
  }
}

async function stateOf(): Promise<string> {
  return (await details(dashboard, 'hello')).status.state
}

/** `kubeless function call hello --data …`: the Service first, then the port it names. */
async function called(data: string): Promise<string> {
  const service = await send('GET', '/api/v1/namespaces/default/services/hello')
  const { spec } = service.json as { spec: { ports: { name: string }[] } }
  const path = `/api/v1/namespaces/default/services/hello:${spec.ports[0]?.name}/proxy/`
  const answer = await send('POST', path, data, 'application/json', {
    'event-id': 'cli-1',
    'event-time': new Date().toISOString(),
    'event-namespace': 'cli.kubeless.io',
    'event-type': 'application/json',
  })
  return answer.text
}

async function send(
  method: string,
  path: string,
  body?: unknown,
  type = 'application/json',
  headers: Record<string, string> = {},
): Promise<{ status: number; text: string; json: unknown }> {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const request = httpsRequest(new URL(path, api.url), {
      method,
      ca: api.ca,
      agent: false,
      headers: {
        authorization: `Bearer ${api.token}`,
        'user-agent': 'kubeless/v0.0.0 (linux/amd64) kubernetes/$Format',
        accept: 'application/json, */*',
        ...(sent !== undefined && { 'content-type': type, 'content-length': Buffer.byteLength(sent) }),
        ...headers,
      },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      text(response).then((answered) => {
        resolve({ status: response.statusCode ?? 0, text: answered, json: jsonIn(answered) })
      }, reject)
    })
    request.end(sent)
  })
}

function jsonIn(answered: string): unknown {
  try {
    return JSON.parse(answered)
  } catch {
    return undefined
  }
}
