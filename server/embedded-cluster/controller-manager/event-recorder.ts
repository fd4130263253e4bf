/**
 * Writes Events, behind everything else: they never hold up what they tell about, the same one again only
 * counts up, and when too many wait the oldest are dropped.
 */
import { randomBytes } from 'node:crypto'
import type { EventObject, KubeObject } from '../../functions/objects.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { timestamp } from '../../kubernetes/clock.ts'
import type { Clock } from '../../kubernetes/clock.ts'
import { kinds } from './kinds.ts'
import { isOfEndingNamespace } from './writes.ts'

export interface EventRecorder {
  /** `component` says who tells it, e.g. `replicaset-controller`. */
  record(
    about: KubeObject,
    event: { type: 'Normal' | 'Warning'; reason: string; message: string; component: string },
  ): void
  /** Waits for what is being written; drops the rest. */
  close(): Promise<void>
}

interface Pending {
  key: string
  event: EventObject
}

const mostWaiting = 500
const mostRemembered = 1000
/** The API's own limit for `message`. */
const mostMessage = 1024

export function startEventRecorder(
  client: KubernetesClient,
  clock: Clock,
  log: (message: string) => void,
): EventRecorder {
  const waiting: Pending[] = []
  const remembered = new Map<string, { name: string; namespace: string; count: number }>()
  let writing: Promise<void> | undefined
  let isClosed = false

  const remember = (key: string, entry: { name: string; namespace: string; count: number }) => {
    remembered.delete(key)
    remembered.set(key, entry)
    const [oldest] = remembered.keys()
    if (remembered.size > mostRemembered && oldest !== undefined) remembered.delete(oldest)
  }

  const write = async ({ key, event }: Pending) => {
    const known = remembered.get(key)
    if (known) {
      const count = known.count + 1
      const merge = { count, lastTimestamp: event.lastTimestamp }
      const isThere = await client.patch(kinds.events, known, { merge }).then(
        () => true,
        () => false, // It has expired, or its namespace is gone: a new one says it too.
      )
      if (isThere) return remember(key, { ...known, count })
    }
    await client.create(kinds.events, event)
    remember(key, { name: event.metadata.name, namespace: event.metadata.namespace ?? '', count: 1 })
  }

  const writeAll = async () => {
    for (let next = waiting.shift(); next && !isClosed; next = waiting.shift())
      await write(next).catch((error: unknown) => {
        if (!isOfEndingNamespace(error)) log(`an Event was not written: ${String(error)}`)
      })
    writing = undefined
  }

  return {
    record(about, { type, reason, message, component }) {
      if (isClosed) return
      const { apiVersion, kind, metadata } = about
      const namespace = metadata.namespace ?? 'default'
      const at = timestamp(clock.now())
      const text = message.slice(0, mostMessage)
      const { name, uid, resourceVersion } = metadata
      const event: EventObject = {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { namespace, name: `${name}.${randomBytes(8).toString('hex')}` },
        involvedObject: {
          apiVersion,
          kind,
          name,
          namespace: metadata.namespace,
          uid,
          ...(resourceVersion && { resourceVersion }),
        },
        type,
        reason,
        message: text,
        source: { component },
        firstTimestamp: at,
        lastTimestamp: at,
        count: 1,
        reportingComponent: component,
        reportingInstance: '',
      }
      waiting.push({ key: [uid ?? name, type, reason, text].join('\n'), event })
      if (waiting.length > mostWaiting) waiting.shift()
      writing ??= writeAll()
    },
    async close() {
      isClosed = true
      waiting.length = 0
      await writing
    },
  }
}
