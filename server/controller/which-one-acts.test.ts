import { afterEach, expect, test } from 'vitest'
import type { Deployment, EventObject, FunctionObject, KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import { aFunction, quickClock, startControllerWorld } from '../testing/controller-world.ts'
import type { ControllerWorld } from '../testing/controller-world.ts'

let world: ControllerWorld
afterEach(() => world.close())

const hello = { namespace: 'default', name: 'hello' }
const lease = { namespace: 'kubeless', name: 'kubeless-ui-controller' }
const upstream = { namespace: 'kubeless', name: 'kubeless-controller-manager' }

interface Lease extends KubeObject {
  spec?: { holderIdentity?: string; leaseDurationSeconds?: number; renewTime?: string }
}

const heldBy = (identity: string) =>
  world.until<Lease>(resources.leases, lease, ({ spec }) => spec?.holderIdentity === identity)

function upstreamsDeployment(): Deployment {
  const labels = { kubeless: 'controller' }
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: upstream,
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: { containers: [{ name: 'kubeless-function-controller', image: 'c' }] },
      },
    },
  }
}

async function upstreamReports(readyReplicas: number): Promise<void> {
  await world.client.patch(
    resources.deployments,
    upstream,
    { merge: { status: { replicas: 1, readyReplicas } } },
    { subresource: 'status' },
  )
}

test('one instance acts while the other stands by, and hands over when it is stopped', async () => {
  world = await startControllerWorld()
  const first = await world.start({ identity: 'first', clock: quickClock() })
  await heldBy('first')
  const second = await world.start({ identity: 'second', clock: quickClock() })
  await world.untilSaid(/Standing by: first is active/)
  expect(second.health().state).toBe('standby')
  await world.create(resources.functions, aFunction('hello'))
  await world.until(resources.deployments, hello)
  expect(first.health().state).toBe('active')

  await first.close()
  await heldBy('second')
  await world.create(resources.functions, aFunction('other'))
  await world.until(resources.deployments, { ...hello, name: 'other' })
  expect(second.health().state).toBe('active')
})

test('an instance that died without a word is replaced once its Lease is over', async () => {
  world = await startControllerWorld()
  await world.create<Lease>(resources.leases, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: lease,
    spec: { holderIdentity: 'dead', leaseDurationSeconds: 15, renewTime: '2026-01-01T00:00:00.000000Z' },
  })
  await world.start({ identity: 'living', clock: quickClock() })
  await world.untilSaid(/Standing by: dead is active/)
  await world.create(resources.functions, aFunction('hello'))
  await world.until(resources.deployments, hello)
  await heldBy('living')
})

test('an instance that is started again under its name goes on at once', async () => {
  world = await startControllerWorld()
  await world.create<Lease>(resources.leases, {
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: lease,
    spec: { holderIdentity: 'same', leaseDurationSeconds: 3600 },
  })
  await world.start({ identity: 'same' })
  await world.create(resources.functions, aFunction('hello'))
  await world.until(resources.deployments, hello)
})

test('an instance that loses its Lease stops acting', async () => {
  world = await startControllerWorld()
  const controller = await world.start({ identity: 'first', clock: quickClock() })
  await world.untilSaid(/^Active/)
  const taken = { spec: { holderIdentity: 'thief', leaseDurationSeconds: 3600 } }
  await world.client.patch(resources.leases, lease, { merge: taken })
  await world.untilSaid(/Standing by: thief is active/)
  expect(controller.health().state).toBe('standby')
})

test('work that a stopped instance left half done is finished by the next', async () => {
  world = await startControllerWorld()
  const names = Array.from({ length: 20 }, (_, at) => `f${at}`)
  const first = await world.start({ identity: 'first' })
  await world.untilSaid(/^Active/)
  await Promise.all(names.map((name) => world.create(resources.functions, aFunction(name))))
  await first.close()
  await world.start({ identity: 'second' })
  for (const name of names) {
    await world.until(resources.deployments, { ...hello, name })
    await world.until<FunctionObject>(
      resources.functions,
      { ...hello, name },
      (fn) => fn.status !== undefined,
    )
  }
})

test("while upstream's own controller runs nothing is touched; once it is gone we take over", async () => {
  world = await startControllerWorld()
  await world.create(resources.deployments, upstreamsDeployment())
  await upstreamReports(1)
  const controller = await world.start({ clock: quickClock() })
  await world.untilSaid(/Standing by: upstream's own controller/)
  await world.create(resources.functions, aFunction('hello'))
  expect(controller.health()).toMatchObject({ state: 'standby' })
  await upstreamReports(0)
  await world.until(resources.deployments, hello)
  expect(controller.health().state).toBe('active')

  await upstreamReports(1)
  await world.until<KubeObject>(resources.deployments, upstream)
  await world.client.delete(resources.deployments, upstream)
  await world.create(resources.functions, aFunction('other'))
  await world.until(resources.deployments, { ...hello, name: 'other' })
})

test("with upstream's definition, which has no status, what is wrong is told in Events alone", async () => {
  const schema = {
    type: 'object',
    properties: { spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
  }
  const definition: KubeObject & { spec: object } = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'functions.kubeless.io' },
    spec: {
      group: 'kubeless.io',
      scope: 'Namespaced',
      names: { plural: 'functions', singular: 'function', kind: 'Function', listKind: 'FunctionList' },
      versions: [{ name: 'v1beta1', served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  }
  world = await startControllerWorld({ definitions: [definition] })
  await world.start()
  await world.create(resources.functions, aFunction('hello', { handler: 'nodot' }))
  await world.untilSaid(/HandlerInvalid/)
  await world.client.patch(resources.functions, hello, { merge: { spec: { handler: 'handler.hello' } } })
  await world.until(resources.deployments, hello)
  const { items } = await world.client.list<EventObject>(resources.events, { namespace: 'default' })
  expect(items).toMatchObject([{ reason: 'HandlerInvalid', involvedObject: { name: 'hello' } }])
  expect((await world.client.get<FunctionObject>(resources.functions, hello)).status).toBeUndefined()
})

test('without kubeless-config every function is told what is missing', async () => {
  world = await startControllerWorld()
  await world.client.delete(resources.configMaps, { namespace: 'kubeless', name: 'kubeless-config' })
  await world.start()
  await world.create(resources.functions, aFunction('hello'))
  const told = await world.until<FunctionObject>(resources.functions, hello, (fn) => fn.status !== undefined)
  expect(told.status?.conditions?.[0]).toMatchObject({ status: 'False', reason: 'ConfigMissing' })
})
