import { afterEach, expect, test } from 'vitest'
import type { EventObject, Pod } from '../../../functions/objects.ts'
import { kinds } from '../kinds.ts'
import type { CronJob, Job } from '../kinds.ts'
import { startObedientClock } from '../../../testing/obedient-clock.ts'
import type { ObedientClock } from '../../../testing/obedient-clock.ts'
import { startTestCluster } from '../testing/test-cluster.ts'
import type { TestCluster } from '../testing/test-cluster.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

const place = { namespace: 'default', name: 'tick' }

async function given(spec: CronJob['spec'] = {}): Promise<{ cluster: TestCluster; clock: ObedientClock }> {
  const clock = startObedientClock('2026-11-27T03:00:30Z')
  const cluster = await startTestCluster({ clock, also: [kinds.jobs, kinds.cronJobs] })
  closers.push(() => cluster.close())
  cluster.stopPods()
  await cluster.client.create<CronJob>(kinds.cronJobs, {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: place,
    spec: {
      schedule: '* * * * *',
      jobTemplate: {
        metadata: { labels: { made: 'by-template' } },
        spec: {
          completions: 1,
          template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'image' }] } },
        },
      },
      ...spec,
    },
  })
  // It has been looked at when something that comes after it has been.
  await cluster.until(() => cluster.list(kinds.cronJobs).length === 1)
  return { cluster, clock }
}

const nameAt = (time: string) => `tick-${Date.parse(time) / 60_000}`
const jobs = (cluster: TestCluster) =>
  cluster
    .list<Job>(kinds.jobs)
    .map(({ metadata }) => metadata.name)
    .sort()
const job = (cluster: TestCluster, name: string) =>
  cluster.until(() => cluster.list<Job>(kinds.jobs).find(({ metadata }) => metadata.name === name))
const cronJob = (cluster: TestCluster, fits: (one: CronJob) => unknown) =>
  cluster.until(() => cluster.list<CronJob>(kinds.cronJobs).find(fits))

/** Time goes on until the Job is there: when the controller has set its timer cannot be seen from here. */
async function jobAt(cluster: TestCluster, clock: ObedientClock, time: string): Promise<Job> {
  clock.pass(Date.parse(time) - clock.now())
  return job(cluster, nameAt(time))
}

async function finish(
  cluster: TestCluster,
  { metadata }: Job,
  phase: 'Succeeded' | 'Failed' = 'Succeeded',
): Promise<void> {
  const pod = await cluster.until(() =>
    cluster.list<Pod>(kinds.pods).find((one) => one.metadata.labels?.['job-name'] === metadata.name),
  )
  await cluster.end(pod, phase)
}

test('a Job is started each minute and named after it', async () => {
  const { cluster, clock } = await given()
  const first = await jobAt(cluster, clock, '2026-11-27T03:01:00Z')
  expect(first).toMatchObject({
    metadata: {
      labels: { made: 'by-template' },
      annotations: { 'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-11-27T03:01:00Z' },
      ownerReferences: [{ kind: 'CronJob', name: 'tick', controller: true }],
    },
  })
  const active = await cronJob(cluster, ({ status }) => status?.active?.length === 1)
  expect(active.status).toMatchObject({
    lastScheduleTime: '2026-11-27T03:01:00Z',
    active: [{ kind: 'Job', name: first.metadata.name }],
  })
  await finish(cluster, first)
  const done = await cronJob(cluster, ({ status }) => status?.lastSuccessfulTime)
  expect(done.status).toEqual({
    lastScheduleTime: '2026-11-27T03:01:00Z',
    lastSuccessfulTime: '2026-11-27T03:01:00Z',
  })
  await jobAt(cluster, clock, '2026-11-27T03:02:00Z')
  await cluster.until(() =>
    cluster
      .list<EventObject>(kinds.events)
      .some(
        ({ reason, message }) =>
          reason === 'SawCompletedJob' &&
          message === `Saw completed job: ${first.metadata.name}, condition: Complete`,
      ),
  )
})

test('Forbid does not start a second Job, Replace starts it in place of the first', async () => {
  const { cluster, clock } = await given({ concurrencyPolicy: 'Forbid' })
  const first = await jobAt(cluster, clock, '2026-11-27T03:01:00Z')
  clock.pass(60_000)
  await cluster.until(() =>
    cluster.list<EventObject>(kinds.events).some(({ reason }) => reason === 'JobAlreadyActive'),
  )
  expect(jobs(cluster)).toEqual([first.metadata.name])
  await cluster.client.patch(kinds.cronJobs, place, { merge: { spec: { concurrencyPolicy: 'Replace' } } })
  await job(cluster, nameAt('2026-11-27T03:02:00Z'))
  await cluster.until(() => jobs(cluster).length === 1)
})

test('of many runs that were missed only the last is made up for', async () => {
  const { cluster, clock } = await given()
  await cluster.client.patch(kinds.cronJobs, place, { merge: { spec: { suspend: true } } })
  await cronJob(cluster, ({ spec }) => spec?.suspend)
  clock.pass(3_600_000)
  expect(jobs(cluster)).toEqual([])
  await cluster.client.patch(kinds.cronJobs, place, { merge: { spec: { suspend: false } } })
  await job(cluster, nameAt('2026-11-27T04:00:00Z'))
  expect(jobs(cluster).length).toBe(1)
})

test('a run that is later than its deadline is left out', async () => {
  const { cluster, clock } = await given({ startingDeadlineSeconds: 10, suspend: true })
  clock.pass(50_000) // 03:01:20
  await cluster.client.patch(kinds.cronJobs, place, { merge: { spec: { suspend: false } } })
  await jobAt(cluster, clock, '2026-11-27T03:02:00Z')
  expect(jobs(cluster)).toEqual([nameAt('2026-11-27T03:02:00Z')])
})

test('only the last Jobs are kept, as many as the limits say', async () => {
  const { cluster, clock } = await given({ successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 0 })
  await finish(cluster, await jobAt(cluster, clock, '2026-11-27T03:01:00Z'))
  await finish(cluster, await jobAt(cluster, clock, '2026-11-27T03:02:00Z'))
  await cluster.until(() => jobs(cluster).join() === nameAt('2026-11-27T03:02:00Z'))
})

test('a Job made by hand from the CronJob is seen, and keeps nobody from running', async () => {
  const { cluster, clock } = await given()
  const owner = await cluster.client.get<CronJob>(kinds.cronJobs, place)
  const { name, uid = '' } = owner.metadata
  await cluster.client.create<Job>(kinds.jobs, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      namespace: 'default',
      name: 'by-hand',
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
      ownerReferences: [{ apiVersion: 'batch/v1', kind: 'CronJob', name, uid, controller: true }],
    },
    spec: owner.spec?.jobTemplate?.spec,
  })
  await finish(cluster, await job(cluster, 'by-hand'))
  await cronJob(cluster, ({ status }) => status?.lastSuccessfulTime)
  await jobAt(cluster, clock, '2026-11-27T03:01:00Z')
})

test('after a restart the run that was due meanwhile is made up for, none is made twice', async () => {
  const { cluster, clock } = await given()
  await jobAt(cluster, clock, '2026-11-27T03:01:00Z')
  await cluster.restart()
  await jobAt(cluster, clock, '2026-11-27T03:03:00Z')
  expect(jobs(cluster)).toEqual([nameAt('2026-11-27T03:01:00Z'), nameAt('2026-11-27T03:03:00Z')])
})
