/** Worked out on paper: what a Deployment's status says, in the words of Kubernetes' own controller. */
import type { Condition } from '../../../functions/objects.ts'
import { timestamp } from '../../../kubernetes/clock.ts'
import type { Deployment, DeploymentStatus, ReplicaSet, ReplicaSetStatus } from '../kinds.ts'
import type { Revisions } from './plan.ts'
import { total } from './plan.ts'
import { boundsOf, replicasOf } from './strategy.ts'

/** What has just been done for the ReplicaSet of the current template. */
export type Progress =
  { did: 'created' | 'found'; name: string } | { did: 'failed'; name: string; why: string }

/** The status, and in how many ms it will change by itself because the deadline passes. */
export function statusOf(
  deployment: Deployment,
  revisions: Revisions,
  progress: Progress | undefined,
  now: number,
): { status: DeploymentStatus; nextIn?: number } {
  const counts = countsOf(deployment, revisions)
  const progressing = progressOf(deployment, revisions, counts, progress, now)
  const conditions = [
    availabilityOf(deployment, counts, now),
    replicaFailureOf(deployment, revisions, now),
    progressing,
  ].filter((condition) => condition !== undefined)
  const { collisionCount } = deployment.status ?? {}
  const status = {
    ...counts,
    ...(collisionCount !== undefined && { collisionCount }),
    conditions: inOrder(deployment, conditions),
  }
  const nextIn = deadlineIn(deployment, progressing, now)
  return { status, ...(nextIn !== undefined && { nextIn }) }
}

/** Whether every wanted pod is of the current template and available, and no other one is left. */
export function isComplete(deployment: Deployment, revisions: Revisions): boolean {
  return isAllThere(deployment, countsOf(deployment, revisions))
}

function isAllThere(deployment: Deployment, counts: DeploymentStatus): boolean {
  const wanted = replicasOf(deployment)
  return (
    (counts.updatedReplicas ?? 0) === wanted &&
    (counts.replicas ?? 0) === wanted &&
    (counts.availableReplicas ?? 0) === wanted
  )
}

function countsOf(deployment: Deployment, { current, old }: Revisions): DeploymentStatus {
  const all = current ? [current, ...old] : old
  const sum = (of: (status: ReplicaSetStatus) => number | undefined) =>
    all.reduce((count, { status }) => count + ((status && of(status)) ?? 0), 0)
  const availableReplicas = sum((status) => status.availableReplicas)
  const counts = {
    replicas: sum((status) => status.replicas),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum((status) => status.readyReplicas),
    availableReplicas,
    unavailableReplicas: Math.max(0, total(all) - availableReplicas),
  }
  // Kubernetes leaves these out when they are zero.
  const shown = Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0))
  return {
    observedGeneration: deployment.metadata.generation,
    ...shown,
    terminatingReplicas: sum((status) => status.terminatingReplicas),
  }
}

function availabilityOf(deployment: Deployment, counts: DeploymentStatus, now: number): Condition {
  const least = replicasOf(deployment) - boundsOf(deployment).maxUnavailable
  const isEnough = (counts.availableReplicas ?? 0) >= least
  return updated(conditionOf(deployment, 'Available'), now, {
    type: 'Available',
    status: isEnough ? 'True' : 'False',
    reason: isEnough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
    message: `Deployment ${isEnough ? 'has' : 'does not have'} minimum availability.`,
  })
}

function replicaFailureOf(
  deployment: Deployment,
  { current, old }: Revisions,
  now: number,
): Condition | undefined {
  const failures = (current ? [current, ...old] : old).map((one) => failureIn(one))
  const failure = failures.find((condition) => condition !== undefined)
  if (!failure) return undefined
  const { type, status, reason, message } = failure
  return updated(conditionOf(deployment, type), now, { type, status, reason, message })
}

function failureIn({ status }: ReplicaSet): Condition | undefined {
  return status?.conditions?.find(({ type, status: value }) => type === 'ReplicaFailure' && value === 'True')
}

/** The largest int32 stands for "no deadline". */
const noDeadline = 2 ** 31 - 1

/** In seconds; undefined when the Deployment may take for ever. */
function deadlineOf({ spec }: Deployment): number | undefined {
  const seconds = spec?.progressDeadlineSeconds ?? 600
  return seconds >= noDeadline ? undefined : seconds
}

