/**
 * Worked out on paper: how many pods each ReplicaSet of a Deployment is to have next. The rules are
 * those of Kubernetes' own controller: never more than wanted and surge, never fewer available than
 * wanted less unavailable, and pods that do not work go first.
 */
import type { Deployment, ReplicaSet } from '../kinds.ts'
import { createdAt } from '../pod-state.ts'
import { boundsOf, isRecreate, mostPods, replicasOf } from './strategy.ts'

/** What a Deployment has: the ReplicaSet of its template, if there is one, and those of earlier templates. */
export interface Revisions {
  current?: ReplicaSet
  old: ReplicaSet[]
}

/** A ReplicaSet and the number of pods it is to have. */
export interface Scaling {
  replicaSet: ReplicaSet
  replicas: number
}

export const desiredAnnotation = 'deployment.kubernetes.io/desired-replicas'

/** The next scalings; none when there is nothing to do but to wait. `areOldPodsGone` matters to Recreate only. */
export function planRollout(
  deployment: Deployment,
  { current, old }: Revisions,
  areOldPodsGone: boolean,
): Scaling[] {
  const all = current ? [current, ...old] : old
  const isAlone = all.filter((replicaSet) => replicasOf(replicaSet) > 0).length <= 1
  if (isScaled(deployment, all) && (isAlone || !isRecreate(deployment)))
    return planScale(deployment, { current, old })
  if (deployment.spec?.paused) return isAlone ? planScale(deployment, { current, old }) : []
  if (isRecreate(deployment)) return planRecreate(deployment, { current, old }, areOldPodsGone)
  if (!current) return []
  const replicas = replicasOfCurrent(deployment, replicasOf(current), total(all))
  if (replicas !== replicasOf(current)) return [{ replicaSet: current, replicas }]
  return planDown(deployment, current, old)
}

/** How many pods a ReplicaSet for the current template begins with; `running` pods are wanted by others already. */
export function replicasOfCurrent(deployment: Deployment, has: number, running: number): number {
  const wanted = replicasOf(deployment)
  if (isRecreate(deployment) || has > wanted) return wanted
  const room = mostPods(deployment) - running
  return room <= 0 ? has : has + Math.min(room, wanted - has)
}

/** Whether somebody has changed the number of pods wanted since the ReplicaSets were last scaled. */
export function isScaled(deployment: Deployment, all: readonly ReplicaSet[]): boolean {
  return all.some((replicaSet) => {
    const desired = replicaSet.metadata.annotations?.[desiredAnnotation]
    return replicasOf(replicaSet) > 0 && desired !== undefined && Number(desired) !== replicasOf(deployment)
  })
}

function planRecreate(
  deployment: Deployment,
  { current, old }: Revisions,
  areOldPodsGone: boolean,
): Scaling[] {
  const down = old.filter((replicaSet) => replicasOf(replicaSet) > 0)
  if (down.length > 0) return down.map((replicaSet) => ({ replicaSet, replicas: 0 }))
  const wanted = replicasOf(deployment)
  if (!current || !areOldPodsGone || replicasOf(current) === wanted) return []
  return [{ replicaSet: current, replicas: wanted }]
}

/** Takes old pods away as far as enough available ones remain: those that do not work first. */
function planDown(deployment: Deployment, current: ReplicaSet, old: readonly ReplicaSet[]): Scaling[] {
  const running = old.filter((replicaSet) => replicasOf(replicaSet) > 0).sort(byAge)
  const least = replicasOf(deployment) - boundsOf(deployment).maxUnavailable
  const notYetAvailable = replicasOf(current) - availableOf(current)
  const spare = total([current, ...old]) - least - notYetAvailable
  if (running.length === 0 || spare <= 0) return []
  const left = new Map(running.map((replicaSet) => [replicaSet, replicasOf(replicaSet)]))
  let toTake = spare
  for (const replicaSet of running) {
    const broken = Math.max(0, replicasOf(replicaSet) - availableOf(replicaSet))
    const taken = Math.min(toTake, broken)
    left.set(replicaSet, replicasOf(replicaSet) - taken)
    toTake -= taken
  }
  // Working ones only while more than the least are available.
  let dispensable = Math.min(
    toTake,
    [current, ...old].reduce((sum, one) => sum + availableOf(one), 0) - least,
  )
  for (const replicaSet of running) {
    const taken = Math.max(0, Math.min(dispensable, left.get(replicaSet) ?? 0))
    left.set(replicaSet, (left.get(replicaSet) ?? 0) - taken)
    dispensable -= taken
  }
  return [...left]
    .map(([replicaSet, replicas]) => ({ replicaSet, replicas }))
    .filter(({ replicaSet, replicas }) => replicas !== replicasOf(replicaSet))
}

/** Spreads a changed number of pods: all to the only one that runs, else in proportion to what each has. */
function planScale(deployment: Deployment, { current, old }: Revisions): Scaling[] {
  const wanted = replicasOf(deployment)
  const all = current ? [current, ...old] : old
  const running = all.filter((replicaSet) => replicasOf(replicaSet) > 0)
  const only = running.length > 1 ? undefined : (running[0] ?? current ?? newestOf(old))
  if (running.length <= 1) return only ? scalingsOf(deployment, [{ replicaSet: only, replicas: wanted }]) : []
  if (
    current &&
    replicasOf(current) === wanted &&
    availableOf(current) === wanted &&
    isUpToDate(deployment, current)
  )
    return running.filter((one) => one !== current).map((replicaSet) => ({ replicaSet, replicas: 0 }))
  return scalingsOf(deployment, inProportion(running, wanted > 0 ? mostPods(deployment) : 0))
}

/** The largest first and, among equals, the newest, gets what rounding leaves over. */
function inProportion(running: readonly ReplicaSet[], most: number): Scaling[] {
  const sum = total(running)
  const bySize = [...running].sort((a, b) => replicasOf(b) - replicasOf(a) || byAge(b, a))
  const shares = bySize.map((one) => ({
    replicaSet: one,
    replicas: Math.floor((replicasOf(one) * most) / sum),
  }))
  const [first] = shares
  if (first) first.replicas += most - shares.reduce((all, { replicas }) => all + replicas, 0)
  return shares
}

/** Those that change something: the number, or the note for which number it was made. */
function scalingsOf(deployment: Deployment, scalings: Scaling[]): Scaling[] {
  return scalings.filter(
    ({ replicaSet, replicas }) => replicas !== replicasOf(replicaSet) || !isUpToDate(deployment, replicaSet),
  )
}

function isUpToDate(deployment: Deployment, { metadata }: ReplicaSet): boolean {
  return metadata.annotations?.[desiredAnnotation] === String(replicasOf(deployment))
}

function newestOf(replicaSets: readonly ReplicaSet[]): ReplicaSet | undefined {
  return [...replicaSets].sort(byAge).at(-1)
}

function byAge(a: ReplicaSet, b: ReplicaSet): number {
  return createdAt(a) - createdAt(b) || (a.metadata.name < b.metadata.name ? -1 : 1)
}

function availableOf({ status }: ReplicaSet): number {
  return status?.availableReplicas ?? 0
}

/** The pods these ask for. */
export function total(replicaSets: readonly ReplicaSet[]): number {
  return replicaSets.reduce((sum, replicaSet) => sum + replicasOf(replicaSet), 0)
}
