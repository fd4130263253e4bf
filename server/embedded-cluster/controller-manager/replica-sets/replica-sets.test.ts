import { afterEach, expect, test } from 'vitest'
import type { EventObject, Pod } from '../../../functions/objects.ts'
import { kinds } from '../kinds.ts'
import type { ReplicaSet } from '../kinds.ts'
import { aTemplate, startTestCluster } from '../testing/test-cluster.ts'
import type { TestCluster, TestClusterOptions } from '../testing/test-cluster.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

const place = { namespace: 'default', name: 'web' }

async function given(replicas: number, options?: TestClusterOptions): Promise<TestCluster> {
  const cluster = await startTestCluster(options)
  closers.push(() => cluster.close())
  cluster.stopPods()
  await cluster.client.create<ReplicaSet>(kinds.replicaSets, {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: place,
    spec: { replicas, selector: { matchLabels: { app: 'web' } }, template: aTemplate() },
  })
  await cluster.until(() => pods(cluster).length === replicas)
  return cluster
}

const pods = (cluster: TestCluster) =>
  cluster.list<Pod>(kinds.pods).filter(({ metadata }) => !metadata.deletionTimestamp)
const names = (cluster: TestCluster) =>
  pods(cluster)
    .map(({ metadata }) => metadata.name)
    .sort()
const replicaSet = (cluster: TestCluster, fits: (one: ReplicaSet) => unknown) =>
  cluster.until(() => cluster.list<ReplicaSet>(kinds.replicaSets).find(fits))
const scale = (cluster: TestCluster, replicas: number) =>
  cluster.client.patch(kinds.replicaSets, place, { merge: { spec: { replicas } } })

test('a pod that is deleted is made anew, one that fails as well', async () => {
  const cluster = await given(2)
  const [first, second] = pods(cluster)
  if (!first || !second) throw new Error('two were wanted')
  await cluster.client.delete(kinds.pods, { namespace: 'default', name: first.metadata.name })
  await cluster.end(second, 'Failed')
  await cluster.until(
    () =>
      pods(cluster).filter(({ status }) => status?.phase !== 'Failed').length === 2 &&
      !names(cluster).includes(first.metadata.name),
  )
})

test('of too many pods those that are not ready go first', async () => {
  const cluster = await given(3)
  const [kept] = pods(cluster)
  if (!kept) throw new Error('three were wanted')
  await cluster.run(kept)
  await replicaSet(cluster, ({ status }) => status?.readyReplicas === 1)
  await scale(cluster, 1)
  await cluster.until(() => pods(cluster).length === 1)
  expect(names(cluster)).toEqual([kept.metadata.name])
  const { status } = await replicaSet(cluster, (one) => one.status?.replicas === 1)
  expect(status).toMatchObject({ fullyLabeledReplicas: 1, readyReplicas: 1, availableReplicas: 1 })
})

test('a pod without owner that the selector chooses is adopted, one that is relabelled is let go', async () => {
  const cluster = await given(1)
  const [own] = pods(cluster)
  if (!own) throw new Error('one was wanted')
  await cluster.client.patch(
    kinds.pods,
    { namespace: 'default', name: own.metadata.name },
    { merge: { metadata: { labels: { app: 'debug' } } } },
  )
  await cluster.until(() => pods(cluster).length === 2)
  const freed = await cluster.until(() =>
    pods(cluster).find(
      ({ metadata }) => metadata.name === own.metadata.name && !metadata.ownerReferences?.length,
    ),
  )
  await scale(cluster, 2)
  await cluster.until(() => pods(cluster).length === 3)
  await cluster.client.patch(
    kinds.pods,
    { namespace: 'default', name: freed.metadata.name },
    { merge: { metadata: { labels: { app: 'web' } } } },
  )
  await cluster.until(() => pods(cluster).length === 2)
  expect(pods(cluster).every(({ metadata }) => metadata.ownerReferences?.[0]?.name === 'web')).toBe(true)
})

test('a pod that may not be made is told in status and Event, and tried again', async () => {
  let refusal: string | undefined = 'pods "web-abcde" is forbidden: exceeded quota: none'
  const cluster = await given(0, { refusePod: () => refusal })
  await scale(cluster, 1)
  const failing = await replicaSet(cluster, ({ status }) => status?.conditions?.length)
  expect(failing.status?.conditions?.[0]).toMatchObject({
    type: 'ReplicaFailure',
    status: 'True',
    reason: 'FailedCreate',
    message: refusal,
  })
  const told = await cluster.until(() =>
    cluster.list<EventObject>(kinds.events).find(({ reason }) => reason === 'FailedCreate'),
  )
  expect(told).toMatchObject({
    type: 'Warning',
    message: `Error creating: ${refusal}`,
    involvedObject: { kind: 'ReplicaSet', name: 'web' },
  })
  refusal = undefined
  const { status } = await replicaSet(cluster, (one) => one.status?.replicas === 1)
  expect(status?.conditions).toBeUndefined()
})