function progressOf(
  deployment: Deployment,
  revisions: Revisions,
  counts: DeploymentStatus,
  progress: Progress | undefined,
  now: number,
): Condition | undefined {
  if (deadlineOf(deployment) === undefined) return undefined
  const known = conditionOf(deployment, 'Progressing')
  const before = progress ? ofProgress(known, progress, now) : ofPause(deployment, known, now)
  const { metadata, spec, status } = deployment
  if (metadata.deletionTimestamp || spec?.paused || progress?.did === 'failed') return before
  if (before?.reason === 'NewReplicaSetAvailable' && counts.replicas === counts.updatedReplicas) return before
  const name = revisions.current
    ? `ReplicaSet "${revisions.current.metadata.name}"`
    : `Deployment "${metadata.name}"`
  if (isAllThere(deployment, counts))
    return ofRollout(before, now, 'True', 'NewReplicaSetAvailable', `${name} has successfully progressed.`)
  if (hasProgressed(status ?? {}, counts))
    return {
      ...ofRollout(before, now, 'True', 'ReplicaSetUpdated', `${name} is progressing.`),
      lastUpdateTime: timestamp(now),
    }
  if (isTimedOut(deployment, before, now))
    return ofRollout(before, now, 'False', 'ProgressDeadlineExceeded', `${name} has timed out progressing.`)
  return before
}

function ofProgress(before: Condition | undefined, progress: Progress, now: number): Condition | undefined {
  const { did, name } = progress
  if (did === 'created')
    return ofRollout(before, now, 'True', 'NewReplicaSetCreated', `Created new replica set "${name}"`)
  if (did === 'failed') {
    const message = `Failed to create new replica set "${name}": ${progress.why}`
    return ofRollout(before, now, 'False', 'ReplicaSetCreateError', message)
  }
  return before ?? ofRollout(before, now, 'True', 'FoundNewReplicaSet', `Found new replica set "${name}"`)
}

function ofPause({ spec }: Deployment, before: Condition | undefined, now: number): Condition | undefined {
  if (before?.reason === 'ProgressDeadlineExceeded') return before
  if (spec?.paused) return ofRollout(before, now, 'Unknown', 'DeploymentPaused', 'Deployment is paused')
  if (before?.reason !== 'DeploymentPaused') return before
  return ofRollout(before, now, 'Unknown', 'DeploymentResumed', 'Deployment is resumed')
}

function ofRollout(
  before: Condition | undefined,
  now: number,
  status: Condition['status'],
  reason: string,
  message: string,
): Condition {
  return updated(before, now, { type: 'Progressing', status, reason, message })
}

/** More new ones, fewer old ones, more ready or more available than when the status was last written. */
function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

function isTimedOut(deployment: Deployment, condition: Condition | undefined, now: number): boolean {
  if (!condition || condition.reason === 'NewReplicaSetAvailable') return false
  if (condition.reason === 'ProgressDeadlineExceeded') return true
  return (deadlineAt(deployment, condition) ?? now) < now
}

function deadlineIn(
  deployment: Deployment,
  condition: Condition | undefined,
  now: number,
): number | undefined {
  if (!condition || deployment.spec?.paused) return undefined
  if (/^(NewReplicaSetAvailable|ProgressDeadlineExceeded|DeploymentPaused)$/.test(condition.reason ?? ''))
    return undefined
  const at = deadlineAt(deployment, condition)
  // Times are whole seconds: one more makes sure that it has passed.
  return at === undefined ? undefined : Math.max(0, at - now) + 1000
}

function deadlineAt(deployment: Deployment, { lastUpdateTime }: Condition): number | undefined {
  const seconds = deadlineOf(deployment)
  return seconds === undefined ? undefined : Date.parse(lastUpdateTime ?? '') + seconds * 1000
}

function conditionOf({ status }: Deployment, type: string): Condition | undefined {
  return status?.conditions?.find((condition) => condition.type === type)
}

/** Untouched when it says the same as before; its transition time moves only with its status. */
function updated(before: Condition | undefined, now: number, next: Condition): Condition {
  if (before?.status === next.status && before?.reason === next.reason) return before
  const lastTransitionTime = before?.status === next.status ? before.lastTransitionTime : timestamp(now)
  return { ...next, lastUpdateTime: timestamp(now), lastTransitionTime }
}

/** As they stood before, new ones behind: whoever compares texts sees no change where there is none. */
function inOrder({ status }: Deployment, conditions: Condition[]): Condition[] {
  const known = (status?.conditions ?? []).map(({ type }) => type)
  const rank = ({ type }: Condition) => (known.includes(type) ? known.indexOf(type) : known.length)
  return conditions.sort((a, b) => rank(a) - rank(b))
}
