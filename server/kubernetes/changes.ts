/** What changed, for any number of listeners: each has its own place in the one stream. */
import type { ConnectionState } from '../contract/cluster.ts'
import type { LiveEvent } from '../contract/events.ts'
import { startEventQueue } from './event-queue.ts'
import type { FunctionView } from './function-view.ts'
import type { TriggerWatches } from './trigger-watches.ts'

/** A listener who falls further behind is told to ask for everything again. */
const mostWaiting = 2000

/** Begins with `reset`; ends when `signal` aborts. */
export async function* changesOf(
  view: FunctionView,
  triggers: TriggerWatches,
  subscribeConnection: (listener: (connection: ConnectionState) => void) => () => void,
  signal: AbortSignal,
): AsyncGenerator<LiveEvent> {
  const queue = startEventQueue<LiveEvent>(mostWaiting, () => [{ type: 'reset' }], signal)
  queue.push({ type: 'reset' })
  const stops = [
    view.subscribe((change) => queue.push(change)),
    triggers.subscribe((ref) => queue.push({ type: 'triggers', ref })),
    subscribeConnection((connection) => queue.push({ type: 'connection', connection })),
  ]
  try {
    yield* queue
  } finally {
    for (const stop of stops) stop()
  }
}
