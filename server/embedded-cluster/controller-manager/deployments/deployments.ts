/** Rolls out Deployments: one ReplicaSet a template, scaled against each other as the strategy allows. */
import { isConflict, isNotFound } from '../../../kubernetes/errors.ts'
import type { Context } from '../context.ts'
import { kinds } from '../kinds.ts'
import type { Deployment, ReplicaSet } from '../kinds.ts'
import { controllerKeyOf, controllerOf, keyOf, refOf, referenceTo } from '../owners.ts'
import { wordsOf } from '../pod-control.ts'
import { isFinished } from '../pod-state.ts'
import { isChosen } from '../selectors.ts'
import { digestOf } from '../template-hash.ts'
import { change, isSameSpec, writeStatus } from '../writes.ts'
import { isScaled, planRollout, replicasOfCurrent, total } from './plan.ts'
import type { Revisions, Scaling } from './plan.ts'
import {
  countsFor,
  divide,
  missingAnnotations,
  nextRevision,
  replicaSetFor,
  revisionAnnotation,
  revisionOf,
  superfluous,
} from './revisions.ts'
import { isComplete, statusOf } from './status.ts'
import type { Progress } from './status.ts'
import { isRecreate, replicasOf } from './strategy.ts'

const component = 'deployment-controller'

export function startDeployments(context: Context): void {
  const { watched } = context
  const queue = context.queue('Deployment', {
    sync: async (key) => {
      const nextIn = await syncDeployment(context, key)
      if (nextIn !== undefined) queue.addAfter(key, nextIn)
    },
  })
  watched.deployments.subscribe(({ object }) => queue.add(keyOf(object)))
  watched.replicaSets.subscribe(({ object }) => {
    const key = controllerKeyOf(object, 'Deployment')
    if (key) return queue.add(key)
    if (controllerOf(object)) return
    for (const deployment of watched.deployments.list(object.metadata.namespace))
      if (isChosen(object.metadata.labels, deployment.spec?.selector)) queue.add(keyOf(deployment))
  })
  // Recreate goes on when the last old pod is gone, of which no ReplicaSet tells.
  watched.pods.subscribe(({ object }) => {
    const namespace = object.metadata.namespace
    const replicaSet = watched.replicaSets.get({ namespace, name: controllerOf(object)?.name ?? '' })
    const key = replicaSet && controllerKeyOf(replicaSet, 'Deployment')
    const deployment = key === undefined ? undefined : watched.deployments.get(refOf(key))
    if (deployment && isRecreate(deployment)) queue.add(keyOf(deployment))
  })
}

/** One step nearer. Returns after how many ms to look again, if time alone will change something. */
async function syncDeployment(context: Context, key: string): Promise<number | undefined> {
  const { watched, clock, client } = context
  const deployment = watched.deployments.get(refOf(key))
  if (!deployment) return undefined
  const replicaSets = await claim(context, deployment)
  const isGoing = deployment.metadata.deletionTimestamp !== undefined
  const { progress, error } = isGoing ? {} : await act(context, deployment, divide(deployment, replicaSets))
  const fresh = watched.deployments.get(refOf(key))
  if (!isSameSpec(fresh, deployment)) return undefined // It comes again, and what was done is for another spec.
  const revisions = divide(fresh, watched.replicaSetsOf.ownedBy(fresh.metadata.uid))
  const { status, nextIn } = statusOf(fresh, revisions, progress, clock.now())
  await writeStatus(client, kinds.deployments, watched.deployments, fresh, status)
  if (error) throw error
  return nextIn
}

async function act(
  context: Context,
  deployment: Deployment,
  revisions: Revisions,
): Promise<{ progress?: Progress; error?: Error }> {
  const { old } = revisions
  const areOldPodsGone = !isRecreate(deployment) || old.every((one) => arePodsGone(context, one))
  let { current } = revisions
  let progress: Progress | undefined
  if (!current && mayBegin(deployment, old, areOldPodsGone)) {
    const made = await createReplicaSet(context, deployment, old)
    if ('error' in made) return made
    current = made.replicaSet
    progress = made.progress
  } else if (current) {
    current = await keepAnnotations(context, deployment, current, nextRevision(old))
    progress = { did: 'found', name: current.metadata.name }
  }
  if (current) await numberDeployment(context, deployment, revisionOf(current))
  const now = { ...(current && { current }), old }
  const scalings = planRollout(deployment, now, areOldPodsGone)
  for (const scaling of scalings) await scale(context, deployment, scaling)
  if (scalings.length === 0 && !deployment.spec?.paused && isComplete(deployment, now))
    await removeSuperfluous(context, deployment, old)
  return { ...(progress && { progress }) }
}

/** A paused one keeps its template for itself; a changed number is dealt with first; Recreate waits for the old to go. */
function mayBegin(deployment: Deployment, old: readonly ReplicaSet[], areOldPodsGone: boolean): boolean {
  if (deployment.spec?.paused || isScaled(deployment, old)) return false
  return !isRecreate(deployment) || (areOldPodsGone && total(old) === 0)
}

function arePodsGone({ watched }: Context, { metadata }: ReplicaSet): boolean {
  return watched.podsOf.ownedBy(metadata.uid).every(isFinished)
}

type Made = { replicaSet: ReplicaSet; progress: Progress } | { progress: Progress; error: Error }

