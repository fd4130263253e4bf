/** Triggers over real HTTP, in front of a cluster in which nobody acts but the test: no controller, no ingress, no clock that runs. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { HttpTrigger, ScheduleTrigger, Trigger, TriggerRun } from '../contract/triggers.ts'
import { customResourceDefinitions } from '../functions/crds.ts'
import type { KubeObject, Pod } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'
import type { CronJob, CronJobTriggerObject, HTTPTriggerObject, Job } from '../functions/trigger-objects.ts'
import { isConflict } from '../kubernetes/errors.ts'
import { startHttpWorld } from '../testing/http-world.ts'
import type { HttpWorld } from '../testing/http-world.ts'
import { aSpec } from '../testing/small-world.ts'

let on: HttpWorld
beforeAll(async () => {
  on = await startHttpWorld()
  for (const definition of customResourceDefinitions)
    await on.world.client
      .create<KubeObject>(resources.customResourceDefinitions, definition)
      .catch((error: unknown) => {
        if (!isConflict(error)) throw error
      })
  await on.ask('POST', `${base}/functions`, { body: aSpec() })
})
afterAll(() => on.close())

const base = '/api/namespaces/default'
const https = `${base}/http-triggers`
const schedules = `${base}/schedule-triggers`
const inDefault = (name: string) => ({ namespace: 'default', name })

const anAddress = (change: Record<string, unknown> = {}) => ({ name: 'web', function: 'hello', ...change })
const aSchedule = (change: Record<string, unknown> = {}) => ({
  ...{ name: 'tick', function: 'hello', schedule: '0 8 * * *' },
  ...change,
})

/** Asks again until it is as wanted; the test's own timeout is the bound. */
async function until<T extends Trigger>(path: string, holds: (trigger: T) => boolean): Promise<T> {
  for (;;) {
    const trigger = (await on.ask('GET', path)).json as T
    if (holds(trigger)) return trigger
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

/** What the controller would make. */
function made<T extends KubeObject>(resource: Resource, owner: KubeObject, object: object): Promise<T> {
  const { apiVersion, kind, metadata } = owner
  const { name, uid = '' } = metadata
  const { metadata: own, ...rest } = object as { metadata: { name: string } }
  return on.world.client.create(resource, {
    ...rest,
    metadata: {
      namespace: 'default',
      labels: { 'created-by': 'kubeless', function: 'hello' },
      ...own,
      ownerReferences: [{ apiVersion, kind, name, uid, controller: true }],
    },
  } as unknown as T)
}

const containers = [{ name: 'trigger', image: 'kubeless-ui:1' }]
const template = {
  metadata: { labels: { 'created-by': 'kubeless', function: 'hello' } },
  spec: { containers, restartPolicy: 'Never' },
}
const aCronJob = (name: string) => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name },
  spec: { schedule: '0 8 * * *', jobTemplate: { spec: { backoffLimit: 0, template } } },
})

interface Refused {
  status: number
  code: string
  field?: string
}

test.each<[string, Record<string, unknown>, Refused]>([
  ['no name', { name: '' }, { status: 422, code: 'name_required', field: 'name' }],
  ['a name with capitals', { name: 'Web' }, { status: 422, code: 'name_invalid' }],
  ['another namespace', { namespace: 'other' }, { status: 422, code: 'namespace_mismatch' }],
  ['no function', { function: '' }, { status: 422, code: 'function_required', field: 'function' }],
  [
    'a path for a function',
    { function: '../x' },
    { status: 422, code: 'function_unknown', field: 'function' },
  ],
  ['a function that is not there', { function: 'nobody' }, { status: 422, code: 'function_unknown' }],
  ['an address for a host', { host: '10.0.0.1' }, { status: 422, code: 'host_invalid', field: 'host' }],
  ['a URL for a host', { host: 'http://a.example/' }, { status: 422, code: 'host_invalid' }],
  ['a host that ends a line', { host: 'a.example;\n}' }, { status: 422, code: 'host_invalid' }],
  ['a path without a slash', { path: 'x' }, { status: 422, code: 'trigger_path_invalid', field: 'path' }],
  ['a path that leads up', { path: '/a/../b' }, { status: 422, code: 'trigger_path_invalid' }],
  ['a path that ends a line', { path: '/a;\n}' }, { status: 422, code: 'trigger_path_invalid' }],
  ['a path with a quote', { path: `/'$(id)'` }, { status: 422, code: 'trigger_path_invalid' }],
  ['a Secret elsewhere', { basicAuthSecret: 'kube-system/x' }, { status: 422, code: 'secret_invalid' }],
  ['a gateway that is no name', { gateway: 'a b' }, { status: 422, code: 'gateway_invalid' }],
  ['two certificates', { tls: true, tlsSecret: 'a' }, { status: 422, code: 'trigger_contradiction' }],
  [
    'kong with passwords',
    { gateway: 'kong', basicAuthSecret: 'a' },
    { status: 422, code: 'trigger_contradiction' },
  ],
  ['a text for a flag', { cors: 'yes' }, { status: 422, code: 'field_invalid', field: 'cors' }],
  ['annotations', { annotations: {} }, { status: 422, code: 'field_not_allowed' }],
  ['an unknown field', { hots: 'a' }, { status: 422, code: 'unknown_field' }],
])('an address with %s is refused', async (_, change, expected) => {
  const { status, json } = await on.ask('POST', https, { body: anAddress(change) })
  expect({ status, ...(json as object) }).toMatchObject(expected)
})

