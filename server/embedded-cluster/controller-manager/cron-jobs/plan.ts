/** Worked out on paper: whether a CronJob is due, and what it starts. */
import type { Schedule } from '../../../contract/schedule.ts'
import { timestamp } from '../../../kubernetes/clock.ts'
import type { CronJob, Job } from '../kinds.ts'
import { referenceTo } from '../owners.ts'
import { createdAt } from '../pod-state.ts'

/** When it was due last without having run, how often it was missed, and when it is due next; ms since 1970. */
export interface DueTimes {
  missed?: number
  count: number
  next?: number
}

/** As Kubernetes: more are not counted one by one, but told of. */
export const mostMissed = 100

/** Looks back to the last run, or as far as `startingDeadlineSeconds` allows a late start. */
export function dueTimes(cronJob: CronJob, schedule: Schedule, now: number): DueTimes {
  const { startingDeadlineSeconds: deadline } = cronJob.spec ?? {}
  const last = Date.parse(cronJob.status?.lastScheduleTime ?? '') || createdAt(cronJob)
  const since = deadline === undefined ? last : Math.max(last, now - deadline * 1000)
  let count = 0
  let missed: number | undefined
  let at = schedule.nextAfter(since)
  while (at !== undefined && at <= now && count <= mostMissed) {
    missed = at
    count++
    at = schedule.nextAfter(at)
  }
  // Missed too often to go through them all: from the last day or so the last one is found quickly.
  if (at !== undefined && at <= now) missed = lastBefore(schedule, missed ?? since, now) ?? missed
  return { missed, count, next: schedule.nextAfter(now) }
}

/** The last time at or before `now`, found from ever longer ago. */
function lastBefore(schedule: Schedule, since: number, now: number): number | undefined {
  for (let back = 60_000; back < now - since; back *= 4) {
    let found: number | undefined
    for (let at = schedule.nextAfter(now - back); at !== undefined && at <= now; at = schedule.nextAfter(at))
      found = at
    if (found !== undefined) return found
  }
  return undefined
}

/** Whether a run that was due at `due` may still begin. */
export function isTooLate({ spec }: CronJob, due: number, now: number): boolean {
  return spec?.startingDeadlineSeconds !== undefined && due + spec.startingDeadlineSeconds * 1000 < now
}

/** The names of CronJobs are short enough for this (52). */
export function jobNameFor({ metadata }: CronJob, due: number): string {
  return `${metadata.name}-${Math.floor(due / 60_000)}`
}

/** The Job of one run. */
export function jobFor(cronJob: CronJob, due: number): Job {
  const { metadata = {}, spec } = cronJob.spec?.jobTemplate ?? {}
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: jobNameFor(cronJob, due),
      namespace: cronJob.metadata.namespace,
      ...(metadata.labels && { labels: metadata.labels }),
      annotations: {
        ...metadata.annotations,
        'batch.kubernetes.io/cronjob-scheduled-timestamp': timestamp(due),
      },
      ownerReferences: [referenceTo(cronJob)],
    },
    spec,
  }
}

/** The finished Jobs beyond the history limits, oldest first. */
export function outdated({ spec }: CronJob, succeeded: readonly Job[], failed: readonly Job[]): Job[] {
  const beyond = (jobs: readonly Job[], limit: number) => {
    const byAge = [...jobs].sort(
      (a, b) => startedAt(a) - startedAt(b) || (a.metadata.name < b.metadata.name ? -1 : 1),
    )
    return byAge.slice(0, Math.max(0, jobs.length - limit))
  }
  return [
    ...beyond(succeeded, spec?.successfulJobsHistoryLimit ?? 3),
    ...beyond(failed, spec?.failedJobsHistoryLimit ?? 1),
  ]
}

function startedAt(job: Job): number {
  return Date.parse(job.status?.startTime ?? '') || createdAt(job)
}
