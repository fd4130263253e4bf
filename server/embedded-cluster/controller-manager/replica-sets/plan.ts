/** Worked out on paper: which pods a ReplicaSet is short of or has too many, and what its status says. */
import type { Condition, Pod } from '../../../functions/objects.ts'
import { timestamp } from '../../../kubernetes/clock.ts'
import type { ReplicaSet, ReplicaSetStatus } from '../kinds.ts'
import { availableIn, createdAt, isActive, isReady, readySince, restartsOf } from '../pod-state.ts'
import { hasAll } from '../selectors.ts'

export interface ReplicaPlan {
  /** How many pods to make. */
  missing: number
  /** The ones to delete, those that will be missed least. */
  surplus: Pod[]
}

/** The most pods made or deleted in one go, as in Kubernetes. */
const burst = 500

export function planReplicas(replicaSet: ReplicaSet, pods: readonly Pod[]): ReplicaPlan {
  const active = pods.filter(isActive)
  const wanted = replicaSet.metadata.deletionTimestamp ? active.length : (replicaSet.spec?.replicas ?? 1)
  const missing = Math.min(burst, Math.max(0, wanted - active.length))
  const tooMany = Math.min(burst, Math.max(0, active.length - wanted))
  return { missing, surplus: active.sort(byWorth).slice(0, tooMany) }
}

const phaseWorth: Record<string, number> = { Pending: 0, Unknown: 1, Running: 2 }
const costAnnotation = 'controller.kubernetes.io/pod-deletion-cost'

/** The least worth first: not on a node, not running, not ready, cheap, ready for a short time, often restarted, new. */
function byWorth(a: Pod, b: Pod): number {
  return (
    Number(Boolean(a.spec?.nodeName)) - Number(Boolean(b.spec?.nodeName)) ||
    phaseOf(a) - phaseOf(b) ||
    Number(isReady(a)) - Number(isReady(b)) ||
    costOf(a) - costOf(b) ||
    (readySince(b) ?? 0) - (readySince(a) ?? 0) ||
    restartsOf(b) - restartsOf(a) ||
    createdAt(b) - createdAt(a)
  )
}

function phaseOf({ status }: Pod): number {
  return phaseWorth[status?.phase ?? 'Pending'] ?? 0
}

function costOf({ metadata }: Pod): number {
  return Number(metadata.annotations?.[costAnnotation]) || 0
}

/** The status, and in how many ms it may change by itself because a pod becomes available. */
export function statusOf(
  replicaSet: ReplicaSet,
  pods: readonly Pod[],
  failure: Condition | undefined,
  now: number,
): { status: ReplicaSetStatus; nextIn?: number } {
  const active = pods.filter(isActive)
  const labels = replicaSet.spec?.template?.metadata?.labels ?? {}
  const waits = active.map((pod) => availableIn(pod, replicaSet.spec?.minReadySeconds ?? 0, now))
  const nextIn = Math.min(...waits.filter((wait) => wait !== undefined && wait > 0).map(Number))
  const status: ReplicaSetStatus = {
    replicas: active.length,
    ...counted('fullyLabeledReplicas', active.filter((pod) => hasAll(pod.metadata.labels, labels)).length),
    ...counted('readyReplicas', active.filter(isReady).length),
    ...counted('availableReplicas', waits.filter((wait) => wait === 0).length),
    terminatingReplicas: pods.filter(({ metadata }) => metadata.deletionTimestamp).length,
    observedGeneration: replicaSet.metadata.generation,
    ...(failure && { conditions: [keptIfSame(replicaSet, failure)] }),
  }
  return { status, ...(Number.isFinite(nextIn) && { nextIn }) }
}

/** The condition of a ReplicaSet whose pods cannot be made or deleted. */
export function failureOf(reason: 'FailedCreate' | 'FailedDelete', message: string, now: number): Condition {
  return { type: 'ReplicaFailure', status: 'True', reason, message, lastTransitionTime: timestamp(now) }
}

/** Kubernetes leaves a zero out of most counts. */
function counted(name: string, count: number): Record<string, number> {
  return count === 0 ? {} : { [name]: count }
}

function keptIfSame(replicaSet: ReplicaSet, failure: Condition): Condition {
  const before = replicaSet.status?.conditions?.find(({ type }) => type === failure.type)
  return before && before.reason === failure.reason ? before : failure
}
