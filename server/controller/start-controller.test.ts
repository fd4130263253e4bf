import { afterEach, beforeEach, expect, test } from 'vitest'
import type {
  ConfigMap,
  Deployment,
  EventObject,
  FunctionObject,
  KubeObject,
  Service,
} from '../functions/objects.ts'
import { selectorOf } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'
import { aFunction, configData, startControllerWorld } from '../testing/controller-world.ts'
import type { ControllerWorld } from '../testing/controller-world.ts'
import type { Autoscaler } from './plan-autoscaler.ts'

let world: ControllerWorld
beforeEach(async () => {
  world = await startControllerWorld()
})
afterEach(() => world.close())

const hello = { namespace: 'default', name: 'hello' }
const config = { namespace: 'kubeless', name: 'kubeless-config' }
const children = [resources.configMaps, resources.services, resources.deployments]

async function deployed(spec?: FunctionObject['spec']): Promise<Deployment> {
  await world.create(resources.functions, aFunction('hello', spec))
  return world.until<Deployment>(resources.deployments, hello)
}

async function change(merge: object, resource: Resource = resources.functions): Promise<void> {
  await world.client.patch(resource, hello, { merge })
}

const ownContainer = (deployment: Deployment) => deployment.spec?.template.spec.containers[0]
const env = (deployment: Deployment, name: string) =>
  ownContainer(deployment)?.env?.find((variable) => variable.name === name)?.value
const condition = (fn: FunctionObject, type: string) =>
  fn.status?.conditions?.find((each) => each.type === type)

/** One that is looked after once everything before it has been. */
async function afterEverything(name = 'marker'): Promise<void> {
  await world.create(resources.functions, aFunction(name))
  await world.until<FunctionObject>(
    resources.functions,
    { ...hello, name },
    (fn) => fn.status?.conditions !== undefined,
  )
}

test('a function gets its ConfigMap, Service and Deployment, and is held until they are gone', async () => {
  await world.start()
  const deployment = await deployed()
  const configMap = await world.client.get<ConfigMap>(resources.configMaps, hello)
  const service = await world.client.get<Service>(resources.services, hello)
  const fn = await world.client.get<FunctionObject>(resources.functions, hello)
  expect(configMap.data).toMatchObject({ handler: 'handler.hello', 'handler.py': fn.spec?.function })
  expect(service.spec?.selector).toEqual(selectorOf('hello'))
  expect(ownContainer(deployment)?.image).toBe('python:3.13-slim')
  expect(fn.metadata.finalizers).toEqual(['kubeless.io/function'])
  for (const { metadata } of [configMap, service, deployment])
    expect(metadata.ownerReferences).toMatchObject([{ kind: 'Function', uid: fn.metadata.uid }])

  await world.client.delete(resources.functions, hello)
  await world.untilGone(resources.functions, hello)
  for (const resource of children) await world.untilGone(resource, hello)
})

test('code, runtime, labels and environment each change the pod template; what is taken out is out', async () => {
  await world.start()
  const first = await deployed({ checksum: '' })
  const until = (holds: (deployment: Deployment) => boolean) =>
    world.until(resources.deployments, hello, holds)

  await change({ spec: { function: 'def hello(event, context):\n    return "two"\n' } })
  await until((deployment) => env(deployment, 'FUNC_CHECKSUM') !== env(first, 'FUNC_CHECKSUM'))
  await change({ spec: { runtime: 'python3.12' } })
  await until((deployment) => ownContainer(deployment)?.image === 'python:3.12-slim')
  await change({ metadata: { labels: { team: 'blue' }, annotations: { note: 'x' } } })
  await until(({ spec }) => spec?.template.metadata?.labels?.['team'] === 'blue')
  await change({ metadata: { labels: { team: null }, annotations: { note: null } } })
  const { metadata, spec } = await until(({ spec }) => !spec?.template.metadata?.labels?.['team'])
  expect(metadata.labels).toEqual(selectorOf('hello'))
  expect(spec?.template.metadata?.annotations).not.toHaveProperty('note')

  const variable = { name: 'GREETING', value: 'hi' }
  await change({
    spec: { deployment: { spec: { template: { spec: { containers: [{ env: [variable] }] } } } } },
  })
  await until((deployment) => env(deployment, 'GREETING') === 'hi')
  await change({ spec: { deployment: null, deps: 'requests\n' } })
  const installing = await until(({ spec }) => spec?.template.spec.initContainers?.length === 2)
  expect(env(installing, 'GREETING')).toBeUndefined()
  await change({ spec: { deps: '' } })
  await until(({ spec }) => spec?.template.spec.initContainers?.length === 1)
})