test.each<[string, Record<string, unknown>, Refused]>([
  ['no schedule', { schedule: '' }, { status: 422, code: 'schedule_invalid', field: 'schedule' }],
  ['four fields', { schedule: '0 8 * *' }, { status: 422, code: 'schedule_invalid' }],
  ['hour 25', { schedule: '0 25 * * *' }, { status: 422, code: 'schedule_invalid' }],
  ['an unknown word', { schedule: '@often' }, { status: 422, code: 'schedule_invalid' }],
  ['a zone before it', { schedule: 'TZ=UTC 0 8 * * *' }, { status: 422, code: 'schedule_invalid' }],
  ['a number for it', { schedule: 5 }, { status: 422, code: 'field_invalid', field: 'schedule' }],
  [
    'an unknown zone',
    { timeZone: 'Mars/Base' },
    { status: 422, code: 'time_zone_invalid', field: 'timeZone' },
  ],
  ['a payload that is no JSON', { payload: '{' }, { status: 422, code: 'payload_invalid', field: 'payload' }],
  ['half a character', { payload: '"\ud800"' }, { status: 422, code: 'payload_invalid' }],
  [
    'a deep payload',
    { payload: `${'['.repeat(10_000)}${']'.repeat(10_000)}` },
    { status: 422, code: 'payload_invalid' },
  ],
  ['a large payload', { payload: `"${'a'.repeat(70_000)}"` }, { status: 413, code: 'payload_too_large' }],
  ['an object for a payload', { payload: {} }, { status: 422, code: 'field_invalid', field: 'payload' }],
])('a schedule with %s is refused', async (_, change, expected) => {
  const { status, json } = await on.ask('POST', schedules, { body: aSchedule(change) })
  expect({ status, ...(json as object) }).toMatchObject(expected)
})

test('what is asked for wrongly is refused', async () => {
  expect(
    await on.ask('POST', '/api/namespaces/kube-system/http-triggers', { body: anAddress() }),
  ).toMatchObject({
    status: 403,
    json: { code: 'namespace_protected' },
  })
  expect(await on.ask('GET', `${https}/nobody`)).toMatchObject({ status: 404, json: { code: 'not_found' } })
  expect(await on.ask('GET', `${schedules}/nobody/runs/UP/log`)).toMatchObject({ status: 422 })
  expect(await on.ask('GET', '/api/triggers?name=x')).toMatchObject({ status: 400 })
  expect(await on.askAnybody('GET', '/api/triggers')).toMatchObject({ status: 401 })
  expect(await on.ask('PATCH', `${https}/web`)).toMatchObject({ status: 405 })
})