async function createReplicaSet(
  context: Context,
  deployment: Deployment,
  old: readonly ReplicaSet[],
): Promise<Made> {
  const { client, watched, events } = context
  const template = await templateOf(context, deployment)
  const replicas = replicasOfCurrent(deployment, 0, total(old))
  const wanted = replicaSetFor(deployment, template, { replicas, revision: nextRevision(old) })
  const { name } = wanted.metadata
  try {
    const created = await client.create(kinds.replicaSets, wanted)
    watched.replicaSets.note(created)
    if (replicas > 0) {
      const message = `Scaled up replica set ${name} from 0 to ${replicas}`
      events.record(deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message, component })
    }
    return { replicaSet: knownOf(context, created), progress: { did: 'created', name } }
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause))
    if (isConflict(error)) return takeExisting(context, deployment, wanted, error)
    const why = wordsOf(error)
    const message = `Failed to create new replica set "${name}": ${why}`
    events.record(deployment, { type: 'Warning', reason: 'ReplicaSetCreateError', message, component })
    return { progress: { did: 'failed', name, why }, error }
  }
}

/** The name is taken: by this very ReplicaSet, which we had not heard of, or by another of the same hash. */
async function takeExisting(
  context: Context,
  deployment: Deployment,
  wanted: ReplicaSet,
  error: Error,
): Promise<Made> {
  const { client, watched } = context
  const { namespace, name } = wanted.metadata
  const existing = await client.get<ReplicaSet>(kinds.replicaSets, { namespace, name })
  watched.replicaSets.note(existing)
  const isOurs = controllerOf(existing)?.uid === deployment.metadata.uid
  if (isOurs && digestOf(existing.spec?.template) === digestOf(wanted.spec?.template))
    return { replicaSet: knownOf(context, existing), progress: { did: 'found', name } }
  const collisionCount = (deployment.status?.collisionCount ?? 0) + 1
  await writeStatus(client, kinds.deployments, watched.deployments, deployment, {
    ...deployment.status,
    collisionCount,
  })
  throw error // Again, under another name.
}

function knownOf({ watched }: Context, replicaSet: ReplicaSet): ReplicaSet {
  const { namespace, name } = replicaSet.metadata
  return watched.replicaSets.get({ namespace, name }) ?? replicaSet
}

async function templateOf({ client, watched }: Context, deployment: Deployment) {
  const known = watched.templates.of(deployment)
  if (known?.spec) return known
  const { namespace, name } = deployment.metadata
  const stored = await client.get<Deployment>(kinds.deployments, { namespace, name })
  if (digestOf(stored.spec?.template) !== deployment.templateDigest || !stored.spec?.template)
    throw new Error(`Deployment ${name} has changed meanwhile`)
  return stored.spec.template
}

async function keepAnnotations(
  context: Context,
  deployment: Deployment,
  current: ReplicaSet,
  revision: number,
) {
  const annotations = missingAnnotations(deployment, current, revision)
  const minReadySeconds = deployment.spec?.minReadySeconds ?? 0
  const hasOtherPace = (current.spec?.minReadySeconds ?? 0) !== minReadySeconds
  if (Object.keys(annotations).length === 0 && !hasOtherPace) return current
  const merge = { metadata: { annotations }, ...(hasOtherPace && { spec: { minReadySeconds } }) }
  return change(context.client, kinds.replicaSets, context.watched.replicaSets, current, merge)
}

/** Writes the revision on the Deployment itself, where `kubectl` looks for the current one. */
async function numberDeployment(context: Context, deployment: Deployment, revision: number): Promise<void> {
  if (revisionOf(deployment) === revision) return
  const annotations = { [revisionAnnotation]: String(revision) }
  const { namespace, name } = deployment.metadata
  const merge = { metadata: { annotations } }
  context.watched.deployments.note(
    await context.client.patch(kinds.deployments, { namespace, name }, { merge }),
  )
}

async function scale(
  context: Context,
  deployment: Deployment,
  { replicaSet, replicas }: Scaling,
): Promise<void> {
  const { client, watched, events } = context
  const before = replicasOf(replicaSet)
  const merge = { metadata: { annotations: countsFor(deployment) }, spec: { replicas } }
  await change(client, kinds.replicaSets, watched.replicaSets, replicaSet, merge)
  if (replicas === before) return
  const direction = replicas > before ? 'up' : 'down'
  const message = `Scaled ${direction} replica set ${replicaSet.metadata.name} from ${before} to ${replicas}`
  events.record(deployment, { type: 'Normal', reason: 'ScalingReplicaSet', message, component })
}

async function removeSuperfluous(
  { client }: Context,
  deployment: Deployment,
  old: readonly ReplicaSet[],
): Promise<void> {
  for (const { metadata } of superfluous(deployment, old)) {
    const { namespace, name, uid } = metadata
    await client
      .delete(kinds.replicaSets, { namespace, name }, { uid, propagationPolicy: 'Background' })
      .catch((error: unknown) => {
        if (!isNotFound(error)) throw error
      })
  }
}

/** Its own, and those without a controller that its selector chooses, which become its own. */
async function claim({ client, watched }: Context, deployment: Deployment): Promise<ReplicaSet[]> {
  const { namespace, uid, deletionTimestamp } = deployment.metadata
  const selector = deployment.spec?.selector
  const orphans = watched.replicaSetsOf.orphans(namespace)
  const found = deletionTimestamp ? [] : orphans.filter(({ metadata }) => isChosen(metadata.labels, selector))
  for (const replicaSet of found) {
    if (replicaSet.metadata.deletionTimestamp) continue
    const ownerReferences = [...(replicaSet.metadata.ownerReferences ?? []), referenceTo(deployment)]
    await change(client, kinds.replicaSets, watched.replicaSets, replicaSet, {
      metadata: { ownerReferences },
    })
  }
  return watched.replicaSetsOf.ownedBy(uid)
}
