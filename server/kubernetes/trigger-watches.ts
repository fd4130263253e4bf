/** Watches triggers and what is made of them, from the first question about them on: many clusters have none, and nobody asks. */
import type { FunctionRef } from '../contract/functions.ts'
import { AppError } from '../errors.ts'
import type { KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'
import type {
  CronJob,
  CronJobTriggerObject,
  HTTPTriggerObject,
  Ingress,
  IngressClass,
  Job,
} from '../functions/trigger-objects.ts'
import type { KubernetesClient } from './client.ts'
import { isNotFound, toAppError } from './errors.ts'
import type { KubernetesError } from './errors.ts'
import { startInformer } from './informer.ts'
import type { Informer } from './informer.ts'
import type { Watched } from './watched.ts'

/** Copies of everything that says how a trigger is doing. */
export interface TriggerCopies {
  httpTriggers: Informer<HTTPTriggerObject>
  cronJobTriggers: Informer<CronJobTriggerObject>
  ingresses: Informer<Ingress>
  cronJobs: Informer<CronJob>
  jobs: Informer<Job>
  /** May never be read: not everybody may. */
  ingressClasses: Informer<IngressClass>
}

export interface TriggerWatches {
  /** Begins at the first call. Fulfilled when everything has been read; rejects with an `AppError` that says why not. */
  copies(): Promise<TriggerCopies>
  /** Told whose triggers are different, a burst of changes counting as one. */
  subscribe(listener: (ref: FunctionRef) => void): () => void
  close(): void
}

const burstMs = 20
const firstListMs = 10_000
const created = 'created-by=kubeless'

export function startTriggerWatches(
  client: KubernetesClient,
  watched: Watched,
  onError: (error: unknown) => void,
): TriggerWatches {
  const listeners = new Set<(ref: FunctionRef) => void>()
  const changed = new Map<string, FunctionRef>()
  let timer: NodeJS.Timeout | undefined
  let copies: TriggerCopies | undefined
  const stops: (() => void)[] = []

  const tellAll = () => {
    timer = undefined
    const refs = [...changed.values()]
    changed.clear()
    for (const ref of refs) for (const listener of [...listeners]) listener(ref)
  }
  const touch = (namespace = '', name: unknown) => {
    if (typeof name !== 'string' || name === '') return
    changed.set(`${namespace}/${name}`, { namespace, name })
    timer ??= setTimeout(tellAll, burstMs)
  }

  const start = (): TriggerCopies => {
    const started: TriggerCopies = {
      httpTriggers: startInformer<HTTPTriggerObject>(client, resources.httpTriggers, { onError }),
      cronJobTriggers: startInformer<CronJobTriggerObject>(client, resources.cronJobTriggers, { onError }),
      ingresses: startInformer<Ingress>(client, resources.ingresses, { onError }),
      cronJobs: startInformer<CronJob>(client, resources.cronJobs, { onError, keep: keepTriggers }),
      jobs: startInformer<Job>(client, resources.jobs, { onError, keep: trimJob, labelSelector: created }),
      ingressClasses: startInformer<IngressClass>(client, resources.ingressClasses, { onError }),
    }
    stops.push(...subscribeAll(started, watched, touch))
    return started
  }

  return {
    async copies() {
      copies ??= start()
      await read(copies)
      return copies
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    close() {
      clearTimeout(timer)
      listeners.clear()
      for (const stop of stops) stop()
      for (const informer of Object.values(copies ?? {}) as Informer<KubeObject>[]) informer.close()
    },
  }
}

/** Every kind leads to the function whose page shows it. */
function subscribeAll(
  copies: TriggerCopies,
  { functions, pods }: Watched,
  touch: (namespace: string | undefined, name: unknown) => void,
): (() => void)[] {
  const { httpTriggers, cronJobTriggers, ingresses, cronJobs, jobs } = copies
  /** The function a trigger named before: it is another one's trigger now. */
  const named = new Map<string | undefined, unknown>()
  const follow = <T extends HTTPTriggerObject | CronJobTriggerObject>(informer: Informer<T>) =>
    informer.subscribe(({ type, object: { metadata, spec } }) => {
      const name = spec?.['function-name']
      touch(metadata.namespace, named.get(metadata.uid))
      touch(metadata.namespace, name)
      if (type === 'DELETED') named.delete(metadata.uid)
      else named.set(metadata.uid, name)
    })
  return [
    follow(httpTriggers),
    follow(cronJobTriggers),
    ingresses.subscribe(({ object: { metadata } }) =>
      touch(metadata.namespace, httpTriggers.get(metadata)?.spec?.['function-name']),
    ),
    cronJobs.subscribe(({ object: { metadata } }) =>
      touch(metadata.namespace, metadata.labels?.['function']),
    ),
    jobs.subscribe(({ object: { metadata } }) => touch(metadata.namespace, metadata.labels?.['function'])),
    pods.subscribe(({ object: { metadata } }) => {
      if (metadata.ownerReferences?.some(({ kind }) => kind === 'Job'))
        touch(metadata.namespace, metadata.labels?.['function'])
    }),
    functions.subscribe(({ type, object: { metadata } }) => {
      if (type !== 'MODIFIED') touch(metadata.namespace, metadata.name)
    }),
  ]
}

async function read(copies: TriggerCopies): Promise<void> {
  const { ingressClasses, ...needed } = copies
  const all: [keyof typeof needed, Informer<KubeObject>][] = Object.entries(needed) as never
  if (all.every(([, { hasSynced }]) => hasSynced)) return
  const stops: (() => void)[] = []
  let timer: NodeJS.Timeout | undefined
  const refused = new Promise<never>((_, reject) => {
    for (const [kind, informer] of all) {
      const look = () => {
        const { error } = informer
        if (error && (error.code === 403 || error.code === 404)) reject(wordsOf(error, resources[kind]))
      }
      stops.push(informer.subscribeConnection(look))
      look()
    }
    timer = setTimeout(() => {
      const failing = all.find(([, { error }]) => error)
      reject(failing?.[1].error ? wordsOf(failing[1].error, resources[failing[0]]) : unread())
    }, firstListMs)
  })
  try {
    await Promise.race([Promise.all(all.map(([, { synced }]) => synced)), refused])
    // Says more than it must: without it the status is one word shorter.
    await Promise.race([ingressClasses.synced, aMoment()]).catch(() => undefined)
  } finally {
    clearTimeout(timer)
    for (const stop of stops) stop()
  }
}

function aMoment(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 200))
}

function wordsOf(error: KubernetesError, { plural, group }: Resource): AppError {
  if (!isNotFound(error)) return toAppError(error)
  return new AppError(503, 'kubeless_missing', `The cluster does not know ${plural}.${group}.`, {
    hint: 'Install Kubeless UI with its custom resources: kubectl apply -f k8s.yaml',
    cause: error,
  })
}

function unread(): AppError {
  return new AppError(503, 'api_unavailable', 'The triggers of the cluster have not been read yet.', {
    retryAfterSeconds: 2,
  })
}

/** Of all CronJobs of a cluster those that triggers have, whichever controller made them. */
function keepTriggers(cronJob: CronJob): CronJob | undefined {
  return cronJob.metadata.name.startsWith('trigger-') ? cronJob : undefined
}

function trimJob({ apiVersion, kind, metadata, spec, status }: Job): Job {
  const { managedFields: _, ...rest } = metadata
  return {
    apiVersion,
    kind,
    metadata: rest,
    spec: { activeDeadlineSeconds: spec?.activeDeadlineSeconds },
    status: {
      startTime: status?.startTime,
      completionTime: status?.completionTime,
      conditions: status?.conditions,
    },
  }
}
