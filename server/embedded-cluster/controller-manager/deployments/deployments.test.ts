import { afterEach, expect, test } from 'vitest'
import type { EventObject, Pod } from '../../../functions/objects.ts'
import type { Deployment, ReplicaSet } from '../kinds.ts'
import { kinds } from '../kinds.ts'
import { startObedientClock } from '../../../testing/obedient-clock.ts'
import { aDeployment, aTemplate, startTestCluster, versionOf } from '../testing/test-cluster.ts'
import type { TestCluster, TestClusterOptions } from '../testing/test-cluster.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

const web = { namespace: 'default', name: 'web' }

async function given(options?: TestClusterOptions): Promise<TestCluster> {
  const cluster = await startTestCluster(options)
  closers.push(() => cluster.close())
  cluster.stopPods()
  return cluster
}

function living(cluster: TestCluster, version: string): Pod[] {
  const pods = cluster.list<Pod>(kinds.pods)
  return pods.filter((pod) => versionOf(pod) === version && !pod.metadata.deletionTimestamp)
}

function podOf(cluster: TestCluster, version: string): Promise<Pod> {
  return cluster.until(() => living(cluster, version)[0])
}

function setOf(cluster: TestCluster, version: string): ReplicaSet | undefined {
  return cluster.list<ReplicaSet>(kinds.replicaSets).find((one) => versionOf(one) === version)
}

function deploymentOf(cluster: TestCluster, fits: (deployment: Deployment) => boolean): Promise<Deployment> {
  return cluster.until(() => cluster.list<Deployment>(kinds.deployments).find(fits))
}

const change = (cluster: TestCluster, spec: NonNullable<Deployment['spec']>) =>
  cluster.client.patch<Deployment>(kinds.deployments, web, { merge: { spec } })

const isDone = ({ metadata, status }: Deployment) =>
  status?.observedGeneration === metadata.generation &&
  status?.conditions?.some(({ reason }) => reason === 'NewReplicaSetAvailable') === true &&
  status.updatedReplicas === status.replicas

