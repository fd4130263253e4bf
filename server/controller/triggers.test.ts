import { afterEach, beforeEach, expect, test } from 'vitest'
import type { EventObject, KubeObject } from '../functions/objects.ts'
import { selectorOf } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type {
  CronJob,
  CronJobTriggerObject,
  HTTPTriggerObject,
  Ingress,
} from '../functions/trigger-objects.ts'
import { aFunction, startControllerWorld } from '../testing/controller-world.ts'
import type { ControllerWorld } from '../testing/controller-world.ts'

let world: ControllerWorld
beforeEach(async () => {
  world = await startControllerWorld()
  await world.create(
    resources.functions,
    aFunction('hello', { service: { ports: [{ port: 80, targetPort: 9000 }] } }),
  )
})
afterEach(() => world.close())

const inDefault = (name: string) => ({ namespace: 'default', name })

function anHttpTrigger(spec: HTTPTriggerObject['spec'] = {}): HTTPTriggerObject {
  return {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'HTTPTrigger',
    metadata: { ...inDefault('web'), labels: { 'created-by': 'kubeless' } },
    spec: { 'function-name': 'hello', 'host-name': 'hello.example', path: 'echo', gateway: 'nginx', ...spec },
  }
}

function aCronJobTrigger(name: string, spec: CronJobTriggerObject['spec'] = {}): CronJobTriggerObject {
  return {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'CronJobTrigger',
    metadata: inDefault(name),
    spec: { 'function-name': 'hello', schedule: '*/5 * * * *', ...spec },
  }
}

const called = (cronJob: CronJob) => cronJob.spec?.jobTemplate.spec.template.spec.containers[0]
const env = (cronJob: CronJob, name: string) =>
  called(cronJob)?.env?.find((each) => each.name === name)?.value

test('an HTTPTrigger gets an Ingress to the port of the Service', async () => {
  await world.start()
  await world.create(resources.httpTriggers, anHttpTrigger())
  const { metadata, spec } = await world.until<Ingress>(resources.ingresses, inDefault('web'))
  expect(spec).toMatchObject({
    ingressClassName: 'nginx',
    rules: [
      {
        host: 'hello.example',
        http: { paths: [{ path: '/echo', backend: { service: { name: 'hello', port: { number: 80 } } } }] },
      },
    ],
  })
  expect(metadata.annotations).toMatchObject({ 'nginx.ingress.kubernetes.io/rewrite-target': '/' })
  expect(metadata.ownerReferences).toMatchObject([{ kind: 'HTTPTrigger', name: 'web' }])

  await world.client.delete(resources.httpTriggers, inDefault('web'))
  await world.untilGone(resources.httpTriggers, inDefault('web'))
  await world.untilGone(resources.ingresses, inDefault('web'))
})

test('annotations of the Ingress follow the trigger, and so does its port the function', async () => {
  await world.start()
  await world.create(resources.httpTriggers, anHttpTrigger())
  const cors = 'nginx.ingress.kubernetes.io/enable-cors'
  const until = (holds: (ingress: Ingress) => boolean) =>
    world.until(resources.ingresses, inDefault('web'), holds)
  const change = (spec: object) =>
    world.client.patch(resources.httpTriggers, inDefault('web'), { merge: { spec } })
  await change({ 'cors-enable': true })
  await until(({ metadata }) => metadata.annotations?.[cors] === 'true')
  await change({ 'cors-enable': false, 'tls-secret': 'certificate' })
  const { spec, metadata } = await until(({ spec }) => spec?.tls !== undefined)
  expect(metadata.annotations).not.toHaveProperty([cors])
  expect(spec?.tls).toEqual([{ hosts: ['hello.example'], secretName: 'certificate' }])
  const ports = [{ port: 8080, targetPort: 9000 }]
  await world.client.patch(resources.functions, inDefault('hello'), {
    merge: { spec: { service: { ports } } },
  })
  await until(({ spec }) => spec?.rules?.[0]?.http?.paths[0]?.backend.service?.port?.number === 8080)
})

test('a trigger that contradicts itself, or names no function, is told so', async () => {
  await world.start()
  await world.create(resources.httpTriggers, anHttpTrigger({ tls: true, 'tls-secret': 'certificate' }))
  await world.untilSaid(/TriggerInvalid/)
  await world.create(resources.cronJobTriggers, aCronJobTrigger('bad', { schedule: 'often' }))
  await world.untilSaid(/ScheduleInvalid/)
  await world.create(resources.cronJobTriggers, aCronJobTrigger('early', { 'function-name': 'later' }))
  await world.untilSaid(/FunctionMissing/)
  const { items } = await world.client.list<EventObject>(resources.events, { namespace: 'default' })
  expect(items.map(({ involvedObject, reason }) => [involvedObject.name, reason]).sort()).toEqual([
    ['bad', 'ScheduleInvalid'],
    ['early', 'FunctionMissing'],
    ['web', 'TriggerInvalid'],
  ])
  await world.create(resources.functions, aFunction('later'))
  await world.until(resources.cronJobs, inDefault('trigger-early'))
})

