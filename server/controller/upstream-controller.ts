/** Whether upstream's own controller is at work in this cluster: two that write the same objects would undo each other. */
import type { Deployment } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { startInformer } from '../kubernetes/informer.ts'
import type { Clock } from '../kubernetes/clock.ts'

export interface UpstreamController {
  /** Undefined: not known yet, or not to be seen. */
  isRunning(): boolean | undefined
  /** Why that cannot be seen. */
  problem(): string | undefined
  close(): void
}

export interface UpstreamOptions {
  client: KubernetesClient
  clock: Clock
  onChange: () => void
  onError: (error: unknown) => void
}

const place = { namespace: 'kubeless', name: 'kubeless-controller-manager' }
/** Its pods are deleted to make it read its configuration: such a gap is no end. */
const graceMs = 10_000

export function followUpstreamController(options: UpstreamOptions): UpstreamController {
  const { client, clock, onChange, onError } = options
  const informer = startInformer<Deployment>(client, resources.deployments, {
    namespace: place.namespace,
    fieldSelector: `metadata.name=${place.name}`,
    onError,
  })
  let isRunning: boolean | undefined
  let cancel: (() => void) | undefined

  const set = (value: boolean) => {
    cancel?.()
    cancel = undefined
    if (isRunning === value) return
    isRunning = value
    onChange()
  }
  const look = () => {
    const found = informer.get(place)
    if ((found?.status?.readyReplicas ?? 0) > 0) return set(true)
    if (!found || found.spec?.replicas === 0 || !isRunning) return set(false)
    cancel ??= clock.after(graceMs, () => set(false))
  }
  informer.synced.then(
    () => {
      informer.subscribe(look)
      look()
    },
    () => undefined, // Closed before.
  )

  return {
    isRunning: () => isRunning,
    problem: () => (informer.hasSynced ? undefined : informer.error?.message),
    close() {
      cancel?.()
      informer.close()
    },
  }
}