test('an address waits for its Ingress, and says where it is served', async () => {
  const created = await on.ask('POST', https, {
    body: anAddress({ host: 'web.example', path: '/a', tlsSecret: 'certificate' }),
  })
  expect(created).toMatchObject({
    status: 201,
    json: { kind: 'http', address: '', status: { state: 'pending' } },
  })
  expect(await on.ask('POST', https, { body: anAddress() })).toMatchObject({
    status: 409,
    json: { code: 'already_exists', field: 'name' },
  })
  const heard = on.world.event((event) => event.type === 'triggers' && event.ref.name === 'hello')
  const trigger = await on.world.client.get<HTTPTriggerObject>(resources.httpTriggers, inDefault('web'))
  const backend = { service: { name: 'hello', port: { number: 8080 } } }
  await made(resources.ingresses, trigger, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'web' },
    spec: {
      tls: [{ hosts: ['web.example'], secretName: 'certificate' }],
      rules: [
        {
          host: 'web.example',
          http: { paths: [{ path: '/a', pathType: 'ImplementationSpecific', backend }] },
        },
      ],
    },
  })
  await heard
  await until<HttpTrigger>(`${https}/web`, ({ status }) => /ingress controller/.test(status.reason))
  const status = { loadBalancer: { ingress: [{ ip: '192.0.2.7' }] } }
  await on.world.client.patch(
    resources.ingresses,
    inDefault('web'),
    { merge: { status } },
    { subresource: 'status' },
  )
  const active = await until<HttpTrigger>(`${https}/web`, ({ status: { state } }) => state === 'active')
  expect(active).toMatchObject({
    address: 'https://web.example/a',
    status: { hint: 'The name has to lead to 192.0.2.7.' },
  })
})

test('an Ingress that belongs to somebody else is told of', async () => {
  await on.ask('POST', https, { body: anAddress({ name: 'taken' }) })
  const stranger = await on.world.client.get(resources.functions, inDefault('hello'))
  const defaultBackend = { service: { name: 'hello', port: { number: 8080 } } }
  await made(resources.ingresses, stranger, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: 'taken' },
    spec: { defaultBackend },
  })
  const failing = await until<HttpTrigger>(`${https}/taken`, ({ status }) => status.state === 'failing')
  expect(failing.status.reason).toContain('another Ingress of that name')
})

test('a change touches only what differs, and needs the version it was based on', async () => {
  const { client } = on.world
  await client.create<KubeObject>(resources.cronJobTriggers, {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'CronJobTrigger',
    metadata: { ...inDefault('foreign.one'), labels: { team: 'a' } },
    spec: {
      ...{
        'function-name': 'hello',
        schedule: 'CRON_TZ=Asia/Tokyo 0 8 * * *',
        payload: { a: 1 },
        theirs: { kept: true },
      },
    },
  } as KubeObject)
  const path = `${schedules}/foreign.one`
  const seen = (await on.ask('GET', path)).json as ScheduleTrigger
  expect(seen).toMatchObject({ schedule: '0 8 * * *', timeZone: 'Asia/Tokyo', payload: '{\n  "a": 1\n}' })
  const { schedule, timeZone, payload, resourceVersion } = seen
  const body = { function: 'hello', schedule, timeZone, payload }
  expect(await on.ask('PUT', path, { body })).toMatchObject({ status: 428 })

  // A controller's finalizer makes a new version of what nobody changed.
  await client.patch(resources.cronJobTriggers, inDefault('foreign.one'), {
    merge: { metadata: { finalizers: ['example.com/held'] } },
  })
  const changed = await on.ask('PUT', path, { body: { ...body, payload: '', resourceVersion } })
  expect(changed).toMatchObject({ status: 200, json: { payload: '' } })
  const stored = await client.get<CronJobTriggerObject>(resources.cronJobTriggers, inDefault('foreign.one'))
  expect(stored).toMatchObject({ metadata: { labels: { team: 'a' }, finalizers: ['example.com/held'] } })
  expect(stored.spec).toEqual({
    'function-name': 'hello',
    schedule: 'CRON_TZ=Asia/Tokyo 0 8 * * *',
    payload: null,
    theirs: { kept: true },
  })
  expect(await on.ask('PUT', path, { body: { ...body, resourceVersion } })).toMatchObject({
    status: 409,
    json: { code: 'conflict', conflict: { yours: { payload }, theirs: { payload: '' } } },
  })
  await client.patch(resources.cronJobTriggers, inDefault('foreign.one'), {
    merge: { metadata: { finalizers: null } },
  })
})

test('only that very trigger is deleted', async () => {
  const { uid } = (await on.ask('POST', schedules, { body: aSchedule({ name: 'short' }) })).json as Trigger
  expect(await on.ask('DELETE', `${schedules}/short?uid=another`)).toMatchObject({ status: 409 })
  expect(await on.ask('DELETE', `${schedules}/short?uid=${uid}`)).toMatchObject({ status: 202 })
  expect(await on.ask('GET', `${schedules}/short`)).toMatchObject({ status: 404 })
})

