/** Runs of a schedule: one started by hand, and what one has written. */
import { randomBytes } from 'node:crypto'
import type { LogLine } from '../contract/logs.ts'
import type { TriggerRef, TriggerRun, TriggerRunLog } from '../contract/triggers.ts'
import { AppError } from '../errors.ts'
import { resources } from '../functions/resources.ts'
import type { Pod } from '../functions/objects.ts'
import { isOwnedBy, isPodOf, jobByHand, runOf } from '../functions/trigger-runs.ts'
import type { CronJob, CronJobTriggerObject, Job } from '../functions/trigger-objects.ts'
import { KubernetesError, isNotFound, toAppError } from './errors.ts'
import { linesOf } from './json-lines.ts'
import { cronJobOf } from './trigger-view.ts'
import type { TriggersContext } from './triggers.ts'

const mostLines = 1000
const mostBytes = 256 * 1024
const mostLineBytes = 64 * 1024
const timeoutMs = 10_000

/** Calls the function now, as the schedule would. */
export async function runNow(context: TriggersContext, ref: TriggerRef): Promise<TriggerRun> {
  const { client, triggers } = context
  const cronJob = await cronJobIn(context, ref)
  const copies = await triggers.copies()
  try {
    // The copy may be older than the trigger's last change.
    const fresh = await client.get<CronJob>(resources.cronJobs, {
      namespace: ref.namespace,
      name: cronJob.metadata.name,
    })
    const job = await client.create(
      resources.jobs,
      jobByHand(fresh, randomBytes(3).toString('hex').slice(0, 5)),
    )
    copies.jobs.note(job)
    return runOf(job, [])
  } catch (error) {
    if (isNotFound(error)) throw notScheduled(ref, error)
    throw toAppError(error)
  }
}

/** What a run has written so far. */
export async function readRunLog(
  context: TriggersContext,
  ref: TriggerRef,
  run: string,
): Promise<TriggerRunLog> {
  const cronJob = await cronJobIn(context, ref)
  const { jobs } = await context.triggers.copies()
  const job = jobs.get({ namespace: ref.namespace, name: run })
  if (!job || !isOwnedBy(job, cronJob.metadata.uid)) throw noRun(ref, run)
  const pods = await podsOf(context, job)
  const { state } = runOf(job, pods)
  const logs = await Promise.all(pods.map((pod) => linesOfPod(context, pod)))
  const lines = logs.flat()
  if (state !== 'running' && pods.length === 0)
    throw new AppError(404, 'not_found', `The output of run ${run} is not kept any more.`, {
      hint: 'Its pod has been deleted. Run it again to see what it writes.',
    })
  return { state, lines: lines.slice(-mostLines), isCut: lines.length >= mostLines }
}

async function cronJobIn({ client, triggers }: TriggersContext, ref: TriggerRef): Promise<CronJob> {
  const copies = await triggers.copies()
  const trigger =
    copies.cronJobTriggers.get(ref) ??
    (await client.get<CronJobTriggerObject>(resources.cronJobTriggers, ref).catch((error: unknown) => {
      if (!isNotFound(error)) throw toAppError(error)
      throw new AppError(
        404,
        'not_found',
        `There is no schedule ${ref.name} in namespace ${ref.namespace}.`,
        {
          hint: 'It may have been deleted meanwhile.',
          cause: error,
        },
      )
    }))
  const cronJob = cronJobOf(copies, trigger)
  if (!cronJob) throw notScheduled(ref)
  return cronJob
}

function notScheduled({ name }: TriggerRef, cause?: unknown): AppError {
  return new AppError(409, 'not_scheduled', `${name} has no CronJob yet, so there is nothing to run.`, {
    hint: 'The controller makes it within a moment, once the schedule can be read and its function exists.',
    cause,
  })
}

function noRun({ name }: TriggerRef, run: string): AppError {
  return new AppError(404, 'not_found', `${name} has no run ${run}.`, {
    hint: 'Only the last few runs are kept.',
  })
}

/** Asked for, not looked up: our own watch may not have heard of it yet. */
async function podsOf({ client }: TriggersContext, job: Job): Promise<Pod[]> {
  const { namespace, name } = job.metadata
  const { items } = await client
    .list<Pod>(resources.pods, { namespace, labelSelector: `job-name=${name}` })
    .catch((error: unknown) => {
      throw toAppError(error)
    })
  return items
    .filter((pod) => isPodOf(pod, job))
    .sort((a, b) => ((a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1))
}

async function linesOfPod({ client }: TriggersContext, { metadata, spec }: Pod): Promise<LogLine[]> {
  const { namespace = '', name } = metadata
  const container = spec?.containers[0]?.name ?? 'trigger'
  const lines: LogLine[] = []
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const chunks = client.podLog(
      { namespace, name },
      { container, tailLines: mostLines, limitBytes: mostBytes, signal },
    )
    for await (const line of linesOf(chunks, mostLineBytes, () => undefined)) {
      const space = line.indexOf(' ')
      const [time, text] = space < 0 ? [line, ''] : [line.slice(0, space), line.slice(space + 1)]
      lines.push({ pod: name, container, time, text: text.replace(/\r$/, '') })
    }
  } catch (error) {
    // It has not begun to write.
    const isEarly = error instanceof KubernetesError && (error.code === 400 || error.code === 404)
    if (!isEarly) throw toAppError(error)
  }
  return lines
}
