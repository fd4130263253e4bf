import { afterEach, expect, test } from 'vitest'
import type { ConfigMap, KubeObject } from '../../../functions/objects.ts'
import { resources } from '../../../functions/resources.ts'
import { isNotFound } from '../../../kubernetes/errors.ts'
import { kinds } from '../kinds.ts'
import { startTestCluster } from '../testing/test-cluster.ts'
import type { TestCluster } from '../testing/test-cluster.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

async function given(): Promise<TestCluster> {
  const cluster = await startTestCluster({ also: [kinds.configMaps, resources.secrets] })
  closers.push(() => cluster.close())
  return cluster
}

const create = (cluster: TestCluster, name: string, owner?: KubeObject, extra: object = {}) =>
  cluster.client.create<ConfigMap>(kinds.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      namespace: 'default',
      name,
      ...(owner && {
        ownerReferences: [
          {
            apiVersion: owner.apiVersion,
            kind: owner.kind,
            name: owner.metadata.name,
            uid: owner.metadata.uid ?? '',
            ...extra,
          },
        ],
      }),
    },
  })

const secret = (cluster: TestCluster, name: string) =>
  cluster.client.create<KubeObject>(resources.secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace: 'default', name },
  })

const names = (cluster: TestCluster) =>
  cluster
    .list(kinds.configMaps)
    .map(({ metadata }) => metadata.name)
    .filter((name) => name !== 'kube-root-ca.crt')
    .sort()

const place = (name: string) => ({ namespace: 'default', name })

test('what an object owned goes with it, down to the last descendant', async () => {
  const cluster = await given()
  const owner = await secret(cluster, 'owner')
  const child = await create(cluster, 'child', owner)
  await create(cluster, 'grandchild', child)
  await create(cluster, 'stranger')
  await cluster.until(() => names(cluster).length === 3)
  await cluster.client.delete(resources.secrets, place('owner'))
  await cluster.until(() => names(cluster).join() === 'stranger')
})

test('an owner that does not exist is no owner, nor is another one of its name', async () => {
  const cluster = await given()
  const owner = await secret(cluster, 'owner')
  const impostor = { ...owner, metadata: { ...owner.metadata, uid: '00000000-0000-0000-0000-000000000000' } }
  await create(cluster, 'kept', owner)
  await create(cluster, 'claims-impostor', impostor)
  await create(cluster, 'of-unknown-kind', {
    ...impostor,
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'Trigger',
  })
  await cluster.until(() => names(cluster).join() === 'kept,of-unknown-kind')
})

test('an object with a second owner only forgets the first', async () => {
  const cluster = await given()
  const owners = [await secret(cluster, 'one'), await secret(cluster, 'two')]
  const child = await create(cluster, 'child')
  const ownerReferences = owners.map(({ metadata: { name, uid } }) => ({
    apiVersion: 'v1',
    kind: 'Secret',
    name,
    uid,
  }))
  await cluster.client.patch(kinds.configMaps, place('child'), { merge: { metadata: { ownerReferences } } })
  await cluster.client.delete(resources.secrets, place('one'))
  const left = await cluster.until(() =>
    cluster.list(kinds.configMaps).find(({ metadata }) => metadata.ownerReferences?.length === 1),
  )
  expect(left.metadata).toMatchObject({ uid: child.metadata.uid, ownerReferences: [{ name: 'two' }] })
})

test('in the foreground the owner goes last', async () => {
  const cluster = await given()
  const owner = await secret(cluster, 'owner')
  await create(cluster, 'child', owner, { blockOwnerDeletion: true })
  await cluster.client.patch(kinds.configMaps, place('child'), {
    merge: { metadata: { finalizers: ['example.com/hold'] } },
  })
  await cluster.client.delete(resources.secrets, place('owner'), { propagationPolicy: 'Foreground' })
  await cluster.until(() => cluster.list(kinds.configMaps).some(({ metadata }) => metadata.deletionTimestamp))
  expect((await cluster.client.get(resources.secrets, place('owner'))).metadata.finalizers).toEqual([
    'foregroundDeletion',
  ])
  await cluster.client.patch(kinds.configMaps, place('child'), { merge: { metadata: { finalizers: null } } })
  await cluster.until(() => cluster.list(resources.secrets).length === 0)
})

test('orphans are left, and no longer name their owner', async () => {
  const cluster = await given()
  const owner = await secret(cluster, 'owner')
  await create(cluster, 'child', owner)
  await cluster.until(() => names(cluster).length === 1)
  await cluster.client.delete(resources.secrets, place('owner'), { propagationPolicy: 'Orphan' })
  await cluster.until(() => cluster.list(resources.secrets).length === 0)
  const child = await cluster.client.get(kinds.configMaps, place('child'))
  expect(child.metadata.ownerReferences ?? []).toEqual([])
})

test('owners of a custom kind are known too, as soon as it is defined', async () => {
  const cluster = await given()
  const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } }
  await cluster.client.create(resources.customResourceDefinitions, {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'functions.kubeless.io' },
    spec: {
      group: 'kubeless.io',
      scope: 'Namespaced',
      names: { plural: 'functions', singular: 'function', kind: 'Function', listKind: 'FunctionList' },
      versions: [{ name: 'v1beta1', served: true, storage: true, schema }],
    },
  } as KubeObject)
  const owner = await createSoon(cluster)
  await create(cluster, 'child', owner)
  await cluster.until(() => names(cluster).length === 1)
  await cluster.client.delete(resources.functions, place('hello'))
  await cluster.until(() => names(cluster).length === 0)
})

/** A new kind is served a moment after its definition is stored. */
async function createSoon(cluster: TestCluster): Promise<KubeObject> {
  const hello = { apiVersion: 'kubeless.io/v1beta1', kind: 'Function', metadata: place('hello') }
  for (;;) {
    try {
      return await cluster.client.create<KubeObject>(resources.functions, hello)
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
}
