/** Triggers from our API to the function and back, with everything in between as `npm start` starts it. */
import { request as httpRequest } from 'node:http'
import { text } from 'node:stream/consumers'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HttpTrigger, ScheduleTrigger, Trigger, TriggerRun, TriggerRunLog } from './contract/triggers.ts'
import type { KubeObject } from './functions/objects.ts'
import { resources } from './functions/resources.ts'
import type { KubernetesClient } from './kubernetes/client.ts'
import { connect } from './kubernetes/connect.ts'
import { isNotFound } from './kubernetes/errors.ts'
import { call, create } from './testing/calls.ts'
import { startDashboard } from './testing/dashboard.ts'
import type { Dashboard } from './testing/dashboard.ts'

let dashboard: Dashboard
let client: KubernetesClient
beforeAll(async () => {
  dashboard = await startDashboard()
  const kubeconfig = await readFile(join(dashboard.dataDir, 'kubeconfig'), 'utf8')
  client = connect({ kubeconfig }, { fieldManager: 'test' })
})
afterAll(async () => {
  client.close()
  await dashboard.close()
})

const base = '/api/namespaces/default'
const pause = () => new Promise((resolve) => setTimeout(resolve, 50))

const code = `
exports.answer = (event) => {
  const { request } = event.extensions
  if (event.data && event.data.fail) throw new Error('as asked')
  return { method: request.method, url: request.url, data: event.data }
}
`
async function deploy(name: string) {
  await create(dashboard, { name, handler: 'handler.answer', code })
  await call(dashboard, name)
}

/** Asks again until it is as wanted; the test's own timeout is the bound. */
async function until<T extends Trigger>(path: string, holds: (trigger: T) => boolean): Promise<T> {
  for (;;) {
    const trigger = await dashboard.ask<T>('GET', path)
    if (holds(trigger)) return trigger
    await pause()
  }
}

/** What a browser gets that finds every *.localhost on this machine. */
async function visit(address: string, options: { method?: string; headers?: Record<string, string> } = {}) {
  const { host, port, pathname } = new URL(address)
  return new Promise<{ status: number; headers: Record<string, unknown>; text: string }>(
    (resolve, reject) => {
      const request = httpRequest(
        { host: '127.0.0.1', port, path: pathname, agent: false, method: options.method },
        (response) => {
          text(response).then(
            (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: body }),
            reject,
          )
        },
      )
      request.on('error', reject)
      for (const [name, value] of Object.entries({ host, ...options.headers })) request.setHeader(name, value)
      request.end()
    },
  )
}

async function untilGone(resource: (typeof resources)[keyof typeof resources], name: string) {
  for (;;) {
    const found = await client.get(resource, { namespace: 'default', name }).catch((error: unknown) => {
      if (!isNotFound(error)) throw error
    })
    if (!found) return
    await pause()
  }
}

