/**
 * What a Function's `status` says (crds.ts): `Accepted`, whether its objects could be made, and `Ready`,
 * whether the newest version answers. `Unknown` is "on its way"; `False` means that it will not come by itself.
 */
import type { Condition, Deployment, FunctionObject } from '../functions/objects.ts'
import { timestamp } from '../kubernetes/clock.ts'

export interface FunctionState {
  observedGeneration?: number
  conditions: Condition[]
}

/** A condition before it is known since when it holds. */
type Finding = Pick<Condition, 'type' | 'status' | 'reason' | 'message'>

/** Its objects are there. */
export function stateOf(fn: FunctionObject, deployment: Deployment, now: number): FunctionState {
  const accepted: Finding = {
    type: 'Accepted',
    status: 'True',
    reason: 'ObjectsMade',
    message: 'ConfigMap, Service and Deployment are there.',
  }
  return stateWith(fn, [accepted, readiness(deployment)], now)
}

/** Nothing runnable comes of what is stored; what ran before is left as it is. */
export function refusedState(
  fn: FunctionObject,
  { reason, message }: { reason: string; message: string },
  now: number,
): FunctionState {
  return stateWith(
    fn,
    [
      { type: 'Accepted', status: 'False', reason, message },
      { type: 'Ready', status: 'False', reason, message },
    ],
    now,
  )
}

/** Whether the two say the same. */
export function isSameState(a: FunctionObject['status'], b: FunctionState): boolean {
  if (a?.observedGeneration !== b.observedGeneration) return false
  const words = (conditions: Condition[]) =>
    JSON.stringify(conditions.map(({ type, status, reason, message }) => [type, status, reason, message]))
  return words(a?.conditions ?? []) === words(b.conditions)
}

function readiness(deployment: Deployment): Finding {
  const { spec, status, metadata } = deployment
  const wanted = spec?.replicas ?? 1
  const finding = (state: Finding['status'], reason: string, message: string): Finding => ({
    type: 'Ready',
    status: state,
    reason,
    message,
  })
  if (wanted === 0) return finding('False', 'ScaledToZero', 'It is scaled to zero, so nothing answers.')
  const isSeen = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  const available = status?.availableReplicas ?? 0
  const updated = status?.updatedReplicas ?? 0
  if (isSeen && updated >= wanted && available >= wanted && (status?.replicas ?? 0) <= updated)
    return finding('True', 'Available', wanted === 1 ? 'Its pod answers.' : `All ${wanted} pods answer.`)
  const previous = available > 0 ? ' The previous version answers meanwhile.' : ''
  const failure = isSeen ? failureIn(status?.conditions ?? []) : undefined
  if (failure) return finding('False', failure.reason ?? 'Failed', `${failure.message ?? ''}${previous}`)
  return finding('Unknown', 'Deploying', `Its newest version is on its way.${previous}`)
}

function failureIn(conditions: Condition[]): Condition | undefined {
  return conditions.find(
    ({ type, status }) =>
      (type === 'Progressing' && status === 'False') || (type === 'ReplicaFailure' && status === 'True'),
  )
}

function stateWith(fn: FunctionObject, findings: Finding[], now: number): FunctionState {
  const { generation } = fn.metadata
  return {
    ...(generation !== undefined && { observedGeneration: generation }),
    conditions: findings.map((finding) => {
      const before = fn.status?.conditions?.find(({ type }) => type === finding.type)
      const since = before?.status === finding.status ? before.lastTransitionTime : undefined
      return {
        ...finding,
        lastTransitionTime: since ?? timestamp(now),
        ...(generation !== undefined && { observedGeneration: generation }),
      }
    }),
  }
}
