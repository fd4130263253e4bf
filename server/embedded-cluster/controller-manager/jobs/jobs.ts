/** Runs Jobs: as many pods at once as they allow, until enough have succeeded or too many have failed. */
import type { Pod, PodTemplate } from '../../../functions/objects.ts'
import { isNotFound } from '../../../kubernetes/errors.ts'
import type { Context } from '../context.ts'
import { inGrowingBatches } from '../growing-batches.ts'
import { kinds } from '../kinds.ts'
import type { Job } from '../kinds.ts'
import { controllerKeyOf, keyOf, refOf } from '../owners.ts'
import { createdAt } from '../pod-state.ts'
import { isSameSpec, writeStatus } from '../writes.ts'
import { backoffIn, endCondition, finishedAt, planJob } from './plan.ts'
import type { JobPlan } from './plan.ts'
import { statusOf } from './status.ts'
import { startTally } from './tally.ts'
import type { Tally } from './tally.ts'

const component = 'job-controller'

export function startJobs(context: Context): void {
  const { watched } = context
  const tally = startTally()
  const queue = context.queue('Job', {
    sync: async (key) => {
      const nextIn = await syncJob(context, tally, key)
      if (nextIn !== undefined) queue.addAfter(key, nextIn)
    },
  })
  watched.jobs.subscribe(({ type, object }) => {
    if (type === 'DELETED') tally.forget(object)
    else queue.add(keyOf(object))
  })
  watched.pods.subscribe(({ object }) => {
    const key = controllerKeyOf(object, 'Job')
    if (key) queue.add(key)
  })
}

async function syncJob(context: Context, tally: Tally, key: string): Promise<number | undefined> {
  const { watched, clock, client } = context
  const job = watched.jobs.get(refOf(key))
  if (!job || job.metadata.deletionTimestamp) return undefined
  if (endCondition(job)) return removeWhenDue(context, job)
  if (!job.status?.startTime && !job.spec?.suspend) await begin(context, tally, job)
  const started = watched.jobs.get(refOf(key)) ?? job
  const pods = podsOf(context, job)
  const plan = planJob(started, tally.count(job, pods), backoffOf(pods, clock.now()), clock.now())
  await act(context, job, plan)
  const fresh = watched.jobs.get(refOf(key))
  if (!isSameSpec(fresh, job)) return undefined // It comes again.
  const status = statusOf(fresh, plan, tally.count(job, podsOf(context, job)), clock.now())
  await writeStatus(client, kinds.jobs, watched.jobs, fresh, status)
  tellEnd(context, fresh, watched.jobs.get(refOf(key)))
  return plan.nextIn
}

function podsOf({ watched, pods }: Context, { metadata }: Job): Pod[] {
  return watched.podsOf.ownedBy(metadata.uid).map(pods.asDecided)
}

/** The start is written before anything runs: the deadline counts from it, across restarts of ours. */
async function begin({ client, watched, clock }: Context, tally: Tally, job: Job): Promise<void> {
  const status = statusOf(job, { isSuspended: false }, tally.count(job, []), clock.now())
  await writeStatus(client, kinds.jobs, watched.jobs, job, status)
}

async function act({ pods }: Context, job: Job, { missing, surplus }: JobPlan): Promise<void> {
  await inGrowingBatches(surplus.length, async (index) => {
    const pod = surplus[index]
    if (pod) await pods.delete(job, pod, component)
  })
  if (missing > 0) {
    const template = templateOf(job)
    await inGrowingBatches(missing, () => pods.create(job, template, component))
  }
}

/** The labels by which a Job's pods are found, the old spelling too, whether or not the API has put them there. */
function templateOf({ metadata, spec }: Job): PodTemplate {
  if (!spec?.template) throw new Error(`Job ${metadata.name} has no pod template`)
  const { uid = '', name } = metadata
  const labels = {
    ...spec.template.metadata?.labels,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  }
  return { ...spec.template, metadata: { ...spec.template.metadata, labels } }
}

/** How long to wait because of failures since the last success. */
function backoffOf(pods: readonly Pod[], now: number): number {
  const endOf = (pod: Pod) => finishedAt(pod) || createdAt(pod)
  const newestFirst = pods
    .filter(({ status }) => status?.phase === 'Failed' || status?.phase === 'Succeeded')
    .sort((a, b) => endOf(b) - endOf(a))
  const success = newestFirst.findIndex(({ status }) => status?.phase === 'Succeeded')
  const failures = success < 0 ? newestFirst.length : success
  const [last] = newestFirst
  return last && failures > 0 ? backoffIn(failures, endOf(last), now) : 0
}

function tellEnd({ events }: Context, before: Job, after: Job | undefined): void {
  const suspension = (job: Job) => job.status?.conditions?.find(({ type }) => type === 'Suspended')
  if (!after) return
  const end = endCondition(before) ? undefined : endCondition(after)
  if (end?.type === 'Complete')
    events.record(after, { type: 'Normal', reason: 'Completed', message: 'Job completed', component })
  else if (end) {
    const { reason = '', message = '' } = end
    events.record(after, { type: 'Warning', reason, message, component })
  }
  const now = suspension(after)
  if (now && now.status !== suspension(before)?.status) {
    const reason = now.status === 'True' ? 'Suspended' : 'Resumed'
    events.record(after, { type: 'Normal', reason, message: now.message ?? '', component })
  }
}

/** Deletes a Job that is over once its `ttlSecondsAfterFinished` have passed; until then says how long that takes. */
async function removeWhenDue({ client, clock }: Context, job: Job): Promise<number | undefined> {
  const seconds = job.spec?.ttlSecondsAfterFinished
  if (seconds === undefined) return undefined
  const wait = Date.parse(endCondition(job)?.lastTransitionTime ?? '') + seconds * 1000 - clock.now()
  if (wait > 0) return wait
  const { namespace, name, uid } = job.metadata
  await client
    .delete(kinds.jobs, { namespace, name }, { uid, propagationPolicy: 'Foreground' })
    .catch((error: unknown) => {
      if (!isNotFound(error)) throw error
    })
  return undefined
}
