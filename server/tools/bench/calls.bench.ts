/** Save to first answer, and a call through us against the same call made closer to the function. */
import { readFile, readdir } from 'node:fs/promises'
import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { RequestOptions } from 'node:https'
import { parse } from 'yaml'
import { join } from 'node:path'
import { startDashboard } from '../../testing/dashboard.ts'
import type { Dashboard } from '../../testing/dashboard.ts'
import { inMs, percentile } from './figures.ts'
import type { Figure } from './figures.ts'

const languages = [
  {
    title: 'Node',
    runtime: 'nodejs24',
    handler: 'handler.answer',
    code: (n: number) => `exports.answer = () => 'version ${n}'\n`,
  },
  {
    title: 'Python',
    runtime: 'python3.13',
    handler: 'handler.answer',
    code: (n: number) => `def answer(event, context):\n    return 'version ${n}'\n`,
  },
]
const path = '/api/namespaces/default/functions'

interface Details {
  resourceVersion: string
}

interface Invocation {
  body: { data: string }
}

export async function measureCalls(): Promise<Figure[]> {
  const dashboard = await startDashboard()
  try {
    const figures: Figure[] = []
    for (const language of languages) figures.push(await saveToAnswer(dashboard, language))
    for (const language of languages) figures.push(...(await callOverhead(dashboard, language)))
    return figures
  } finally {
    await dashboard.close()
  }
}

type Language = (typeof languages)[number]

async function saveToAnswer(dashboard: Dashboard, language: Language): Promise<Figure> {
  const name = language.title.toLowerCase()
  const spec = { namespace: 'default', name, runtime: language.runtime, handler: language.handler }
  await dashboard.ask('POST', path, { ...spec, code: language.code(0) })
  await invoke(dashboard, name)
  const times: number[] = []
  for (let round = 1; round <= 10; round++) {
    const details = await dashboard.ask<Details>('GET', `${path}/${name}`)
    const startedAt = performance.now()
    await dashboard.ask('PUT', `${path}/${name}`, {
      ...spec,
      code: language.code(round),
      resourceVersion: details.resourceVersion,
    })
    const answer = await invoke(dashboard, name)
    if (answer.body.data !== `version ${round}`)
      throw new Error(`${name} answered ${answer.body.data} in round ${round}`)
    times.push(performance.now() - startedAt)
  }
  return {
    what: `save to first answer of the new code, ${language.title}, p50 (p99)`,
    measured: `${inMs(percentile(times, 0.5))} (${inMs(percentile(times, 0.99))})`,
    budget: '500 ms',
  }
}

function invoke(dashboard: Dashboard, name: string): Promise<Invocation> {
  return dashboard.ask('POST', `${path}/${name}/invocations`, { method: 'GET', path: '/', waitMs: 30_000 })
}

/** The three ways to the same function, taken in turn so that a drift of the machine hits all alike. */
async function callOverhead(dashboard: Dashboard, language: Language): Promise<Figure[]> {
  const name = language.title.toLowerCase()
  const socketPath = await socketOf(dashboard, name)
  const proxy = await proxyOptions(dashboard, name)
  const http = new HttpAgent({ keepAlive: true })
  const dashboardUrl = new URL(`${path}/${name}/invocations`, dashboard.url)
  const ways = {
    socket: () => call((done) => httpRequest({ socketPath, path: '/', agent: http }, done)),
    proxy: () => call((done) => httpsRequest(proxy, done)),
    us: () =>
      call(
        (done) =>
          httpRequest(
            dashboardUrl,
            {
              method: 'POST',
              agent: http,
              headers: { authorization: `Bearer ${dashboard.token}`, 'content-type': 'application/json' },
            },
            done,
          ),
        '{"method":"GET","path":"/"}',
      ),
  }
  const times = { socket: [] as number[], proxy: [] as number[], us: [] as number[] }
  for (let round = 0; round < 1_100; round++)
    for (const way of ['socket', 'proxy', 'us'] as const) {
      const startedAt = performance.now()
      await ways[way]()
      if (round >= 100) times[way].push(performance.now() - startedAt)
    }
  http.destroy()
  return [
    compare(
      `${language.title}: through us against the service proxy`,
      times.us,
      times.proxy,
      '1.2 × (1.5 ×)',
    ),
    compare(`${language.title}: through us against the function's socket`, times.us, times.socket),
  ]
}

function compare(what: string, ours: number[], floor: number[], budget?: string): Figure {
  const at = (samples: number[], share: number) => percentile(samples, share)
  const ratio = (share: number) => (at(ours, share) / at(floor, share)).toFixed(2)
  return {
    what: `${what}, p50 (p99)`,
    measured: `${inMs(at(ours, 0.5))} (${inMs(at(ours, 0.99))})`,
    floor: `${inMs(at(floor, 0.5))} (${inMs(at(floor, 0.99))})`,
    ratio: `${ratio(0.5)} × (${ratio(0.99)} ×)`,
    budget,
  }
}

type Sender = (
  done: (response: import('node:http').IncomingMessage) => void,
) => import('node:http').ClientRequest

function call(send: Sender, body?: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const sent = send((response) => {
      if (response.statusCode !== 200) reject(new Error(`answered ${response.statusCode}`))
      response.resume().once('end', resolve)
    })
    sent.once('error', reject).end(body)
  })
}

async function proxyOptions(dashboard: Dashboard, name: string): Promise<RequestOptions> {
  const kubeconfig = parse(await readFile(join(dashboard.dataDir, 'kubeconfig'), 'utf8')) as {
    clusters: { cluster: { server: string; 'certificate-authority-data': string } }[]
    users: { user: { token: string } }[]
  }
  const cluster = kubeconfig.clusters[0]?.cluster
  const server = new URL(cluster?.server ?? '')
  return {
    host: server.hostname,
    port: server.port,
    path: `/api/v1/namespaces/default/services/${name}:http-function-port/proxy/`,
    headers: { authorization: `Bearer ${kubeconfig.users[0]?.user.token}` },
    agent: new HttpsAgent({
      keepAlive: true,
      ca: Buffer.from(cluster?.['certificate-authority-data'] ?? '', 'base64'),
    }),
  }
}

/** Where the function's own server listens: its environment says so. */
async function socketOf(dashboard: Dashboard, name: string): Promise<string> {
  for (const pid of await readdir('/proc')) {
    if (!/^\d+$/.test(pid)) continue
    const environ = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
    const variables = new Map(environ.split('\0').map((entry) => entry.split(/=(.*)/s) as [string, string]))
    const socket = variables.get('FUNC_SOCKET')
    if (socket && variables.get('HOSTNAME')?.startsWith(`${name}-`) && environ.includes(dashboard.dataDir))
      return socket
  }
  throw new Error(`no process of ${name} was found`)
}
