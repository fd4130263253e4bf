/** Events about pods, as `kubectl describe` shows them. They wait behind everything else, and are never worth a failure. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { EventObject } from '../../functions/objects.ts'
import { resources } from '../../functions/resources.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import type { NodePod } from './pod-spec.ts'

export interface PodEvent {
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  /** e.g. `spec.containers{hello}`. */
  fieldPath?: string
  /** Default: `kubelet`. */
  component?: string
}

export interface PodEvents {
  report(pod: NodePod, event: PodEvent): void
  /** Drops what has not been written. */
  close(): void
}

const mostWaiting = 500
const mostRemembered = 1_000
/** So that what a person waits for is written first. */
const delayMs = 100

export function startPodEvents(client: KubernetesClient, host: string): PodEvents {
  const closing = new AbortController()
  const waiting: EventObject[] = []
  /** What was said before, so that it is counted rather than said again. */
  const said = new Map<string, EventObject>()
  let isWriting = false

  const write = async () => {
    isWriting = true
    await sleep(delayMs, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
    for (let event = waiting.shift(); event && !closing.signal.aborted; event = waiting.shift()) {
      try {
        await writeOne(client, event)
      } catch {
        // Its namespace is going, or the API is: an event is only a word.
      }
    }
    isWriting = false
  }

  return {
    report(pod, event) {
      const key = JSON.stringify([pod.metadata.uid, event.reason, event.message, event.fieldPath])
      const before = said.get(key)
      const now = `${new Date().toISOString().slice(0, 19)}Z`
      const object = before
        ? { ...before, count: (before.count ?? 1) + 1, lastTimestamp: now }
        : newEvent(pod, event, host, now)
      said.delete(key)
      said.set(key, object)
      if (said.size > mostRemembered) said.delete(said.keys().next().value ?? '')
      if (closing.signal.aborted || waiting.length >= mostWaiting) return
      waiting.push(object)
      if (!isWriting) void write()
    },
    close: () => closing.abort(),
  }
}

async function writeOne(client: KubernetesClient, event: EventObject): Promise<void> {
  const { name, namespace } = event.metadata
  if (event.count === 1) await client.create(resources.events, event)
  else
    await client.patch(
      resources.events,
      { namespace, name },
      { merge: { count: event.count, lastTimestamp: event.lastTimestamp } },
    )
}

function newEvent(pod: NodePod, event: PodEvent, host: string, now: string): EventObject {
  const { name, namespace, uid } = pod.metadata
  const { type, reason, message, fieldPath, component = 'kubelet' } = event
  return {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: `${name}.${randomBytes(8).toString('hex')}`, namespace },
    involvedObject: { kind: 'Pod', namespace, name, uid, apiVersion: 'v1', ...(fieldPath && { fieldPath }) },
    reason,
    message,
    type,
    count: 1,
    firstTimestamp: now,
    lastTimestamp: now,
    eventTime: null,
    source: { component, host },
    reportingComponent: component,
    reportingInstance: host,
  }
}