test('a Deployment gets a ReplicaSet and the ReplicaSet a pod, named and labelled after each other', async () => {
  const cluster = await given()
  const deployment = await cluster.client.create(kinds.deployments, aDeployment())
  const pod = await podOf(cluster, '1')
  const replicaSet = setOf(cluster, '1')
  const hash = replicaSet?.metadata.labels?.['pod-template-hash'] ?? ''
  expect(hash).toMatch(/^[4-9bcdf]{1,10}$/)
  expect(replicaSet).toMatchObject({
    metadata: {
      name: `web-${hash}`,
      annotations: {
        'deployment.kubernetes.io/revision': '1',
        'deployment.kubernetes.io/desired-replicas': '1',
        'deployment.kubernetes.io/max-replicas': '2',
      },
      ownerReferences: [
        { kind: 'Deployment', uid: deployment.metadata.uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: { replicas: 1, selector: { matchLabels: { app: 'web', 'pod-template-hash': hash } } },
  })
  expect(pod.metadata.name).toMatch(new RegExp(`^web-${hash}-[a-z0-9]{5}$`))
  expect(pod.metadata).toMatchObject({
    generateName: `web-${hash}-`,
    labels: { app: 'web', 'pod-template-hash': hash },
    ownerReferences: [{ kind: 'ReplicaSet', uid: replicaSet?.metadata.uid, controller: true }],
  })
  await cluster.run(pod)
  const done = await deploymentOf(cluster, isDone)
  expect(done.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('1')
  expect(done.status).toMatchObject({
    replicas: 1,
    updatedReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
  })
  expect(done.status?.unavailableReplicas).toBeUndefined()
  expect(done.status?.conditions).toMatchObject([
    {
      type: 'Available',
      status: 'True',
      reason: 'MinimumReplicasAvailable',
      message: 'Deployment has minimum availability.',
    },
    {
      type: 'Progressing',
      status: 'True',
      reason: 'NewReplicaSetAvailable',
      message: `ReplicaSet "web-${hash}" has successfully progressed.`,
    },
  ])
})

test('a version that never gets ready leaves the old pod, and the next one takes its place at once', async () => {
  const cluster = await given()
  await cluster.client.create(kinds.deployments, aDeployment())
  const first = await podOf(cluster, '1')
  await cluster.run(first)
  await deploymentOf(cluster, isDone)
  await change(cluster, { template: aTemplate('2') })
  await cluster.run(await podOf(cluster, '2'), false)
  await deploymentOf(
    cluster,
    ({ status }) => status?.unavailableReplicas === 1 && status.updatedReplicas === 1,
  )
  expect(living(cluster, '1').map(({ metadata }) => metadata.name)).toEqual([first.metadata.name])
  await change(cluster, { template: aTemplate('3') })
  const third = await podOf(cluster, '3')
  await cluster.until(() => living(cluster, '2').length === 0)
  expect(setOf(cluster, '2')?.spec?.replicas).toBe(0)
  expect(living(cluster, '1').length).toBe(1)
  await cluster.run(third)
  await deploymentOf(cluster, isDone)
  await cluster.until(() => cluster.list(kinds.pods).length === 1)
  expect(living(cluster, '3').length).toBe(1)
  expect(setOf(cluster, '1')?.spec?.replicas).toBe(0)
})

test('undo goes back to the old ReplicaSet under a new revision, and restart makes a new one', async () => {
  const cluster = await given()
  await cluster.client.create(kinds.deployments, aDeployment())
  await cluster.run(await podOf(cluster, '1'))
  await deploymentOf(cluster, isDone)
  await change(cluster, { template: aTemplate('2') })
  await cluster.run(await podOf(cluster, '2'))
  await cluster.until(() => living(cluster, '1').length === 0)
  // As `kubectl rollout undo`: the template of the ReplicaSet, less its hash.
  const first = setOf(cluster, '1')
  const { 'pod-template-hash': _, ...labels } = first?.spec?.template?.metadata?.labels ?? {}
  const template = { ...first?.spec?.template, metadata: { creationTimestamp: null, labels } }
  await cluster.client.patch(kinds.deployments, web, {
    json: [{ op: 'replace', path: '/spec/template', value: template }],
  })
  await cluster.run(await podOf(cluster, '1'))
  const done = await deploymentOf(
    cluster,
    (one) => isDone(one) && one.metadata.annotations?.['deployment.kubernetes.io/revision'] === '3',
  )
  expect(done.status?.updatedReplicas).toBe(1)
  const sets = cluster.list<ReplicaSet>(kinds.replicaSets)
  expect(sets.length).toBe(2)
  expect(setOf(cluster, '1')?.metadata.annotations).toMatchObject({
    'deployment.kubernetes.io/revision': '3',
    'deployment.kubernetes.io/revision-history': '1',
  })
  const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-11-27T03:00:00Z' }
  await cluster.client.patch(kinds.deployments, web, {
    merge: { spec: { template: { metadata: { annotations } } } },
  })
  const restarted = await cluster.until(() =>
    cluster
      .list<ReplicaSet>(kinds.replicaSets)
      .find((one) => !sets.some(({ metadata }) => metadata.uid === one.metadata.uid)),
  )
  expect(restarted.metadata.annotations?.['deployment.kubernetes.io/revision']).toBe('4')
})

test('Recreate takes the old pod away before it makes the new one', async () => {
  const cluster = await startTestCluster() // Here the test itself says when a pod has stopped.
  closers.push(() => cluster.close())
  await cluster.client.create(kinds.deployments, aDeployment({ strategy: { type: 'Recreate' } }))
  const old = await podOf(cluster, '1')
  await cluster.run(old)
  await deploymentOf(cluster, isDone)
  await change(cluster, { template: aTemplate('2') })
  await cluster.until(() => cluster.list<Pod>(kinds.pods)[0]?.metadata.deletionTimestamp)
  await deploymentOf(cluster, ({ status, metadata }) => status?.observedGeneration === metadata.generation)
  expect(setOf(cluster, '2')).toBeUndefined()
  const { name, namespace } = old.metadata
  await cluster.client.delete(kinds.pods, { name, namespace }, { gracePeriodSeconds: 0 })
  await cluster.run(await podOf(cluster, '2'))
  await deploymentOf(cluster, isDone)
})

test('a paused Deployment keeps a new template to itself until it is resumed', async () => {
  const cluster = await given()
  await cluster.client.create(kinds.deployments, aDeployment())
  await cluster.run(await podOf(cluster, '1'))
  await deploymentOf(cluster, isDone)
  await change(cluster, { paused: true, template: aTemplate('2'), replicas: 2 })
  const paused = await deploymentOf(
    cluster,
    ({ status }) => status?.conditions?.some(({ reason }) => reason === 'DeploymentPaused') ?? false,
  )
  expect(paused.status?.conditions?.find(({ type }) => type === 'Progressing')).toMatchObject({
    status: 'Unknown',
    message: 'Deployment is paused',
  })
  await cluster.until(() => living(cluster, '1').length === 2)
  expect(setOf(cluster, '2')).toBeUndefined()
  await change(cluster, { paused: false })
  await podOf(cluster, '2')
})

test('a rollout that gets nowhere is said to have timed out once its deadline has passed', async () => {
  const clock = startObedientClock('2026-11-27T03:00:00Z')
  const cluster = await given({ clock })
  await cluster.client.create(kinds.deployments, aDeployment({ progressDeadlineSeconds: 15 }))
  await cluster.run(await podOf(cluster, '1'), false)
  await deploymentOf(
    cluster,
    ({ status }) => status?.conditions?.some(({ reason }) => reason === 'ReplicaSetUpdated') ?? false,
  )
  clock.pass(17_000)
  const late = await deploymentOf(
    cluster,
    ({ status }) => status?.conditions?.some(({ reason }) => reason === 'ProgressDeadlineExceeded') ?? false,
  )
  expect(late.status?.conditions?.find(({ type }) => type === 'Progressing')).toMatchObject({
    status: 'False',
    message: `ReplicaSet "${setOf(cluster, '1')?.metadata.name}" has timed out progressing.`,
  })
})

test('a pod counts as available once it has been ready for minReadySeconds', async () => {
  const clock = startObedientClock('2026-11-27T03:00:00Z')
  const cluster = await given({ clock })
  await cluster.client.create(kinds.deployments, aDeployment({ minReadySeconds: 10 }))
  await cluster.run(await podOf(cluster, '1'))
  const ready = await deploymentOf(cluster, ({ status }) => status?.readyReplicas === 1)
  expect(ready.status?.availableReplicas).toBeUndefined()
  clock.pass(10_000)
  await deploymentOf(cluster, ({ status }) => status?.availableReplicas === 1)
})

test('of old ReplicaSets only as many are kept as the history limit says', async () => {
  const cluster = await given()
  await cluster.client.create(kinds.deployments, aDeployment({ revisionHistoryLimit: 1 }))
  for (const version of ['1', '2', '3']) {
    if (version !== '1') await change(cluster, { template: aTemplate(version) })
    await cluster.run(await podOf(cluster, version))
    await cluster.until(() => cluster.list(kinds.pods).length === 1 && living(cluster, version).length === 1)
  }
  await cluster.until(() => cluster.list(kinds.replicaSets).length === 2)
  expect(setOf(cluster, '1')).toBeUndefined()
})

test('controllers that begin anew change nothing that is as it should be', async () => {
  const cluster = await given()
  await cluster.client.create(kinds.deployments, aDeployment({ replicas: 2 }))
  await cluster.until(() => living(cluster, '1').length === 2)
  for (const pod of living(cluster, '1')) await cluster.run(pod)
  await deploymentOf(cluster, isDone)
  const versions = () =>
    [...cluster.list(kinds.pods), ...cluster.list(kinds.replicaSets), ...cluster.list(kinds.deployments)].map(
      ({ metadata }) => metadata.resourceVersion,
    )
  const before = versions()
  await cluster.restart()
  // Something later than whatever it may do at its start.
  await change(cluster, { template: aTemplate('2') })
  await podOf(cluster, '2')
  expect(living(cluster, '1').map(({ metadata }) => metadata.resourceVersion)).toEqual(before.slice(0, 2))
})

test('what is done is told in Events, once for each step', async () => {
  const cluster = await given()
  await cluster.client.create(kinds.deployments, aDeployment())
  const pod = await podOf(cluster, '1')
  const messages = () =>
    cluster.list<EventObject>(kinds.events).map(({ reason, message }) => `${reason}: ${message}`)
  await cluster.until(() => messages().length === 2)
  expect(messages().sort()).toEqual([
    `ScalingReplicaSet: Scaled up replica set ${setOf(cluster, '1')?.metadata.name} from 0 to 1`,
    `SuccessfulCreate: Created pod: ${pod.metadata.name}`,
  ])
})
