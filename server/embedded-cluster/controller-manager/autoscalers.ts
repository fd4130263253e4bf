/** Nothing here measures CPU or memory, so nothing is scaled by it: a HorizontalPodAutoscaler is told so, as on a cluster without metrics. */
import { timestamp } from '../../kubernetes/clock.ts'
import type { Context } from './context.ts'
import { kinds } from './kinds.ts'
import { keyOf, refOf } from './owners.ts'
import { replicasOf } from './deployments/strategy.ts'
import { writeStatus } from './writes.ts'

const reason = 'FailedGetResourceMetric'
const message =
  'the HPA was unable to compute the replica count: the embedded cluster has no metrics API, so the number of replicas stays as it is'

export function startAutoscalers(context: Context): void {
  const { client, watched, clock } = context
  const queue = context.queue('HorizontalPodAutoscaler', {
    sync: async (key) => {
      const autoscaler = watched.autoscalers.get(refOf(key))
      if (!autoscaler) return
      const { kind, name = '' } = autoscaler.spec?.scaleTargetRef ?? {}
      const target = kind === 'Deployment' ? watched.deployments.get({ ...refOf(key), name }) : undefined
      const currentReplicas = target ? replicasOf(target) : 0
      const known = autoscaler.status?.conditions?.find(({ type }) => type === 'ScalingActive')
      const lastTransitionTime = known?.lastTransitionTime ?? timestamp(clock.now())
      const conditions = [
        { type: 'ScalingActive', status: 'False' as const, lastTransitionTime, reason, message },
      ]
      const status = { ...autoscaler.status, conditions, currentReplicas, desiredReplicas: currentReplicas }
      await writeStatus(client, kinds.autoscalers, watched.autoscalers, autoscaler, status)
    },
  })
  watched.autoscalers.subscribe(({ object }) => queue.add(keyOf(object)))
}
