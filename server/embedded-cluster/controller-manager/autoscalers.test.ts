import { afterEach, expect, test } from 'vitest'
import { kinds } from './kinds.ts'
import type { Autoscaler } from './kinds.ts'
import { aDeployment, startTestCluster } from './testing/test-cluster.ts'
import type { TestCluster } from './testing/test-cluster.ts'

let cluster: TestCluster
afterEach(() => cluster.close())

test('an autoscaler is told that nothing is measured here, and changes nothing', async () => {
  cluster = await startTestCluster({ also: [kinds.autoscalers] })
  await cluster.client.create(kinds.deployments, aDeployment({ replicas: 2 }))
  const spec = {
    scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' },
    minReplicas: 3,
    maxReplicas: 5,
  }
  await cluster.client.create<Autoscaler>(kinds.autoscalers, {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    metadata: { namespace: 'default', name: 'web' },
    spec,
  })
  const told = await cluster.until(() =>
    cluster.list<Autoscaler>(kinds.autoscalers).find(({ status }) => status?.conditions?.length),
  )
  expect(told.status).toMatchObject({
    currentReplicas: 2,
    conditions: [{ type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric' }],
  })
  expect(
    (
      await cluster.client.get<ReturnType<typeof aDeployment>>(kinds.deployments, {
        namespace: 'default',
        name: 'web',
      })
    ).spec?.replicas,
  ).toBe(2)
})
