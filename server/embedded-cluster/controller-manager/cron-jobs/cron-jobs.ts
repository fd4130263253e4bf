/** Starts the Jobs of CronJobs when they are due, and keeps only the last few of those that are over. */
import { parseSchedule } from '../../../contract/schedule.ts'
import type { Schedule } from '../../../contract/schedule.ts'
import { isConflict, isNotFound } from '../../../kubernetes/errors.ts'
import { timestamp } from '../../../kubernetes/clock.ts'
import type { Context } from '../context.ts'
import { endCondition } from '../jobs/plan.ts'
import { kinds } from '../kinds.ts'
import type { CronJob, Job, ObjectReference } from '../kinds.ts'
import { controllerKeyOf, controllerOf, keyOf, refOf } from '../owners.ts'
import { wordsOf } from '../pod-control.ts'
import { writeStatus } from '../writes.ts'
import { dueTimes, isTooLate, jobFor, jobNameFor, mostMissed, outdated } from './plan.ts'

const component = 'cronjob-controller'
/** Timers stand still while a laptop sleeps: nobody waits longer than this without looking at the clock. */
const mostWaitMs = 60_000

type Status = NonNullable<CronJob['status']>

export function startCronJobs(context: Context): void {
  const { watched } = context
  const queue = context.queue('CronJob', {
    sync: async (key) => {
      const nextIn = await syncCronJob(context, key)
      if (nextIn !== undefined) queue.addAfter(key, nextIn)
    },
  })
  watched.cronJobs.subscribe(({ object }) => queue.add(keyOf(object)))
  watched.jobs.subscribe(({ object }) => {
    const key = controllerKeyOf(object, 'CronJob')
    if (key) queue.add(key)
  })
}

async function syncCronJob(context: Context, key: string): Promise<number | undefined> {
  const { watched, client, clock } = context
  const cronJob = watched.cronJobs.get(refOf(key))
  if (!cronJob || cronJob.metadata.deletionTimestamp) return undefined
  const jobs = watched.jobsOf.ownedBy(cronJob.metadata.uid)
  const status = statusFrom(context, cronJob, jobs)
  await removeOutdated(context, cronJob, jobs)
  const run = await runWhenDue(context, cronJob, status, jobs)
  await writeStatus(client, kinds.cronJobs, watched.cronJobs, cronJob, shown(run.status))
  if (run.error) throw run.error
  return run.next === undefined ? undefined : Math.min(mostWaitMs, Math.max(0, run.next - clock.now()))
}

/** What is true of its Jobs now: which run, and when one last succeeded. */
function statusFrom({ events }: Context, cronJob: CronJob, jobs: readonly Job[]): Status {
  const before = cronJob.status ?? {}
  for (const { uid, name = '' } of before.active ?? []) {
    const job = jobs.find(({ metadata }) => metadata.uid === uid)
    const end = job && endCondition(job)
    if (job && !end) continue
    const reason = job ? 'SawCompletedJob' : 'MissingJob'
    const message = job
      ? `Saw completed job: ${name}, condition: ${end?.type}`
      : `Active job went missing: ${name}`
    events.record(cronJob, { type: 'Normal', reason, message, component })
  }
  const successes = jobs.filter((job) => endCondition(job)?.type === 'Complete')
  const times = [before.lastSuccessfulTime, ...successes.map(({ status }) => status?.completionTime)]
  const lastSuccessfulTime = times
    .filter((time) => time !== undefined)
    .sort()
    .at(-1)
  const active = jobs.filter((job) => !endCondition(job) && !job.metadata.deletionTimestamp)
  // A reference stays as it was first written: otherwise each change of a Job would be one of its CronJob.
  const known = (job: Job) => before.active?.find(({ uid }) => uid === job.metadata.uid)
  return { ...before, active: active.map((job) => known(job) ?? referenceOf(job)), lastSuccessfulTime }
}

function referenceOf({ metadata }: Job): ObjectReference {
  const { namespace, name, uid, resourceVersion } = metadata
  return { apiVersion: 'batch/v1', kind: 'Job', namespace, name, uid, resourceVersion }
}

function shown({ active = [], ...rest }: Status): Status {
  return { ...rest, ...(active.length > 0 && { active }) }
}

interface Run {
  status: Status
  /** When to look again, in ms since 1970. */
  next?: number
  error?: Error
}

