/** Warnings where people look for them: as Events on the object they are about. */
import type { EventObject, KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { isConflict } from '../kubernetes/errors.ts'
import { timestamp } from '../kubernetes/clock.ts'
import type { Clock } from '../kubernetes/clock.ts'
import { digestOf } from './digest.ts'
import { component } from './names.ts'

export interface EventRecorder {
  /**
   * Whether it was news. The same warning about the same version of an object counts up one Event, and not
   * oftener than every few minutes.
   */
  warn(about: KubeObject, reason: string, message: string): Promise<boolean>
}

const repeatMs = 300_000
const mostRemembered = 20_000
/** What the API server takes for a message. */
const mostMessageLength = 1024

export function createEventRecorder(
  client: KubernetesClient,
  clock: Clock,
  onError: (error: unknown) => void,
): EventRecorder {
  /** When a warning was last said, by what it says. */
  const said = new Map<string, number>()

  const isNews = (key: string): boolean => {
    const last = said.get(key)
    if (last !== undefined && clock.now() - last < repeatMs) return false
    said.delete(key)
    said.set(key, clock.now())
    const oldest = said.keys().next().value
    if (said.size > mostRemembered && oldest !== undefined) said.delete(oldest)
    return true
  }

  return {
    async warn(about, reason, message) {
      const { uid = '', generation = 0 } = about.metadata
      const short =
        message.length > mostMessageLength ? `${message.slice(0, mostMessageLength - 1)}…` : message
      const key = digestOf(JSON.stringify([uid, reason, short]), 16)
      if (!isNews(`${key}/${generation}`)) return false
      try {
        await write(client, eventFor(about, reason, short, key, timestamp(clock.now())))
      } catch (error) {
        said.delete(`${key}/${generation}`)
        onError(error) // What it is about goes on without it.
      }
      return true
    },
  }
}

async function write(client: KubernetesClient, event: EventObject): Promise<void> {
  try {
    await client.create(resources.events, event)
  } catch (error) {
    if (!isConflict(error)) throw error
    const { namespace, name } = event.metadata
    const { lastTimestamp } = event
    const before = await client.get<EventObject>(resources.events, { namespace, name })
    const count = (before.count ?? 1) + 1
    await client.patch(resources.events, { namespace, name }, { merge: { count, lastTimestamp } })
  }
}

function eventFor(
  { apiVersion, kind, metadata }: KubeObject,
  reason: string,
  message: string,
  key: string,
  time: string,
): EventObject {
  const { name, namespace = 'default', uid } = metadata
  return {
    apiVersion: 'v1',
    kind: 'Event',
    // Named after what it says, so that it is found again after a restart.
    metadata: { namespace, name: `${name.slice(0, 230)}.${key}` },
    involvedObject: { apiVersion, kind, namespace, name, uid },
    reason,
    message,
    type: 'Warning',
    count: 1,
    firstTimestamp: time,
    lastTimestamp: time,
    source: { component },
    reportingComponent: component,
    reportingInstance: '',
  }
}