test('a schedule tells when it runs next, runs at once when asked, and says why a run failed', async () => {
  const { client } = on.world
  const path = `${schedules}/tick`
  await on.ask('POST', schedules, { body: aSchedule() })
  expect(await on.ask('POST', `${path}/runs`)).toMatchObject({ status: 409, json: { code: 'not_scheduled' } })
  const trigger = await client.get(resources.cronJobTriggers, inDefault('tick'))
  const cronJob = await made<CronJob>(resources.cronJobs, trigger, aCronJob('trigger-tick'))
  const active = await until<ScheduleTrigger>(path, ({ status }) => status.state === 'active')
  expect(active.nextRuns).toHaveLength(3)
  expect(active.nextRuns[0]).toMatch(/T08:00:00\.000Z$/)

  const run = (await on.ask('POST', `${path}/runs`)).json as TriggerRun
  expect(run).toMatchObject({ state: 'running', cause: 'by-hand' })
  const job = await client.get<Job>(resources.jobs, inDefault(run.name))
  expect(job.metadata).toMatchObject({
    annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
    ownerReferences: [{ kind: 'CronJob', uid: cronJob.metadata.uid, controller: true }],
  })
  expect(await on.ask('GET', `${path}/runs/${run.name}/log`)).toMatchObject({
    status: 200,
    json: { state: 'running', lines: [] },
  })

  const pod = await made<Pod>(resources.pods, job, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: 'run-1',
      labels: { ...template.metadata.labels, 'job-name': run.name },
    },
    spec: { containers },
  })
  on.world.output = async function* () {
    yield Buffer.from('2026-11-27T10:00:00.000000001Z The function answered 500.\n')
  }
  await on.world.setStatus(pod, {
    phase: 'Failed',
    containerStatuses: [
      {
        ...{
          name: 'trigger',
          ready: false,
          restartCount: 0,
          image: 'i',
          imageID: 'i',
          containerID: 'c',
          lastState: {},
        },
        state: { terminated: { exitCode: 1, message: 'The function answered 500.\n' } },
      },
    ],
  })
  await client.patch(
    resources.jobs,
    inDefault(run.name),
    {
      merge: {
        status: {
          startTime: '2026-11-27T10:00:00Z',
          failed: 1,
          conditions: [
            { type: 'FailureTarget', status: 'True', reason: 'BackoffLimitExceeded' },
            {
              ...{ type: 'Failed', status: 'True', reason: 'BackoffLimitExceeded' },
              ...{ lastProbeTime: '2026-11-27T10:00:02Z', lastTransitionTime: '2026-11-27T10:00:02Z' },
            },
          ],
        },
      },
    },
    { subresource: 'status' },
  )
  const failing = await until<ScheduleTrigger>(path, ({ status }) => /500/.test(status.reason))
  expect(failing).toMatchObject({
    status: { state: 'failing', reason: 'The last run failed: The function answered 500.' },
    runs: [{ name: run.name, state: 'failed', durationMs: 2000, reason: 'The function answered 500.' }],
  })
  expect((await on.ask('GET', `${path}/runs/${run.name}/log`)).json).toMatchObject({
    state: 'failed',
    lines: [{ pod: 'run-1', container: 'trigger', text: 'The function answered 500.' }],
  })
  expect(await on.ask('GET', `${path}/runs/another/log`)).toMatchObject({ status: 404 })
})

test('a trigger whose function is gone says so', async () => {
  await on.ask('POST', `${base}/functions`, { body: aSpec({ name: 'leaving' }) })
  await on.ask('POST', schedules, { body: aSchedule({ name: 'orphan', function: 'leaving' }) })
  await on.ask('DELETE', `${base}/functions/leaving`)
  const failing = await until<ScheduleTrigger>(
    `${schedules}/orphan`,
    ({ status }) => status.state === 'failing',
  )
  expect(failing.status.reason).toBe('There is no function leaving in namespace default.')
})

test('a cluster that knows no triggers says what is missing', async () => {
  const bare = await startHttpWorld()
  try {
    const { status, json } = await bare.ask('GET', '/api/triggers')
    expect({ status, json }).toMatchObject({ status: 503, json: { code: 'kubeless_missing' } })
    expect(json).toHaveProperty('detail', expect.stringMatching(/does not know \w+triggers\.kubeless\.io/))
  } finally {
    await bare.close()
  }
})
