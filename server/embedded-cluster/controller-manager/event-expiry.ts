/** Events live for an hour after they were last written, as in Kubernetes, and never pile up beyond a set number. */
import type { EventObject } from '../../functions/objects.ts'
import { isNotFound } from '../../kubernetes/errors.ts'
import { startInformer } from '../../kubernetes/informer.ts'
import type { Context } from './context.ts'
import { kinds } from './kinds.ts'
import { keyOf, refOf } from './owners.ts'

const lifeMs = 3_600_000
/** More Events than this are not kept, however young. */
const mostEvents = 5_000

export function startEventExpiry(context: Context): { close(): void } {
  const { client, clock, log } = context
  const writtenAt = new Map<string, number>()
  const queue = context.queue('Event', { sync: (key) => expire(key), workers: 2 })

  const expire = async (key: string) => {
    const at = writtenAt.get(key)
    if (at === undefined) return
    const [first] = writtenAt.keys()
    const wait = at + lifeMs - clock.now()
    if (wait > 0 && !(writtenAt.size > mostEvents && key === first)) return queue.addAfter(key, wait)
    writtenAt.delete(key)
    await client.delete(kinds.events, refOf(key)).catch((error: unknown) => {
      if (!isNotFound(error)) throw error
    })
  }

  const informer = startInformer<EventObject>(client, kinds.events, {
    keep: ({
      apiVersion,
      kind,
      metadata: { namespace, name, uid, resourceVersion, creationTimestamp },
      ...event
    }) => ({
      apiVersion,
      kind,
      metadata: { namespace, name, uid, resourceVersion, creationTimestamp },
      involvedObject: {},
      lastTimestamp: event.lastTimestamp ?? event.eventTime,
    }),
    onError: (error) => log(`Events cannot be watched: ${String(error)}`),
  })
  informer.subscribe(({ type, object }) => {
    const key = keyOf(object)
    writtenAt.delete(key)
    if (type === 'DELETED') return
    const { lastTimestamp, metadata } = object
    writtenAt.set(key, Date.parse(lastTimestamp ?? metadata.creationTimestamp ?? '') || clock.now())
    const [first] = writtenAt.keys()
    if (first !== undefined && writtenAt.size > mostEvents) queue.add(first)
    queue.add(key)
  })
  return { close: () => informer.close() }
}
