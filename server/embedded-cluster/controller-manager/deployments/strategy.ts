/** The numbers of a Deployment: how many pods it wants, and how many more or fewer a rollout may run. */
import type { Deployment, IntOrPercent, ReplicaSet } from '../kinds.ts'

export function replicasOf(object: Deployment | ReplicaSet): number {
  return object.spec?.replicas ?? 1
}

export function isRecreate(deployment: Deployment): boolean {
  return deployment.spec?.strategy?.type === 'Recreate'
}

/** How many pods above and below the wanted number a rollout may run. */
export interface Bounds {
  maxSurge: number
  maxUnavailable: number
}

const byDefault = '25%'

/** As Kubernetes rounds: surge up, unavailable down; both 0 would never get anywhere, so then one may be missing. */
export function boundsOf(deployment: Deployment): Bounds {
  if (isRecreate(deployment)) return { maxSurge: 0, maxUnavailable: 0 }
  const replicas = replicasOf(deployment)
  const { maxSurge, maxUnavailable } = deployment.spec?.strategy?.rollingUpdate ?? {}
  const surge = resolve(maxSurge ?? byDefault, replicas, Math.ceil)
  const unavailable = Math.min(replicas, resolve(maxUnavailable ?? byDefault, replicas, Math.floor))
  return {
    maxSurge: surge,
    maxUnavailable: surge === 0 && unavailable === 0 ? Math.min(1, replicas) : unavailable,
  }
}

/** The most pods there may be during a rollout. */
export function mostPods(deployment: Deployment): number {
  return replicasOf(deployment) + boundsOf(deployment).maxSurge
}

function resolve(value: IntOrPercent, of: number, round: (value: number) => number): number {
  if (typeof value === 'number') return Math.max(0, value)
  const percent = /^(\d+)%$/.exec(value)?.[1]
  return percent === undefined ? 0 : round((Number(percent) * of) / 100)
}
