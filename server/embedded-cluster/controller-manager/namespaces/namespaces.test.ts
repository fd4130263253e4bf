import { afterEach, expect, test } from 'vitest'
import type { ConfigMap, KubeObject } from '../../../functions/objects.ts'
import { kinds } from '../kinds.ts'
import type { Namespace } from '../kinds.ts'
import { aDeployment, startTestCluster } from '../testing/test-cluster.ts'
import type { TestCluster, TestClusterOptions } from '../testing/test-cluster.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

async function given(options: TestClusterOptions = {}): Promise<TestCluster> {
  const cluster = await startTestCluster(options)
  closers.push(() => cluster.close())
  cluster.stopPods()
  return cluster
}

const create = (cluster: TestCluster, name: string) =>
  cluster.client.create<Namespace>(kinds.namespaces, {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  })

/** Fulfilled as soon as a change of that kind fits, or one before it did. */
async function seen<T extends KubeObject>(
  cluster: TestCluster,
  kind: (typeof kinds)[keyof typeof kinds],
  fits: (event: { type: string; object: T }) => boolean,
) {
  const stopping = new AbortController()
  for await (const event of cluster.client.watch<T>(kind, { resourceVersion: '0', signal: stopping.signal }))
    if (event.type !== 'BOOKMARK' && fits(event)) {
      stopping.abort()
      return event.object
    }
  throw new Error('the watch ended')
}

test('a new namespace gets its account and the certificate of the API', async () => {
  const cluster = await given({ rootCa: 'PEM' })
  await create(cluster, 'team')
  await seen(
    cluster,
    kinds.serviceAccounts,
    ({ object: { metadata } }) => metadata.namespace === 'team' && metadata.name === 'default',
  )
  const root = await seen<ConfigMap>(
    cluster,
    kinds.configMaps,
    ({ object: { metadata } }) => metadata.namespace === 'team',
  )
  expect(root).toMatchObject({ metadata: { name: 'kube-root-ca.crt' }, data: { 'ca.crt': 'PEM' } })
  await cluster.client.delete(kinds.configMaps, { namespace: 'team', name: 'kube-root-ca.crt' })
  await seen(
    cluster,
    kinds.configMaps,
    ({ type, object: { metadata } }) =>
      type === 'ADDED' && metadata.namespace === 'team' && metadata.uid !== root.metadata.uid,
  )
})

test('a deleted namespace goes when all that was in it has gone', async () => {
  const cluster = await given()
  await create(cluster, 'team')
  const deployment = aDeployment()
  await cluster.client.create(kinds.deployments, {
    ...deployment,
    metadata: { ...deployment.metadata, namespace: 'team' },
  })
  await cluster.client.create<KubeObject>(kinds.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'team', name: 'held', finalizers: ['example.com/hold'] },
  })
  await seen(cluster, kinds.pods, ({ object: { metadata } }) => metadata.namespace === 'team')
  await cluster.client.delete(kinds.namespaces, { name: 'team' })
  const waiting = await seen<Namespace>(cluster, kinds.namespaces, ({ object }) =>
    Boolean(
      object.status?.conditions?.some(
        ({ reason, message }) =>
          reason === 'SomeResourcesRemain' && message?.endsWith(': configmaps. has 1 resource instances'),
      ),
    ),
  )
  expect(waiting.status?.phase).toBe('Terminating')
  expect(waiting.status?.conditions).toContainEqual(
    expect.objectContaining({
      type: 'NamespaceFinalizersRemaining',
      status: 'True',
      message:
        'Some content in the namespace has finalizers remaining: example.com/hold in 1 resource instances',
    }),
  )
  const gone = seen(
    cluster,
    kinds.namespaces,
    ({ type, object }) => type === 'DELETED' && object.metadata.name === 'team',
  )
  await cluster.client.patch(
    kinds.configMaps,
    { namespace: 'team', name: 'held' },
    { merge: { metadata: { finalizers: null } } },
  )
  await gone
  expect((await cluster.client.list(kinds.replicaSets)).items).toEqual([])
})
