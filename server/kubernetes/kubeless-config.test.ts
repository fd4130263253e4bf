import { afterEach, beforeEach, expect, test } from 'vitest'
import { customResourceDefinitions } from '../functions/crds.ts'
import type { ConfigMap } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import { aFunction, configData, startControllerWorld } from '../testing/controller-world.ts'
import type { ControllerWorld } from '../testing/controller-world.ts'
import { followKubelessConfig } from './kubeless-config.ts'

let world: ControllerWorld
beforeEach(async () => {
  const annotations = { 'kubeless.io/namespace': 'annotated', 'kubeless.io/config': 'annotated-config' }
  const definitions = customResourceDefinitions.map(({ metadata, ...definition }) => ({
    ...definition,
    metadata: { ...metadata, annotations: { ...metadata.annotations, ...annotations } },
  }))
  world = await startControllerWorld({ definitions })
  for (const name of ['annotated', 'chosen'])
    await world.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  for (const namespace of ['annotated', 'chosen'])
    for (const name of ['annotated-config', 'chosen-config'])
      await world.create<ConfigMap>(resources.configMaps, {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { namespace, name },
        data: { ...configData, place: `${namespace}/${name}` },
      })
})
afterEach(() => world.close())

test('kubeless-config is where the settings say, else where the kind of functions says', async () => {
  const cases = [
    [{}, 'annotated/annotated-config'],
    [{ namespace: 'chosen' }, 'chosen/annotated-config'],
    [{ name: 'chosen-config' }, 'annotated/chosen-config'],
    [{ namespace: 'chosen', name: 'chosen-config' }, 'chosen/chosen-config'],
  ] as const
  for (const [named, place] of cases) {
    const errors: unknown[] = []
    const config = followKubelessConfig(world.client, (error) => errors.push(error), named)
    await config.ready
    expect(config.data()).toMatchObject({ place })
    expect(config.place()).toEqual({ namespace: place.split('/')[0], name: place.split('/')[1] })
    config.close()
    expect(errors).toEqual([])
  }
})

test('a controller that is told where kubeless-config is works with that one, and names it when it is not there', async () => {
  await world.start({ configPlace: { namespace: 'chosen', name: 'nowhere' } })
  await world.create(resources.functions, aFunction('hello'))
  const hello = { namespace: 'default', name: 'hello' }
  await world.until(resources.functions, hello, ({ status }: { status?: unknown } & ConfigMap) =>
    JSON.stringify(status ?? '').includes('Namespace chosen has no ConfigMap nowhere'),
  )
  await world.create<ConfigMap>(resources.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'chosen', name: 'nowhere' },
    data: configData,
  })
  await world.until(resources.deployments, hello)
})
