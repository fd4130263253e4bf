/** Works off what is to be looked at, for as long as this instance is the one that acts. */
import type { KubeObject } from '../functions/objects.ts'
import type { Informer, ObjectChange } from '../kubernetes/informer.ts'
import { textOf } from './json.ts'
import { cronJobName } from './plan-cron-job.ts'
import { reconcileFunction } from './reconcile-function.ts'
import {
  reconcileCronJobTrigger,
  reconcileHttpTrigger,
  reconcileUpstreamCronJob,
  upstreamOwnerOf,
} from './reconcile-triggers.ts'
import type { Reconciling } from './reconciling.ts'
import { Refusal } from './refusal.ts'
import { startWorkQueue } from '../kubernetes/work-queue.ts'

export interface Workers {
  /** Everything once more: what the configuration says may have changed. */
  addAll(): void
  /** Finishes what is under way. */
  close(): Promise<void>
}

const reconcilers = {
  function: reconcileFunction,
  httptrigger: reconcileHttpTrigger,
  cronjobtrigger: reconcileCronJobTrigger,
  cronjob: reconcileUpstreamCronJob,
} as const

type Noun = keyof typeof reconcilers

export function startWorkers(context: Reconciling): Workers {
  const { copies, clock, log } = context
  const queue = startWorkQueue({
    sync: async (key) => {
      const [noun, namespace = '', name = ''] = key.split('/')
      if (!isLookedAfter(context, namespace)) return
      await reconcilers[noun as Noun](context, { namespace, name })
    },
    clock,
    workers: 8,
    firstRetryMs: 200,
    mostRetryMs: 30_000,
    onError: (key, error, failures) => {
      // A refusal has been said already; a first conflict is how two writers get along.
      if (error instanceof Refusal || failures === 1) return
      log(`${key.replace('/', ' ')}: ${error instanceof Error ? error.message : String(error)}; trying again`)
    },
  })
  const add = (noun: Noun, namespace = '', name: string) => queue.add(`${noun}/${namespace}/${name}`)

  const addTriggersOf = (namespace: string | undefined, name: string) => {
    for (const { metadata, spec } of copies.httpTriggers.list(namespace))
      if (textOf(spec?.['function-name']) === name) add('httptrigger', namespace, metadata.name)
    for (const { metadata, spec } of copies.cronJobTriggers.list(namespace))
      if (textOf(spec?.['function-name']) === name) add('cronjobtrigger', namespace, metadata.name)
  }
  /** Of a CronJob, which is called otherwise than its trigger. */
  const addTriggerOf = (cronJob: KubeObject) => {
    const { metadata } = cronJob
    if (upstreamOwnerOf(cronJob)) add('cronjob', metadata.namespace, metadata.name)
    for (const { metadata: trigger } of copies.cronJobTriggers.list(metadata.namespace))
      if (cronJobName(trigger.name) === metadata.name) add('cronjobtrigger', trigger.namespace, trigger.name)
  }

  const stops: (() => void)[] = []
  const on = <T extends KubeObject>(informer: Informer<T>, look: (object: T) => void) => {
    stops.push(informer.subscribe(({ object }: ObjectChange<T>) => look(object)))
  }
  on(copies.functions, ({ metadata: { namespace, name } }) => {
    add('function', namespace, name)
    addTriggersOf(namespace, name)
  })
  for (const { informer } of [copies.configMaps, copies.services, copies.deployments, copies.autoscalers])
    on(informer as Informer<KubeObject>, ({ metadata: { namespace, name } }) =>
      // Other things of Kubeless's carry the label too.
      copies.functions.get({ namespace, name }) ? add('function', namespace, name) : undefined,
    )
  on(copies.httpTriggers, ({ metadata }) => add('httptrigger', metadata.namespace, metadata.name))
  on(copies.ingresses.informer, ({ metadata }) => add('httptrigger', metadata.namespace, metadata.name))
  on(copies.cronJobTriggers, ({ metadata }) => {
    add('cronjobtrigger', metadata.namespace, metadata.name)
    for (const cronJob of copies.cronJobs.informer.list(metadata.namespace))
      if (upstreamOwnerOf(cronJob)) add('cronjob', metadata.namespace, cronJob.metadata.name)
  })
  on(copies.cronJobs.informer, addTriggerOf)

  const addAll = () => {
    copies.cronJobs.informer.list().forEach(addTriggerOf)
    for (const { metadata } of copies.functions.list()) add('function', metadata.namespace, metadata.name)
    for (const { metadata } of copies.httpTriggers.list())
      add('httptrigger', metadata.namespace, metadata.name)
    for (const { metadata } of copies.cronJobTriggers.list())
      add('cronjobtrigger', metadata.namespace, metadata.name)
  }
  addAll()

  return {
    addAll,
    async close() {
      for (const stop of stops) stop()
      await queue.close()
    },
  }
}

/** With a configuration that cannot be read nobody is left out: they are told why nothing happens. */
function isLookedAfter({ config }: Reconciling, namespace: string): boolean {
  try {
    const { functionsNamespace } = config()
    return functionsNamespace === '' || functionsNamespace === namespace
  } catch (error) {
    if (error instanceof Refusal) return true
    throw error
  }
}
