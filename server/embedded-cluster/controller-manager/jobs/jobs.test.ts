import { afterEach, expect, test } from 'vitest'
import type { EventObject, Pod } from '../../../functions/objects.ts'
import { kinds } from '../kinds.ts'
import type { Job, JobSpec } from '../kinds.ts'
import { startObedientClock } from '../../../testing/obedient-clock.ts'
import type { ObedientClock } from '../../../testing/obedient-clock.ts'
import { startTestCluster } from '../testing/test-cluster.ts'
import type { TestCluster } from '../testing/test-cluster.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

async function given(
  spec: JobSpec,
  stops = true,
): Promise<{ cluster: TestCluster; clock: ObedientClock; job: Job }> {
  const clock = startObedientClock('2026-11-27T03:00:00Z')
  const cluster = await startTestCluster({ clock, also: [kinds.jobs] })
  closers.push(() => cluster.close())
  if (stops) cluster.stopPods()
  const job = await cluster.client.create<Job>(kinds.jobs, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { namespace: 'default', name: 'work' },
    spec: {
      completions: 1,
      parallelism: 1,
      template: {
        spec: { nodeName: 'node', restartPolicy: 'Never', containers: [{ name: 'main', image: 'image' }] },
      },
      ...spec,
    },
  })
  return { cluster, clock, job }
}

const place = { namespace: 'default', name: 'work' }
const active = (cluster: TestCluster) =>
  cluster
    .list<Pod>(kinds.pods)
    .filter(({ metadata, status }) => !metadata.deletionTimestamp && !/Succ|Fail/.test(status?.phase ?? ''))
const activePod = (cluster: TestCluster) => cluster.until(() => active(cluster)[0])
const jobOf = (cluster: TestCluster, fits: (job: Job) => unknown) =>
  cluster.until(() => cluster.list<Job>(kinds.jobs).find(fits))
const hasCondition = (type: string) => (job: Job) => job.status?.conditions?.some((one) => one.type === type)

test('a Job is complete when its pod has succeeded', async () => {
  const { cluster, job } = await given({})
  const pod = await activePod(cluster)
  expect(pod.metadata).toMatchObject({
    generateName: 'work-',
    labels: {
      'job-name': 'work',
      'batch.kubernetes.io/job-name': 'work',
      'controller-uid': job.metadata.uid,
    },
    ownerReferences: [{ kind: 'Job', name: 'work', controller: true }],
  })
  await cluster.run(pod)
  await jobOf(cluster, ({ status }) => status?.active === 1 && status.ready === 1)
  await cluster.end(pod, 'Succeeded')
  const done = await jobOf(cluster, hasCondition('Complete'))
  expect(done.status).toMatchObject({
    succeeded: 1,
    ready: 0,
    terminating: 0,
    startTime: '2026-11-27T03:00:00Z',
    completionTime: '2026-11-27T03:00:00Z',
    conditions: [
      { type: 'SuccessCriteriaMet', status: 'True', reason: 'CompletionsReached' },
      {
        type: 'Complete',
        status: 'True',
        reason: 'CompletionsReached',
        message: 'Reached expected number of succeeded pods',
      },
    ],
  })
  expect(done.status?.active).toBeUndefined()
  await cluster.until(() =>
    cluster
      .list<EventObject>(kinds.events)
      .some(({ reason, message }) => reason === 'Completed' && message === 'Job completed'),
  )
})

test('as many pods run at once as parallelism says, until enough have succeeded', async () => {
  const { cluster } = await given({ completions: 3, parallelism: 2 })
  const ended = new Set<string>()
  const running = () => active(cluster).filter(({ metadata }) => !ended.has(metadata.name))
  for (let left = 3; left > 0; left--) {
    await cluster.until(() => running().length === Math.min(2, left))
    const [pod] = running()
    if (!pod) throw new Error('no pod runs')
    ended.add(pod.metadata.name)
    await cluster.end(pod, 'Succeeded')
  }
  expect((await jobOf(cluster, hasCondition('Complete'))).status?.succeeded).toBe(3)
  expect(cluster.list(kinds.pods).length).toBe(3)
})

test('after a failure the next pod comes ten seconds later, and after too many none', async () => {
  const { cluster, clock } = await given({ backoffLimit: 1 })
  const first = await activePod(cluster)
  await cluster.end(first, 'Failed')
  await jobOf(cluster, ({ status }) => status?.failed === 1)
  expect(active(cluster)).toEqual([])
  clock.pass(10_000)
  await cluster.end(await activePod(cluster), 'Failed')
  const failed = await jobOf(cluster, hasCondition('Failed'))
  expect(failed.status).toMatchObject({
    failed: 2,
    conditions: [
      { type: 'FailureTarget', reason: 'BackoffLimitExceeded' },
      {
        type: 'Failed',
        reason: 'BackoffLimitExceeded',
        message: 'Job has reached the specified backoff limit',
      },
    ],
  })
})

test('a Job that is active for too long is ended, its pod first', async () => {
  const { cluster, clock } = await given({ activeDeadlineSeconds: 30 }, false)
  const pod = await activePod(cluster)
  await cluster.run(pod)
  await jobOf(cluster, ({ status }) => status?.ready === 1)
  clock.pass(31_000)
  const ending = await jobOf(cluster, hasCondition('FailureTarget'))
  expect(hasCondition('Failed')(ending)).toBe(false)
  const { namespace, name } = pod.metadata
  await cluster.client.delete(kinds.pods, { namespace, name }, { gracePeriodSeconds: 0 })
  const failed = await jobOf(cluster, hasCondition('Failed'))
  expect(failed.status?.conditions?.at(-1)).toMatchObject({
    reason: 'DeadlineExceeded',
    message: 'Job was active longer than specified deadline',
  })
})

test('a finished Job is deleted once its time to live is over', async () => {
  const { cluster, clock } = await given({ ttlSecondsAfterFinished: 60 })
  await cluster.end(await activePod(cluster), 'Succeeded')
  await jobOf(cluster, hasCondition('Complete'))
  clock.pass(61_000)
  await cluster.until(() => cluster.list(kinds.jobs).length === 0 && cluster.list(kinds.pods).length === 0)
})

test('a suspended Job has no pods until it is resumed', async () => {
  const { cluster } = await given({ suspend: true })
  const suspended = await jobOf(cluster, hasCondition('Suspended'))
  expect(suspended.status?.startTime).toBeUndefined()
  expect(cluster.list(kinds.pods)).toEqual([])
  await cluster.client.patch(kinds.jobs, place, { merge: { spec: { suspend: false } } })
  await activePod(cluster)
  await cluster.client.patch(kinds.jobs, place, { merge: { spec: { suspend: true } } })
  await cluster.until(() => cluster.list(kinds.pods).length === 0)
})

test('pods that were counted count on when they are deleted, across a restart', async () => {
  const { cluster } = await given({ completions: 2 })
  const first = await activePod(cluster)
  await cluster.end(first, 'Succeeded')
  await jobOf(cluster, ({ status }) => status?.succeeded === 1)
  const { namespace, name } = first.metadata
  await cluster.client.delete(kinds.pods, { namespace, name })
  await cluster.restart()
  await cluster.end(await activePod(cluster), 'Succeeded')
  expect((await jobOf(cluster, hasCondition('Complete'))).status?.succeeded).toBe(2)
})

test('an indexed Job is refused with a reason', async () => {
  const { cluster } = await given({ completionMode: 'Indexed' })
  const failed = await jobOf(cluster, hasCondition('Failed'))
  expect(failed.status?.conditions?.at(-1)?.reason).toBe('CompletionModeNotSupported')
})
