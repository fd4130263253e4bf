/** What every controller here is given. */
import type { KubernetesClient } from '../../kubernetes/client.ts'
import type { Clock } from '../../kubernetes/clock.ts'
import type { EventRecorder } from './event-recorder.ts'
import type { PodControl } from './pod-control.ts'
import type { WorkQueue, WorkQueueOptions } from '../../kubernetes/work-queue.ts'
import type { Watched } from './watched.ts'

export interface Context {
  client: KubernetesClient
  watched: Watched
  events: EventRecorder
  pods: PodControl
  clock: Clock
  log: (message: string) => void
  /** A queue that is closed with everything else. `name` stands in the log. */
  queue(name: string, options: Pick<WorkQueueOptions, 'sync' | 'workers'>): WorkQueue
}
