/** Many functions stored, none running: how fast they list, page, and reach everybody who watches. */
import { once, setMaxListeners } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pino from 'pino'
import { startApi } from '../../embedded-cluster/api/start-api.ts'
import { customResourceDefinitions } from '../../functions/crds.ts'
import { functionObject } from '../../functions/manifest.ts'
import type { FunctionObject } from '../../functions/objects.ts'
import { resources } from '../../functions/resources.ts'
import { createApp } from '../../http/app.ts'
import { startHttp } from '../../http/listen.ts'
import { createSessions } from '../../http/sessions.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import type { Cluster } from '../../kubernetes/cluster.ts'
import { connect } from '../../kubernetes/connect.ts'
import { startCluster } from '../../kubernetes/start-cluster.ts'
import { inMs, percentile } from './figures.ts'
import type { Figure } from './figures.ts'

const steps = [5_000, 10_000]
const pageSize = 500
const watchers = 200
const changes = 20
const token = 'kui_bench'

export async function measureScale(): Promise<Figure[]> {
  const dataDir = await mkdtemp(join(tmpdir(), 'kui-bench-'))
  const api = await startApi({ dataDir })
  const client = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'bench' })
  const figures: Figure[] = []
  try {
    for (const definition of customResourceDefinitions)
      await client.create(resources.customResourceDefinitions, definition).catch(() => undefined)
    let stored = 0
    for (const count of steps) {
      const startedAt = performance.now()
      await store(client, stored, count)
      const perSecond = ((count - stored) / (performance.now() - startedAt)) * 1000
      stored = count
      figures.push({ what: `functions stored a second, up to ${count}`, measured: perSecond.toFixed(0) })
      figures.push(...(await measureLists(client, count)))
    }
    figures.push(await measureWatches(client), ...(await measureOurList(api.kubeconfig)))
  } finally {
    client.close()
    await api.close()
    await rm(dataDir, { recursive: true, force: true })
  }
  return figures
}

/** Fifty at a time. */
async function store(client: KubernetesClient, from: number, to: number): Promise<void> {
  let next = from
  const work = async () => {
    for (let i = next++; i < to; i = next++) await client.create(resources.functions, aFunction(i))
  }
  await Promise.all(Array.from({ length: 50 }, work))
}

function aFunction(i: number): FunctionObject {
  const code = `def hello(event, context):\n    return "function ${i}"\n`
  const spec = {
    name: `function-${i}`,
    namespace: 'default',
    runtime: 'python3.13',
    handler: 'handler.hello',
    code,
  }
  return functionObject(spec, `sha256:${String(i).padStart(64, '0')}`)
}

async function measureLists(client: KubernetesClient, count: number): Promise<Figure[]> {
  const whole: number[] = []
  for (let round = 0; round < 5; round++)
    whole.push(await timed(async () => void (await client.list(resources.functions, {}))))
  const pages: number[] = []
  let cursor: string | undefined
  do {
    pages.push(
      await timed(async () => {
        const page = await client.list(resources.functions, { limit: pageSize, continue: cursor })
        cursor = page.metadata.continue || undefined
      }),
    )
  } while (cursor !== undefined && pages.length < 100)
  const [first = Number.NaN] = pages
  return [
    { what: `Kubernetes API: list of ${count} functions, p50`, measured: inMs(percentile(whole, 0.5)) },
    {
      what: `Kubernetes API: page of ${pageSize} out of ${count}, slowest (floor: the first)`,
      measured: inMs(Math.max(...pages)),
      floor: inMs(first),
      ratio: (Math.max(...pages) / first).toFixed(1),
    },
  ]
}

/** From a change to the last of all watches that hear of it. */
async function measureWatches(client: KubernetesClient): Promise<Figure> {
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal)
  const { metadata } = await client.list(resources.functions, { limit: 1 })
  let heard = 0
  let isDone: (() => void) | undefined
  const follow = async (opened: () => void) => {
    const options = {
      resourceVersion: metadata.resourceVersion ?? '',
      signal: stopping.signal,
      onOpen: opened,
    }
    for await (const event of client.watch(resources.functions, options))
      if (event.type !== 'BOOKMARK' && ++heard === watchers) isDone?.()
  }
  const following: Promise<void>[] = []
  await Promise.all(
    Array.from(
      { length: watchers },
      () =>
        new Promise<void>((resolve, reject) =>
          following.push(
            follow(resolve).catch((error: unknown) =>
              stopping.signal.aborted ? undefined : reject(error as Error),
            ),
          ),
        ),
    ),
  )
  const times: number[] = []
  for (let round = 0; round < changes; round++) {
    heard = 0
    times.push(
      await timed(async () => {
        const all = new Promise<void>((resolve) => (isDone = resolve))
        const ref = { namespace: 'default', name: 'function-0' }
        await client.patch(resources.functions, ref, {
          merge: { metadata: { annotations: { round: String(round) } } },
        })
        await all
      }),
    )
  }
  stopping.abort()
  await Promise.all(following)
  return {
    what: `change to the last of ${watchers} watches, p50 (p99)`,
    measured: `${inMs(percentile(times, 0.5))} (${inMs(percentile(times, 0.99))})`,
    budget: '250 ms',
  }
}

async function measureOurList(kubeconfig: string): Promise<Figure[]> {
  const client = connect({ kubeconfig }, { fieldManager: 'bench' })
  const cluster = startCluster({ client, languages: [], name: 'bench', kind: 'kubernetes', uiVersion: '0' })
  const app = createApp({
    cluster,
    sessions: createSessions({ now: Date.now }),
    auth: { mode: 'token', token, tokenCommand: '' },
    pages: (_request, _response, next) => next(),
    log: pino({ level: 'silent' }),
    allowedHosts: [],
    allowsAnyAddress: false,
    now: Date.now,
  })
  const http = await startHttp(app, { host: '127.0.0.1', port: 0, mayMovePort: true })
  try {
    await firstLists(cluster)
    const times: number[] = []
    let size = 0
    for (let round = 0; round < 6; round++) {
      const ms = await timed(async () => {
        size = await sizeOf(new URL('api/functions', http.url))
      })
      if (round > 0) times.push(ms)
    }
    return [
      {
        what: `list of ${steps.at(-1)} functions through our API, p50`,
        measured: inMs(percentile(times, 0.5)),
      },
      { what: `its size, gzip`, measured: `${(size / 1024).toFixed(0)} KB`, budget: '180 KB' },
    ]
  } finally {
    await http.close()
    await cluster.close()
    client.close()
  }
}

/** Ten thousand objects may take longer to read than a question waits. */
async function firstLists(cluster: Cluster): Promise<void> {
  for (let attempt = 1; !cluster.connection().hasSynced; attempt++)
    await cluster.listFunctions().catch((error: unknown) => {
      if (attempt >= 10) throw error
    })
}

/** Bytes of the answer as it was sent. */
async function sizeOf(url: URL): Promise<number> {
  const headers = { authorization: `Bearer ${token}`, 'accept-encoding': 'gzip' }
  const asked = request(url, { headers }).end()
  const [response] = (await once(asked, 'response')) as [import('node:http').IncomingMessage]
  let size = 0
  for await (const chunk of response) size += (chunk as Buffer).length
  if (response.statusCode !== 200) throw new Error(`${url.pathname} answered ${response.statusCode}`)
  return size
}

async function timed(act: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await act()
  return performance.now() - startedAt
}