test('what somebody changes by hand is put back, and what somebody deletes is made again', async () => {
  await world.start()
  const { metadata } = await deployed()
  const container = { name: 'hello', image: 'other' }
  await change({ spec: { template: { spec: { containers: [container] } } } }, resources.deployments)
  await world.until<Deployment>(
    resources.deployments,
    hello,
    (deployment) => env(deployment, 'FUNC_PORT') === '8080',
  )
  await change({ data: { 'handler.py': 'broken', extra: 'x' } }, resources.configMaps)
  await world.until<ConfigMap>(
    resources.configMaps,
    hello,
    ({ data = {} }) => !('extra' in data) && data['handler.py'] !== 'broken',
  )
  await change({ spec: { selector: { function: 'other' } } }, resources.services)
  await world.until<Service>(
    resources.services,
    hello,
    ({ spec }) => spec?.selector?.['function'] === 'hello',
  )
  await change({ metadata: { labels: { 'created-by': null } } }, resources.services)
  await world.until(
    resources.services,
    hello,
    (service) => service.metadata.labels?.['created-by'] === 'kubeless',
  )

  await world.client.delete(resources.deployments, hello)
  await world.until(resources.deployments, hello, (again) => again.metadata.uid !== metadata.uid)
})

test('nothing is written while nothing differs, also after a restart', async () => {
  const first = await world.start()
  await deployed({
    deployment: {
      spec: { template: { spec: { containers: [{ name: '', resources: { limits: { cpu: '0.5' } } }] } } },
    },
  })
  await world.until<FunctionObject>(resources.functions, hello, (fn) => fn.status?.conditions !== undefined)
  await afterEverything()
  await first.close()
  const made = world.writes.filter((write) => write.endsWith(' hello'))
  expect(made.map((write) => write.split(' ', 2).join(' '))).toEqual([
    'patch functions',
    'create configmaps',
    'create services',
    'create deployments',
    'patch functions',
  ])
  world.writes.length = 0
  await world.start()
  await afterEverything('another')
  expect(world.writes.filter((write) => write.endsWith(' hello'))).toEqual([])
})

test('a size that somebody chose stays when the function names none', async () => {
  await world.start()
  await deployed()
  await change({ spec: { replicas: 4 } }, resources.deployments)
  await change({ spec: { timeout: '20' } })
  const deployment = await world.until<Deployment>(
    resources.deployments,
    hello,
    (each) => env(each, 'FUNC_TIMEOUT') === '20',
  )
  expect(deployment.spec?.replicas).toBe(4)
})

test('a refusal is told in an Event and in the conditions, and ends when the configuration allows it', async () => {
  await world.start()
  await world.create(resources.functions, aFunction('hello', { runtime: 'python3.14' }))
  const refused = await world.until<FunctionObject>(
    resources.functions,
    hello,
    (fn) => condition(fn, 'Accepted')?.status === 'False',
  )
  expect(condition(refused, 'Accepted')).toMatchObject({ reason: 'RuntimeUnknown', observedGeneration: 1 })
  expect(condition(refused, 'Accepted')?.message).toContain('no runtime python3.14')
  expect(condition(refused, 'Ready')?.status).toBe('False')
  const { items } = await world.client.list<EventObject>(resources.events, { namespace: 'default' })
  expect(items).toMatchObject([
    {
      type: 'Warning',
      reason: 'RuntimeUnknown',
      count: 1,
      involvedObject: { kind: 'Function', uid: refused.metadata.uid },
    },
  ])

  const images = configData['runtime-images']?.replaceAll('3.12', '3.14')
  await world.client.patch(resources.configMaps, config, { merge: { data: { 'runtime-images': images } } })
  await world.until(resources.deployments, hello)
  await world.until<FunctionObject>(
    resources.functions,
    hello,
    (fn) => condition(fn, 'Accepted')?.status === 'True',
  )
})

