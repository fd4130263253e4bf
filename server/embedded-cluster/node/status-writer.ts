/** Writes a pod's status: the newest only, one after another, and nothing twice. */
import { resources } from '../../functions/resources.ts'
import { startBackoff } from '../../kubernetes/backoff.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { KubernetesError, isNotFound } from '../../kubernetes/errors.ts'
import type { NodePod } from './pod-spec.ts'
import type { NodePodStatus } from './pod-status.ts'

export interface StatusWriter {
  put(status: NodePodStatus): void
  /** Fulfilled when what was put is written, or cannot be. */
  flush(): Promise<void>
  close(): void
}

/** `before` is done before the first write, e.g. binding the pod to the node. */
export function startStatusWriter(
  client: KubernetesClient,
  { metadata }: NodePod,
  before: () => Promise<unknown>,
): StatusWriter {
  const { name, namespace, uid } = metadata
  const closing = new AbortController()
  const backoff = startBackoff(closing.signal)
  let pending: NodePodStatus | undefined
  let written = ''
  let isPrepared = false
  let running: Promise<void> = Promise.resolve()
  let isRunning = false

  const writeOne = async (status: NodePodStatus) => {
    const text = JSON.stringify(status)
    if (text === written) return
    if (!isPrepared) await before()
    isPrepared = true
    const merge = { metadata: { uid }, status }
    await client.patch(resources.pods, { namespace, name }, { merge }, { subresource: 'status' })
    written = text
    backoff.reset()
  }

  const write = async () => {
    while (pending && !closing.signal.aborted) {
      const status = pending
      pending = undefined
      try {
        await writeOne(status)
      } catch (error) {
        // Gone, or another pod by that name: nobody is left to be told.
        if (isNotFound(error) || (error instanceof KubernetesError && [409, 422].includes(error.code))) break
        pending ??= status
        await backoff.pause()
      }
    }
    isRunning = false
  }

  return {
    put(status) {
      pending = status
      if (isRunning) return
      isRunning = true
      running = write()
    },
    flush: () => running,
    close: () => closing.abort(),
  }
}
