/** Worked out on paper: what a Job does next, from its spec, its status and its pods. */
import type { Pod } from '../../../functions/objects.ts'
import type { Job } from '../kinds.ts'
import { isFinished, isReady, restartsOf } from '../pod-state.ts'

/** How the pods of a Job are doing. Pods that are gone still count among the finished. */
export interface JobPods {
  /** Neither finished nor being deleted. */
  active: Pod[]
  /** Being deleted, not finished yet. */
  terminating: number
  ready: number
  succeeded: number
  failed: number
}

export interface JobPlan {
  /** What the Job has come to, when it has. */
  end?: JobEnd
  isSuspended: boolean
  missing: number
  surplus: Pod[]
  /** In how many ms to look again, if time alone will change something. */
  nextIn?: number
}

export interface JobEnd {
  type: 'Complete' | 'Failed'
  reason: string
  message: string
}

export function planJob(job: Job, pods: JobPods, backoffMs: number, now: number): JobPlan {
  const end = endOf(job, pods, now)
  if (end) return { end, isSuspended: false, missing: 0, surplus: pods.active }
  if (job.spec?.suspend) return { isSuspended: true, missing: 0, surplus: pods.active }
  const wanted = wantedActive(job, pods)
  const missing = Math.max(0, wanted - pods.active.length)
  const surplus = pods.active.slice(0, Math.max(0, pods.active.length - wanted))
  const waits = [deadlineIn(job, now), missing > 0 ? backoffMs : 0].filter((wait) => wait > 0)
  return {
    isSuspended: false,
    missing: backoffMs > 0 ? 0 : missing,
    surplus,
    ...(waits.length > 0 && { nextIn: Math.min(...waits) }),
  }
}

/** Whether the Job is over, as its status says. */
export function endCondition({ status }: Job) {
  return status?.conditions?.find(
    ({ type, status: value }) => (type === 'Complete' || type === 'Failed') && value === 'True',
  )
}

function endOf(job: Job, pods: JobPods, now: number): JobEnd | undefined {
  const decided = job.status?.conditions?.find(
    ({ type, status }) => (type === 'SuccessCriteriaMet' || type === 'FailureTarget') && status === 'True',
  )
  if (decided) {
    const { reason = '', message = '' } = decided
    return { type: decided.type === 'FailureTarget' ? 'Failed' : 'Complete', reason, message }
  }
  const { spec } = job
  if (spec?.completionMode === 'Indexed')
    return {
      type: 'Failed',
      reason: 'CompletionModeNotSupported',
      message: 'The embedded cluster does not run indexed Jobs: use completionMode NonIndexed.',
    }
  if (isOverBackoffLimit(job, pods))
    return {
      type: 'Failed',
      reason: 'BackoffLimitExceeded',
      message: 'Job has reached the specified backoff limit',
    }
  if (!spec?.suspend && deadlineIn(job, now) < 0)
    return {
      type: 'Failed',
      reason: 'DeadlineExceeded',
      message: 'Job was active longer than specified deadline',
    }
  const { completions } = spec ?? {}
  const isEnough =
    completions === undefined ? pods.succeeded > 0 && pods.active.length === 0 : pods.succeeded >= completions
  return isEnough
    ? { type: 'Complete', reason: 'CompletionsReached', message: 'Reached expected number of succeeded pods' }
    : undefined
}

/** Pods that may restart their containers fail by restarting; others by ending. */
function isOverBackoffLimit({ spec }: Job, { active, failed }: JobPods): boolean {
  const limit = spec?.backoffLimit ?? 6
  if (failed > limit) return true
  if (spec?.template?.spec.restartPolicy !== 'OnFailure') return false
  const restarts = active.reduce((sum, pod) => sum + restartsOf(pod), 0)
  return limit === 0 ? restarts > 0 : restarts >= limit
}

/** Without `completions` one success ends it: none is begun after that. */
function wantedActive({ spec }: Job, { active, succeeded }: JobPods): number {
  const { parallelism = 1, completions } = spec ?? {}
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism
  return Math.max(0, Math.min(parallelism, completions - succeeded))
}

/** In ms until the Job has been active for too long; 0 without a deadline, below 0 when it has passed. */
function deadlineIn({ spec, status }: Job, now: number): number {
  if (spec?.activeDeadlineSeconds === undefined || !status?.startTime) return 0
  return Date.parse(status.startTime) + spec.activeDeadlineSeconds * 1000 - now || -1
}

/** A Job waits 10 s before the pod after the first failure, then twice as long each time, at most 10 minutes. */
const firstBackoffMs = 10_000
const mostBackoffMs = 600_000

/** How long to wait before the next pod after `failures` in a row, of which the last was at `lastFailure`. */
export function backoffIn(failures: number, lastFailure: number, now: number): number {
  if (failures === 0) return 0
  return Math.max(0, lastFailure + Math.min(mostBackoffMs, firstBackoffMs * 2 ** (failures - 1)) - now)
}

/** When a finished pod ended, in ms since 1970. */
export function finishedAt(pod: Pod): number {
  const ends = pod.status?.containerStatuses?.map(
    ({ state }) => Date.parse(state.terminated?.finishedAt ?? '') || 0,
  )
  return Math.max(0, ...(ends ?? []))
}

/** Counts the pods that can be seen. */
export function countPods(pods: readonly Pod[]): JobPods {
  const active = pods.filter((pod) => !isFinished(pod) && !pod.metadata.deletionTimestamp)
  const phase = (wanted: string) => pods.filter(({ status }) => status?.phase === wanted).length
  return {
    active,
    terminating: pods.filter((pod) => !isFinished(pod) && pod.metadata.deletionTimestamp).length,
    ready: active.filter(isReady).length,
    succeeded: phase('Succeeded'),
    failed: phase('Failed'),
  }
}