test('the same refusal counts up one Event, also after a restart', async () => {
  const first = await world.start()
  await world.create(resources.functions, aFunction('hello', { handler: 'nodot' }))
  const eventWith = async (count: number) => {
    const { items } = await world.client.list<EventObject>(resources.events, { namespace: 'default' })
    const name = items[0]?.metadata.name ?? ''
    return world.until<EventObject>(
      resources.events,
      { namespace: 'default', name },
      (event) => event.count === count,
    )
  }
  await world.untilSaid(/HandlerInvalid/)
  await eventWith(1)
  await first.close()
  await world.start()
  await eventWith(2)
  const { items } = await world.client.list(resources.events, { namespace: 'default' })
  expect(items).toHaveLength(1)
})

test('the old version stays as it is while the new one is refused', async () => {
  await world.start()
  const before = await deployed()
  await change({ spec: { handler: 'nodot', timeout: '20' } })
  await world.until<FunctionObject>(
    resources.functions,
    hello,
    (fn) => condition(fn, 'Accepted')?.status === 'False',
  )
  const after = await world.client.get<Deployment>(resources.deployments, hello)
  expect(after.metadata.resourceVersion).toBe(before.metadata.resourceVersion)
})

test('what upstream has made is taken over in place', async () => {
  const made: KubeObject[] = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { ...hello, labels: selectorOf('hello') } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...hello, labels: selectorOf('hello') },
      spec: {
        clusterIP: '10.43.0.9',
        selector: { ...selectorOf('hello'), old: 'label' },
        ports: [{ port: 8080 }],
      },
    } as KubeObject,
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        ...hello,
        labels: selectorOf('hello'),
        annotations: { 'deployment.kubernetes.io/revision': '3' },
      },
      spec: {
        replicas: 2,
        selector: { matchLabels: selectorOf('hello') },
        template: {
          metadata: { labels: selectorOf('hello') },
          spec: { containers: [{ name: 'hello', image: 'kubeless/python' }] },
        },
      },
    } as KubeObject,
  ]
  const uids = []
  for (const [at, object] of made.entries())
    uids.push((await world.create(children[at] ?? resources.pods, object)).metadata.uid)
  await world.create(resources.functions, {
    ...aFunction('hello'),
    metadata: { ...aFunction('hello').metadata, finalizers: ['kubeless.io/function'] },
  })
  await world.start()
  const deployment = await world.until<Deployment>(
    resources.deployments,
    hello,
    (each) => ownContainer(each)?.readinessProbe !== undefined,
  )
  expect(deployment.spec?.replicas).toBe(2)
  expect(deployment.metadata.annotations?.['deployment.kubernetes.io/revision']).toBeDefined()
  const service = await world.until<Service>(
    resources.services,
    hello,
    ({ spec }) => !spec?.selector?.['old'],
  )
  expect(service.spec?.clusterIP).toBe('10.43.0.9')
  const after = await Promise.all(children.map((resource) => world.client.get(resource, hello)))
  expect(after.map(({ metadata }) => metadata.uid)).toEqual(uids)
  expect(after.map(({ metadata }) => metadata.ownerReferences?.length)).toEqual([1, 1, 1])
})

test('a deletion that began while nobody was there is finished, whoever made the children', async () => {
  const metadata = { ...hello, labels: selectorOf('hello') }
  await world.create(resources.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata })
  const fn = aFunction('hello')
  await world.create(resources.functions, {
    ...fn,
    metadata: { ...fn.metadata, finalizers: ['kubeless.io/function'] },
  })
  await world.client.delete(resources.functions, hello)
  await world.start()
  await world.untilGone(resources.functions, hello)
  await world.untilGone(resources.configMaps, hello)
})

test('something of the same name that is not ours is left alone, and told; once it is gone, the function comes', async () => {
  const foreign: ConfigMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: hello, data: { mine: 'yes' } }
  await world.create(resources.configMaps, foreign)
  await world.start()
  await world.create(resources.functions, aFunction('hello'))
  const refused = await world.until<FunctionObject>(
    resources.functions,
    hello,
    (fn) => condition(fn, 'Accepted')?.status === 'False',
  )
  expect(condition(refused, 'Accepted')).toMatchObject({ reason: 'NameTaken' })
  expect((await world.client.get<ConfigMap>(resources.configMaps, hello)).data).toEqual({ mine: 'yes' })
  const { items } = await world.client.list(resources.deployments, { namespace: 'default' })
  expect(items).toEqual([])

  await world.client.delete(resources.configMaps, hello)
  await world.until(resources.deployments, hello)
})

