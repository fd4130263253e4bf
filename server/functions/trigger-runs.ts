/** The runs of a schedule, as its Jobs and their pods tell. */
import type { TriggerRun } from '../contract/triggers.ts'
import type { Condition, Pod } from './objects.ts'
import type { CronJob, Job } from './trigger-objects.ts'

/** kubectl writes it too, into what `create job --from` makes. */
const instantiate = 'cronjob.kubernetes.io/instantiate'
/** A Job's name ends at 63 characters, that of a CronJob at 52. */
const mostNameCharacters = 52
const mostReasonCharacters = 300
const mostRuns = 10

/** Newest first, the latest only. `pods`: those of any of the Jobs. */
export function runsOf(jobs: readonly Job[], pods: readonly Pod[]): TriggerRun[] {
  return [...jobs]
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .sort((a, b) => order(startOf(b), startOf(a)) || order(b.metadata.name, a.metadata.name))
    .slice(0, mostRuns)
    .map((job) =>
      runOf(
        job,
        pods.filter((pod) => isPodOf(pod, job)),
      ),
    )
}

export function runOf(job: Job, pods: readonly Pod[]): TriggerRun {
  const end = endOf(job)
  const startedAt = startOf(job)
  const endedAt = job.status?.completionTime ?? end?.lastTransitionTime
  const lasted = Date.parse(endedAt ?? '') - Date.parse(startedAt)
  return {
    name: job.metadata.name,
    state: end === undefined ? 'running' : end.type === 'Complete' ? 'succeeded' : 'failed',
    cause: job.metadata.annotations?.[instantiate] === 'manual' ? 'by-hand' : 'schedule',
    startedAt,
    ...(end && { durationMs: Number.isNaN(lasted) ? 0 : Math.max(0, lasted) }),
    ...(end?.type === 'Failed' && { reason: reasonOf(job, end, pods) }),
  }
}

/** Whether a pod is of a Job. */
export function isPodOf({ metadata }: Pod, job: Job): boolean {
  return metadata.ownerReferences?.some(({ uid }) => uid === job.metadata.uid) ?? false
}

/** Whether an object belongs to another one. */
export function isOwnedBy(object: { metadata: Job['metadata'] }, uid: string | undefined): boolean {
  return object.metadata.ownerReferences?.some((owner) => owner.uid === uid) ?? false
}

/**
 * A Job for one call at once, as `kubectl create job --from` makes one, and counted among the CronJob's own, so that
 * it is taken away like them. `suffix`: a few letters that no other run of it has.
 */
export function jobByHand(cronJob: CronJob, suffix: string): Job {
  const { metadata = {}, spec } = cronJob.spec?.jobTemplate ?? {}
  const { name, namespace, uid = '', labels } = cronJob.metadata
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: `${name.slice(0, mostNameCharacters)}-run-${suffix}`,
      namespace,
      // Upstream's CronJobs say what they belong to on themselves only.
      labels: { ...labels, ...metadata.labels },
      annotations: { ...metadata.annotations, [instantiate]: 'manual' },
      ownerReferences: [{ apiVersion: cronJob.apiVersion, kind: cronJob.kind, name, uid, controller: true }],
    },
    spec,
  }
}

function endOf({ status }: Job): Condition | undefined {
  return status?.conditions?.find(
    ({ type, status: holds }) => (type === 'Complete' || type === 'Failed') && holds === 'True',
  )
}

function startOf({ metadata, status }: Job): string {
  return status?.startTime ?? metadata.creationTimestamp ?? ''
}

function reasonOf(job: Job, end: Condition, pods: readonly Pod[]): string {
  if (end.reason === 'DeadlineExceeded')
    return `It took longer than ${job.spec?.activeDeadlineSeconds ?? 180} seconds and was stopped.`
  const words = pods.flatMap(({ status }) =>
    (status?.containerStatuses ?? []).flatMap(({ state }) => state?.terminated?.message?.trim() || []),
  )
  const [lastWords = ''] = words
  if (lastWords !== '') return shortened(lastWords)
  return end.message ? shortened(end.message) : 'The call did not succeed.'
}

/** On one line, with an end. */
function shortened(text: string): string {
  const line = text.replace(/\s*\n\s*/g, ' ')
  if (line.length > mostReasonCharacters) return `${line.slice(0, mostReasonCharacters)}…`
  return /[.!?…]$/.test(line) ? line : `${line}.`
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
