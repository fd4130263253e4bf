/** Writes into each Ingress where it is served, so that `kubectl get ingress` and the dashboard can say it. */
import { resources } from '../../functions/resources.ts'
import type { Ingress } from '../../functions/trigger-objects.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import type { Informer } from '../../kubernetes/informer.ts'
import { systemClock } from '../../kubernetes/clock.ts'
import { keyOf, refOf } from '../controller-manager/owners.ts'
import { startWorkQueue } from '../../kubernetes/work-queue.ts'
import { writeStatus } from '../controller-manager/writes.ts'

export function startStatusWriter({
  client,
  informer,
  port,
  log,
}: {
  client: KubernetesClient
  informer: Informer<Ingress>
  port: number
  log: (message: string) => void
}): { close(): Promise<void> } {
  const status = { loadBalancer: { ingress: [{ ip: '127.0.0.1', ports: [{ port, protocol: 'TCP' }] }] } }
  const queue = startWorkQueue({
    clock: systemClock,
    ready: informer.synced,
    onError: (key, error) => log(`the status of Ingress ${key} is tried again: ${String(error)}`),
    sync: async (key) => {
      const ingress = informer.get(refOf(key))
      if (ingress) await writeStatus(client, resources.ingresses, informer, ingress, status)
    },
  })
  informer.subscribe(({ object }) => queue.add(keyOf(object)))
  return { close: () => queue.close() }
}