test('deleting a function leaves alone what is not its own', async () => {
  await world.create(resources.configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata: hello })
  await world.start()
  await world.create(resources.functions, aFunction('hello'))
  await world.untilSaid(/NameTaken/)
  await world.client.delete(resources.functions, hello)
  await world.untilGone(resources.functions, hello)
  await world.client.get(resources.configMaps, hello)
})

test('Ready follows the Deployment', async () => {
  await world.start()
  const { metadata } = await deployed()
  const ready = (status: string) =>
    world.until<FunctionObject>(resources.functions, hello, (fn) => condition(fn, 'Ready')?.status === status)
  const report = (status: object) =>
    world.client.patch(resources.deployments, hello, { merge: { status } }, { subresource: 'status' })
  await ready('Unknown')
  const counts = { replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 }
  await report({ observedGeneration: metadata.generation, ...counts })
  await ready('True')
  await report({
    availableReplicas: 0,
    readyReplicas: 0,
    conditions: [
      {
        type: 'Progressing',
        status: 'False',
        reason: 'ProgressDeadlineExceeded',
        message: 'it took too long',
      },
    ],
  })
  expect(condition(await ready('False'), 'Ready')).toMatchObject({ reason: 'ProgressDeadlineExceeded' })
})

test('what the cluster itself refuses is told with its own words', async () => {
  await world.start()
  const mount = { name: 'nowhere', mountPath: '/data' }
  await world.create(
    resources.functions,
    aFunction('hello', {
      deployment: { spec: { template: { spec: { containers: [{ name: '', volumeMounts: [mount] }] } } } },
    }),
  )
  const refused = await world.until<FunctionObject>(
    resources.functions,
    hello,
    (fn) => condition(fn, 'Accepted')?.status === 'False',
  )
  expect(condition(refused, 'Accepted')).toMatchObject({ reason: 'ApiRefused' })
  expect(condition(refused, 'Accepted')?.message).toContain('volumeMounts')
})

test('an autoscaler comes and goes with what the function says of it', async () => {
  await world.start()
  await deployed({
    horizontalPodAutoscaler: {
      metadata: { name: 'hello', namespace: 'default' },
      spec: {
        scaleTargetRef: { kind: 'Deployment', name: 'hello' },
        maxReplicas: 3,
        metrics: [{ type: 'Resource', resource: { name: 'cpu', targetAverageUtilization: 70 } }],
      },
    },
  })
  const autoscaler = await world.until<Autoscaler>(resources.horizontalPodAutoscalers, hello)
  expect(autoscaler.spec?.metrics).toEqual([
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 70 } } },
  ])
  await change({ spec: { horizontalPodAutoscaler: { metadata: null } } })
  await world.untilGone(resources.horizontalPodAutoscalers, hello)
})

test('a Service becomes headless by being made anew, and its other changes keep its address', async () => {
  await world.start()
  await deployed()
  const before = await world.client.get<Service>(resources.services, hello)
  await change({ spec: { service: { ports: [{ name: 'http-function-port', port: 9000 }] } } })
  const changed = await world.until<Service>(
    resources.services,
    hello,
    ({ spec }) => spec?.ports?.[0]?.port === 9000,
  )
  expect(changed.metadata.uid).toBe(before.metadata.uid)
  expect(changed.spec?.clusterIP).toBe(before.spec?.clusterIP)
  await change({ spec: { service: { clusterIP: 'None' } } })
  await world.until<Service>(resources.services, hello, ({ spec }) => spec?.clusterIP === 'None')
})

test('only the namespace that kubeless-config names is looked after, from the moment it names it', async () => {
  await world.client.patch(resources.configMaps, config, {
    merge: { data: { 'functions-namespace': 'kubeless' } },
  })
  await world.start()
  await world.create(resources.functions, aFunction('hello'))
  const inside = { ...hello, namespace: 'kubeless' }
  await world.create(resources.functions, {
    ...aFunction('hello'),
    metadata: { ...aFunction('hello').metadata, ...inside },
  })
  await world.until(resources.deployments, inside)
  expect((await world.client.list(resources.deployments, { namespace: 'default' })).items).toEqual([])
  await world.client.patch(resources.configMaps, config, { merge: { data: { 'functions-namespace': null } } })
  await world.until(resources.deployments, hello)
})