test('an HTTP trigger makes its function answer at an address, and takes it away again', async () => {
  await deploy('web')
  const created = await dashboard.ask<HttpTrigger>('POST', `${base}/http-triggers`, {
    name: 'web',
    function: 'web',
    host: 'web.localhost',
    path: '/greet',
    gateway: 'nginx',
    cors: true,
  })
  expect(created).toMatchObject({ kind: 'http', status: { state: 'pending' }, address: '' })

  const one = `${base}/http-triggers/web`
  const { address } = await until<HttpTrigger>(one, ({ status }) => status.state === 'active')
  expect(address).toMatch(/^http:\/\/web\.localhost:\d+\/greet$/)
  const answer = await visit(address)
  expect(answer.status).toBe(200)
  expect(JSON.parse(answer.text)).toMatchObject({ method: 'GET' })
  const preflight = { method: 'OPTIONS', headers: { origin: 'http://page.example' } }
  const mayAsk = { status: 204, headers: { 'access-control-max-age': '1728000' } }
  expect(await visit(address, preflight)).toMatchObject(mayAsk)
  expect(await visit(new URL('/elsewhere', address).href)).toMatchObject({ status: 404 })
  expect(await visit(address, { headers: { host: 'other.localhost' } })).toMatchObject({ status: 404 })

  // The line that `htpasswd -nbs jane secret` writes.
  const auth = Buffer.from('jane:{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=\n').toString('base64')
  await client.create(resources.secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'default', name: 'passwords' },
    data: { auth },
  } as KubeObject)
  // Based on the version of its creation: the controller's finalizer is no change of anybody's.
  await dashboard.ask('PUT', one, {
    function: 'web',
    host: 'web.localhost',
    path: '/greet',
    gateway: 'nginx',
    basicAuthSecret: 'passwords',
    resourceVersion: created.resourceVersion,
  })
  const as = (pair: string) => ({
    headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` },
  })
  while ((await visit(address)).status !== 401) await pause()
  expect(await visit(address, as('jane:wrong'))).toMatchObject({ status: 401 })
  expect(await visit(address, as('jane:secret'))).toMatchObject({ status: 200 })
  expect(await visit(address, preflight)).toMatchObject({ status: 401 })

  await dashboard.ask('DELETE', `${one}?uid=${created.uid}`)
  await untilGone(resources.ingresses, 'web')
  await untilGone(resources.httpTriggers, 'web')
  expect(await visit(address)).toMatchObject({ status: 404 })
})

test('a schedule is run by hand, and tells how it went and what was answered', async () => {
  await deploy('tick')
  const one = `${base}/schedule-triggers/tick`
  const created = await dashboard.ask<ScheduleTrigger>('POST', `${base}/schedule-triggers`, {
    name: 'tick',
    function: 'tick',
    schedule: '0 8 * * *',
    timeZone: 'Europe/Berlin',
    payload: '{"list":[1,2]}',
  })
  expect(created).toMatchObject({
    kind: 'schedule',
    runs: [],
    payload: '{\n  "list": [\n    1,\n    2\n  ]\n}',
  })
  const { nextRuns } = await until<ScheduleTrigger>(one, ({ status }) => status.state === 'active')
  expect(nextRuns).toHaveLength(3)
  const berlin = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Berlin', timeStyle: 'short' })
  expect(nextRuns.map((time) => berlin.format(Date.parse(time)))).toEqual(['08:00', '08:00', '08:00'])

  const run = await dashboard.ask<TriggerRun>('POST', `${one}/runs`)
  expect(run).toMatchObject({ state: 'running', cause: 'by-hand' })
  const done = await until<ScheduleTrigger>(one, ({ runs }) => runs[0]?.state === 'succeeded')
  expect(done).toMatchObject({ status: { state: 'active' }, runs: [{ name: run.name, cause: 'by-hand' }] })
  const log = await dashboard.ask<TriggerRunLog>('GET', `${one}/runs/${run.name}/log`)
  const lines = log.lines.map(({ text: line }) => line)
  expect(lines[0]).toBe('The function answered 200.')
  expect(JSON.parse(lines[1] ?? '')).toMatchObject({ method: 'POST', data: { list: [1, 2] } })

  await dashboard.ask('PUT', one, {
    function: 'tick',
    schedule: '@hourly',
    payload: '{"fail":true}',
    resourceVersion: created.resourceVersion,
  })
  await until<ScheduleTrigger>(
    one,
    ({ status, schedule }) => status.state === 'active' && schedule === '@hourly',
  )
  await dashboard.ask('POST', `${one}/runs`)
  const failed = await until<ScheduleTrigger>(one, ({ status }) => status.state === 'failing')
  expect(failed.status.reason).toMatch(/^The last run failed: The function answered 5\d\d\./)

  await dashboard.ask('DELETE', one)
  await untilGone(resources.cronJobs, 'trigger-tick')
  await untilGone(resources.jobs, run.name)
})

test('with a function go its triggers and what was made of them', async () => {
  await deploy('going')
  await dashboard.ask('POST', `${base}/schedule-triggers`, {
    name: 'going',
    function: 'going',
    schedule: '@daily',
  })
  await dashboard.ask('POST', `${base}/http-triggers`, { name: 'going', function: 'going' })
  await until(`${base}/schedule-triggers/going`, ({ status }) => status.state === 'active')
  await until(`${base}/http-triggers/going`, ({ status }) => status.state === 'active')
  const path = '/api/triggers?namespace=default&function=going'
  const kinds = (await dashboard.ask<Trigger[]>('GET', path)).map(({ kind }) => kind)
  expect(kinds).toEqual(['http', 'schedule'])

  await dashboard.ask('DELETE', `${base}/functions/going`)
  await untilGone(resources.httpTriggers, 'going')
  await untilGone(resources.cronJobTriggers, 'going')
  await untilGone(resources.ingresses, 'going')
  await untilGone(resources.cronJobs, 'trigger-going')
  expect(await dashboard.ask('GET', path)).toEqual([])
})
