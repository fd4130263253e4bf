/** Keeps as many pods of each ReplicaSet as it asks for. */
import type { Condition, Pod } from '../../../functions/objects.ts'
import { isNotFound } from '../../../kubernetes/errors.ts'
import type { Context } from '../context.ts'
import { kinds } from '../kinds.ts'
import type { ReplicaSet } from '../kinds.ts'
import { controllerKeyOf, keyOf, refOf, referenceTo } from '../owners.ts'
import { wordsOf } from '../pod-control.ts'
import { inGrowingBatches } from '../growing-batches.ts'
import { isActive } from '../pod-state.ts'
import { isChosen } from '../selectors.ts'
import { isSameSpec, writeStatus } from '../writes.ts'
import { failureOf, planReplicas, statusOf } from './plan.ts'

const component = 'replicaset-controller'

export function startReplicaSets(context: Context): void {
  const { watched } = context
  const queue = context.queue('ReplicaSet', {
    sync: async (key) => {
      const nextIn = await syncReplicaSet(context, key)
      if (nextIn !== undefined) queue.addAfter(key, nextIn)
    },
  })
  watched.replicaSets.subscribe(({ object }) => queue.add(keyOf(object)))
  watched.pods.subscribe(({ object }) => {
    const key = controllerKeyOf(object, 'ReplicaSet')
    if (key) return queue.add(key)
    if (object.metadata.ownerReferences?.length || !isActive(object)) return
    for (const replicaSet of watched.replicaSets.list(object.metadata.namespace))
      if (isChosen(object.metadata.labels, replicaSet.spec?.selector)) queue.add(keyOf(replicaSet))
  })
}

/** One step nearer. Returns after how many ms to look again, if time alone will change something. */
async function syncReplicaSet(context: Context, key: string): Promise<number | undefined> {
  const { watched, clock } = context
  const replicaSet = watched.replicaSets.get(refOf(key))
  if (!replicaSet) return undefined
  await claimPods(context, replicaSet)
  const before = podsOf(context, replicaSet)
  const { failure, error } = await act(context, replicaSet, before)
  const fresh = watched.replicaSets.get(refOf(key))
  if (!isSameSpec(fresh, replicaSet)) return undefined // It comes again.
  const { status, nextIn } = statusOf(fresh, podsOf(context, fresh), failure, clock.now())
  await writeStatus(context.client, kinds.replicaSets, watched.replicaSets, fresh, status)
  if (error) throw error
  return nextIn
}

function podsOf({ watched, pods }: Context, { metadata }: ReplicaSet): Pod[] {
  return watched.podsOf.ownedBy(metadata.uid).map(pods.asDecided)
}

async function act(
  context: Context,
  replicaSet: ReplicaSet,
  current: Pod[],
): Promise<{ failure?: Condition; error?: Error }> {
  const { pods, clock } = context
  const { missing, surplus } = planReplicas(replicaSet, current)
  try {
    if (missing > 0) {
      const template = await templateOf(context, replicaSet)
      await inGrowingBatches(missing, () => pods.create(replicaSet, template, component))
    }
    await inGrowingBatches(surplus.length, (index) => {
      const pod = surplus[index]
      return pod ? pods.delete(replicaSet, pod, component) : Promise.resolve()
    })
    return {}
  } catch (cause) {
    const error = cause instanceof Error ? cause : new Error(String(cause))
    return {
      failure: failureOf(missing > 0 ? 'FailedCreate' : 'FailedDelete', wordsOf(error), clock.now()),
      error,
    }
  }
}

async function templateOf({ client, watched }: Context, replicaSet: ReplicaSet) {
  const known = watched.templates.of(replicaSet)
  // The cache keeps only the labels of one that has not changed lately.
  if (known?.spec) return known
  const { namespace, name } = replicaSet.metadata
  const stored = await client.get<ReplicaSet>(kinds.replicaSets, { namespace, name })
  if (!stored.spec?.template) throw new Error(`ReplicaSet ${name} has no pod template`)
  return stored.spec.template
}

/** Pods without a controller that the selector chooses become its own; its own that it no longer chooses are let go. */
async function claimPods({ client, watched }: Context, replicaSet: ReplicaSet): Promise<void> {
  if (replicaSet.metadata.deletionTimestamp) return
  const { namespace, uid } = replicaSet.metadata
  const selector = replicaSet.spec?.selector
  const found = watched.podsOf
    .orphans(namespace)
    .filter((pod) => isActive(pod) && isChosen(pod.metadata.labels, selector))
  const lost = watched.podsOf.ownedBy(uid).filter((pod) => !isChosen(pod.metadata.labels, selector))
  for (const pod of [...found, ...lost]) {
    const others = (pod.metadata.ownerReferences ?? []).filter((reference) => reference.uid !== uid)
    const ownerReferences = found.includes(pod) ? [...others, referenceTo(replicaSet)] : others
    const { name, resourceVersion } = pod.metadata
    const merge = { metadata: { uid: pod.metadata.uid, resourceVersion, ownerReferences } }
    try {
      watched.pods.note(await client.patch(kinds.pods, { namespace, name }, { merge }))
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
}
