/** Worked out on paper: what a Job's status says. */
import { timestamp } from '../../../kubernetes/clock.ts'
import type { Job, JobCondition, JobStatus } from '../kinds.ts'
import type { JobEnd, JobPlan, JobPods } from './plan.ts'

/** The status after `plan` has been carried out. */
export function statusOf(
  job: Job,
  plan: Pick<JobPlan, 'end' | 'isSuspended'>,
  pods: JobPods,
  now: number,
): JobStatus {
  const { status: before } = job
  const { end, isSuspended } = plan
  const conditions = [...(before?.conditions ?? [])]
  const isDone = end !== undefined && pods.active.length === 0 && pods.terminating === 0
  if (end) add(conditions, end.type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget', end, now)
  if (isDone) add(conditions, end.type, end, now)
  else if (!end) noteSuspension(conditions, isSuspended, now)
  const { suspend } = job.spec ?? {}
  // A Job that is resumed begins its time anew.
  const startTime = suspend && !end ? undefined : (before?.startTime ?? timestamp(now))
  return {
    ...(conditions.length > 0 && { conditions }),
    ...(startTime && { startTime }),
    ...(isDone && end.type === 'Complete' && { completionTime: timestamp(now) }),
    ...(pods.active.length > 0 && { active: pods.active.length }),
    ...(pods.succeeded > 0 && { succeeded: pods.succeeded }),
    ...(pods.failed > 0 && { failed: pods.failed }),
    terminating: pods.terminating,
    ready: pods.ready,
  }
}

function add(
  conditions: JobCondition[],
  type: string,
  { reason, message }: Pick<JobEnd, 'reason' | 'message'>,
  now: number,
) {
  if (!conditions.some((condition) => condition.type === type))
    conditions.push(conditionOf(type, 'True', reason, message, now))
}

function noteSuspension(conditions: JobCondition[], isSuspended: boolean, now: number): void {
  const place = conditions.findIndex(({ type }) => type === 'Suspended')
  if ((conditions[place]?.status === 'True') === isSuspended) return
  const condition = isSuspended
    ? conditionOf('Suspended', 'True', 'JobSuspended', 'Job suspended', now)
    : conditionOf('Suspended', 'False', 'JobResumed', 'Job resumed', now)
  if (place < 0) conditions.push(condition)
  else conditions[place] = condition
}

function conditionOf(
  type: string,
  status: 'True' | 'False',
  reason: string,
  message: string,
  now: number,
): JobCondition {
  const at = timestamp(now)
  return { type, status, lastProbeTime: at, lastTransitionTime: at, reason, message }
}
