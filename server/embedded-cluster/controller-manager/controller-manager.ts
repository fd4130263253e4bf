/**
 * What kube-controller-manager does, as one more client of the embedded API: Deployments become
 * ReplicaSets, ReplicaSets pods, CronJobs Jobs, Services endpoints; what has lost its owner goes. It
 * knows nothing of processes (that is the node) and nothing of functions (that is our own controller).
 */
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { isConflict } from '../../kubernetes/errors.ts'
import { systemClock } from '../../kubernetes/clock.ts'
import type { Clock } from '../../kubernetes/clock.ts'
import type { Context } from './context.ts'
import { startAutoscalers } from './autoscalers.ts'
import { startCronJobs } from './cron-jobs/cron-jobs.ts'
import { startDeployments } from './deployments/deployments.ts'
import { startEndpoints } from './endpoints/endpoints.ts'
import { startEventExpiry } from './event-expiry.ts'
import { startEventRecorder } from './event-recorder.ts'
import { startFinishedPods } from './finished-pods.ts'
import { startGarbageCollector } from './garbage/garbage-collector.ts'
import { startJobs } from './jobs/jobs.ts'
import { startNamespaces } from './namespaces/namespaces.ts'
import { startPodControl } from './pod-control.ts'
import { startReplicaSets } from './replica-sets/replica-sets.ts'
import { startWatching } from './watched.ts'
import { startWorkQueue } from '../../kubernetes/work-queue.ts'
import type { WorkQueue } from '../../kubernetes/work-queue.ts'
import { isOfEndingNamespace } from './writes.ts'

export interface ControllerManagerOptions {
  client: KubernetesClient
  log: (message: string) => void
  /** Certificate (PEM) of the API's authority, for ConfigMap `kube-root-ca.crt` of each namespace. Absent: none is made. */
  rootCa?: string
  /** Time and timers at once, where a test wants to hold both. */
  clock?: Clock
}

export interface ControllerManager {
  /** Stops watching and waits for what is under way. */
  close(): Promise<void>
}

/** From so many failures in a row on the log is told: a conflict or two are everyday. */
const failuresToTell = 3

/** Fulfilled at once; it acts on each kind as soon as that has been read, and misses nothing in between. */
export async function startControllerManager(options: ControllerManagerOptions): Promise<ControllerManager> {
  const { client, log, clock = systemClock } = options
  const watched = startWatching(client, (error) => log(`a controller failed: ${String(error)}`))
  const events = startEventRecorder(client, clock, log)
  const queues: WorkQueue[] = []
  const ready = watched.synced
  const onError = (name: string) => (key: string, error: unknown, failures: number) => {
    if (failures >= failuresToTell || !isConflict(error))
      log(`${name} ${key} is tried again: ${error instanceof Error ? error.message : String(error)}`)
  }
  const context: Context = {
    client,
    watched,
    events,
    pods: startPodControl(client, watched.pods, events),
    clock,
    log,
    queue(name, wanted) {
      const sync = (key: string) => wanted.sync(key).catch(unlessEnding)
      const queue = startWorkQueue({ ...wanted, sync, clock, ready, onError: onError(name) })
      queues.push(queue)
      return queue
    },
  }
  startReplicaSets(context)
  startDeployments(context)
  startEndpoints(context)
  startJobs(context)
  startCronJobs(context)
  startAutoscalers(context)
  startFinishedPods(context)
  const garbage = startGarbageCollector(context, watched.byKind)
  startNamespaces(context, garbage, options.rootCa)
  const expiry = startEventExpiry(context)
  return {
    async close() {
      watched.close()
      garbage.close()
      expiry.close()
      await Promise.all(queues.map((queue) => queue.close()))
      await events.close()
    },
  }
}

/** What lives in a namespace that is being deleted will be deleted itself: it is not tried again. */
function unlessEnding(error: unknown): void {
  if (!isOfEndingNamespace(error)) throw error
}