test('two triggers of one function get a CronJob each, and each goes with its trigger', async () => {
  await world.start()
  const payload = { text: `it's "quoted" $(HOME)` }
  await world.create(
    resources.cronJobTriggers,
    aCronJobTrigger('morning', { schedule: '0 8 * * *', payload }),
  )
  await world.create(
    resources.cronJobTriggers,
    aCronJobTrigger('evening', { schedule: '0 20 * * *', payload: null }),
  )
  const morning = await world.until<CronJob>(resources.cronJobs, inDefault('trigger-morning'))
  const evening = await world.until<CronJob>(resources.cronJobs, inDefault('trigger-evening'))
  expect([morning.spec?.schedule, evening.spec?.schedule]).toEqual(['0 8 * * *', '0 20 * * *'])
  expect(called(morning)?.command).toEqual(['node', '/app/call.js'])
  expect(env(morning, 'CALL_URL')).toBe('http://hello.default.svc.cluster.local:80')
  expect(env(morning, 'CALL_PAYLOAD')).toBe(`{"text":"it's \\"quoted\\" $$(HOME)"}`)
  expect(env(evening, 'CALL_PAYLOAD')).toBeUndefined()
  expect(morning.spec?.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 180, backoffLimit: 0 })

  await world.client.delete(resources.cronJobTriggers, inDefault('morning'))
  await world.untilGone(resources.cronJobs, inDefault('trigger-morning'))
  await world.client.get(resources.cronJobs, inDefault('trigger-evening'))
})

test('a time zone written before the schedule goes where Kubernetes wants it', async () => {
  await world.start()
  await world.create(
    resources.cronJobTriggers,
    aCronJobTrigger('zone', { schedule: 'CRON_TZ=Europe/Berlin 0 8 * * *' }),
  )
  const { spec } = await world.until<CronJob>(resources.cronJobs, inDefault('trigger-zone'))
  expect(spec).toMatchObject({ schedule: '0 8 * * *', timeZone: 'Europe/Berlin' })
})

test("upstream's CronJob of a trigger is replaced by ours, and does not fire beside it", async () => {
  const trigger = await world.create(resources.cronJobTriggers, aCronJobTrigger('nightly'))
  const container = { name: 'trigger', image: 'kubeless/unzip' }
  const template = { spec: { containers: [container], restartPolicy: 'Never' } }
  const old: KubeObject & { spec: object } = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      ...inDefault('trigger-hello'),
      labels: selectorOf('hello'),
      ownerReferences: [
        {
          apiVersion: 'kubeless.io/v1beta1',
          kind: 'Trigger',
          name: 'nightly',
          uid: trigger.metadata.uid ?? '',
        },
      ],
    },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template } } },
  }
  await world.create(resources.cronJobs, old)
  await world.start()
  await world.until(resources.cronJobs, inDefault('trigger-nightly'))
  await world.untilGone(resources.cronJobs, inDefault('trigger-hello'))
})

test("upstream's CronJob whose trigger has gone stops calling", async () => {
  const container = { name: 'trigger', image: 'kubeless/unzip' }
  const template = { spec: { containers: [container], restartPolicy: 'Never' } }
  const left: KubeObject & { spec: object } = {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      ...inDefault('trigger-gone'),
      labels: selectorOf('gone'),
      ownerReferences: [{ apiVersion: 'kubeless.io/v1beta1', kind: 'Trigger', name: 'old', uid: 'of-old' }],
    },
    spec: { schedule: '* * * * *', jobTemplate: { spec: { template } } },
  }
  await world.create(resources.cronJobs, left)
  await world.start()
  await world.untilGone(resources.cronJobs, inDefault('trigger-gone'))
})

test('a long name still makes a CronJob', async () => {
  await world.start()
  const name = `${'long-'.repeat(12)}name`
  await world.create(resources.cronJobTriggers, aCronJobTrigger(name))
  await world.untilSaid(new RegExp(`CronJobTrigger default/${name}: written`))
  const { items } = await world.client.list(resources.cronJobs, { namespace: 'default' })
  expect(items[0]?.metadata.name).toMatch(/^trigger-long-.*-[0-9a-f]{8}$/)
  expect(items[0]?.metadata.name.length).toBeLessThanOrEqual(52)
})

test('with a function go the triggers that would call it', async () => {
  await world.start()
  await world.create(resources.cronJobTriggers, aCronJobTrigger('morning'))
  await world.create(resources.httpTriggers, anHttpTrigger())
  await world.until(resources.cronJobs, inDefault('trigger-morning'))
  await world.until(resources.ingresses, inDefault('web'))
  await world.client.delete(resources.functions, inDefault('hello'))
  await world.untilGone(resources.cronJobTriggers, inDefault('morning'))
  await world.untilGone(resources.httpTriggers, inDefault('web'))
  await world.untilGone(resources.cronJobs, inDefault('trigger-morning'))
  await world.untilGone(resources.ingresses, inDefault('web'))
})
