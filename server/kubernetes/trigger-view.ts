/** Triggers as the API shows them, put together from the copies we hold. */
import type { HttpTrigger, ScheduleTrigger, TriggerRun } from '../contract/triggers.ts'
import type { KubeObject } from '../functions/objects.ts'
import { isOwnedBy, runsOf } from '../functions/trigger-runs.ts'
import { httpTriggerStatus, nextTimes, scheduleTriggerStatus } from '../functions/trigger-status.ts'
import type { CronJob, CronJobTriggerObject, HTTPTriggerObject } from '../functions/trigger-objects.ts'
import { httpTriggerSpecOf, scheduleTriggerSpecOf } from '../functions/triggers.ts'
import type { TriggerCopies } from './trigger-watches.ts'
import type { Watched } from './watched.ts'

interface ViewContext {
  watched: Watched
  now: () => number
}

const shownNextRuns = 3

export function describeHttpTrigger(
  { watched, now }: ViewContext,
  { ingresses, ingressClasses }: TriggerCopies,
  object: HTTPTriggerObject,
): HttpTrigger {
  const spec = httpTriggerSpecOf(object)
  const observed = httpTriggerStatus({
    trigger: object,
    hasFunction: hasFunction(watched, spec),
    ingress: ingresses.get(spec),
    classes: ingressClasses.hasSynced
      ? ingressClasses.list().map(({ metadata }) => metadata.name)
      : undefined,
    now: now(),
  })
  return { kind: 'http', ...spec, ...storedOf(object), ...observed }
}

export function describeScheduleTrigger(
  { watched, now }: ViewContext,
  copies: TriggerCopies,
  object: CronJobTriggerObject,
): ScheduleTrigger {
  const spec = scheduleTriggerSpecOf(object)
  const cronJob = cronJobOf(copies, object)
  const runs = cronJob ? runsOfCronJob(copies, watched, cronJob) : []
  const status = scheduleTriggerStatus({
    trigger: object,
    hasFunction: hasFunction(watched, spec),
    cronJob,
    isNameTaken: copies.cronJobs.get({ ...spec, name: `trigger-${spec.name}` }) !== undefined,
    runs,
    now: now(),
  })
  const runsAtAll = status.state === 'active' || (status.state === 'failing' && cronJob !== undefined)
  const nextRuns = runsAtAll ? nextTimes(spec.schedule, spec.timeZone, now(), shownNextRuns) : []
  return { kind: 'schedule', ...spec, ...storedOf(object), status, nextRuns, runs }
}

/** By its owner: controllers do not agree on its name. */
export function cronJobOf({ cronJobs }: TriggerCopies, { metadata }: KubeObject): CronJob | undefined {
  return cronJobs.list(metadata.namespace).find((cronJob) => isOwnedBy(cronJob, metadata.uid))
}

function runsOfCronJob({ jobs }: TriggerCopies, { pods }: Watched, { metadata }: CronJob): TriggerRun[] {
  const own = jobs.list(metadata.namespace).filter((job) => isOwnedBy(job, metadata.uid))
  if (own.length === 0) return []
  const ofJobs = pods
    .list(metadata.namespace)
    .filter((pod) => pod.metadata.ownerReferences?.some(({ kind }) => kind === 'Job'))
  return runsOf(own, ofJobs)
}

function hasFunction({ functions }: Watched, spec: { namespace: string; function: string }): boolean {
  const fn = functions.get({ namespace: spec.namespace, name: spec.function })
  return fn !== undefined && !fn.metadata.deletionTimestamp
}

function storedOf({ metadata }: KubeObject) {
  return {
    uid: metadata.uid ?? '',
    resourceVersion: metadata.resourceVersion ?? '',
    createdAt: metadata.creationTimestamp ?? '',
  }
}