async function runWhenDue(
  context: Context,
  cronJob: CronJob,
  status: Status,
  jobs: readonly Job[],
): Promise<Run> {
  const { events, clock } = context
  const warn = (reason: string, message: string) =>
    events.record(cronJob, { type: 'Warning', reason, message, component })
  if (cronJob.spec?.suspend) return { status }
  const schedule = scheduleOf(cronJob, warn)
  if (!schedule) return { status }
  const now = clock.now()
  const { missed, count, next } = dueTimes(cronJob, schedule, now)
  if (missed === undefined) return { status, next }
  if (count > mostMissed)
    warn(
      'TooManyMissedTimes',
      `too many missed start times (> ${mostMissed}). Set or decrease .spec.startingDeadlineSeconds or check clock skew`,
    )
  if (isTooLate(cronJob, missed, now)) {
    warn('MissSchedule', `Missed scheduled time to start a job: ${new Date(missed).toUTCString()}`)
    return { status, next }
  }
  const isThere = jobs.some(({ metadata }) => metadata.name === jobNameFor(cronJob, missed))
  if (isThere) return { status: { ...status, lastScheduleTime: timestamp(missed) }, next }
  return { ...(await start(context, cronJob, status, jobs, missed)), next }
}

function scheduleOf(cronJob: CronJob, warn: (reason: string, message: string) => void): Schedule | undefined {
  const { schedule = '', timeZone } = cronJob.spec ?? {}
  const parsed = parseSchedule(schedule, timeZone)
  if (!parsed.problem) return parsed.schedule
  const { field, message } = parsed.problem
  if (field === 'timeZone')
    warn('UnknownTimeZone', `invalid timeZone: ${JSON.stringify(timeZone)}: ${message}`)
  else warn('UnparseableSchedule', `unparseable schedule: ${JSON.stringify(schedule)} : ${message}`)
  return undefined
}

async function start(
  context: Context,
  cronJob: CronJob,
  status: Status,
  jobs: readonly Job[],
  due: number,
): Promise<Run> {
  const { events, watched } = context
  const running = jobs.filter((job) => !endCondition(job) && !job.metadata.deletionTimestamp)
  const policy = cronJob.spec?.concurrencyPolicy
  if (policy === 'Forbid' && running.length > 0) {
    const message = 'Not starting job because prior execution is running and concurrency policy is Forbid'
    events.record(cronJob, { type: 'Normal', reason: 'JobAlreadyActive', message, component })
    return { status }
  }
  if (policy === 'Replace') for (const job of running) await remove(context, cronJob, job)
  const left = policy === 'Replace' ? [] : (status.active ?? [])
  try {
    const job = await createJob(context, cronJob, due)
    watched.jobs.note(job)
    return { status: { ...status, active: [...left, referenceOf(job)], lastScheduleTime: timestamp(due) } }
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause))
    events.record(cronJob, {
      type: 'Warning',
      reason: 'FailedCreate',
      message: `Error creating job: ${wordsOf(error)}`,
      component,
    })
    return { status, error }
  }
}

/** The name says for which time it is: when it is taken by a Job of ours, that run has begun already. */
async function createJob({ client, events }: Context, cronJob: CronJob, due: number): Promise<Job> {
  const wanted = jobFor(cronJob, due)
  const { namespace, name } = wanted.metadata
  try {
    const job = await client.create(kinds.jobs, wanted)
    const message = `Created job ${name}`
    events.record(cronJob, { type: 'Normal', reason: 'SuccessfulCreate', message, component })
    return job
  } catch (error) {
    if (!isConflict(error)) throw error
    const existing = await client.get<Job>(kinds.jobs, { namespace, name })
    if (controllerOf(existing)?.uid !== cronJob.metadata.uid) throw error
    return existing
  }
}

async function removeOutdated(context: Context, cronJob: CronJob, jobs: readonly Job[]): Promise<void> {
  const over = (type: string) =>
    jobs.filter((job) => endCondition(job)?.type === type && !job.metadata.deletionTimestamp)
  for (const job of outdated(cronJob, over('Complete'), over('Failed'))) await remove(context, cronJob, job)
}

async function remove({ client, events }: Context, cronJob: CronJob, job: Job): Promise<void> {
  const { namespace, name, uid } = job.metadata
  try {
    await client.delete(kinds.jobs, { namespace, name }, { uid, propagationPolicy: 'Background' })
    events.record(cronJob, {
      type: 'Normal',
      reason: 'SuccessfulDelete',
      message: `Deleted job ${name}`,
      component,
    })
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
