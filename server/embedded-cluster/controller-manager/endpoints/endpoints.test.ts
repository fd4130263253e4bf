import { afterEach, expect, test } from 'vitest'
import type { Pod } from '../../../functions/objects.ts'
import { kinds } from '../kinds.ts'
import type { Endpoints, EndpointSlice, Service } from '../kinds.ts'
import { startTestCluster } from '../testing/test-cluster.ts'
import type { TestCluster } from '../testing/test-cluster.ts'

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  while (closers.length > 0) await closers.pop()?.()
})

async function given(spec: NonNullable<Service['spec']> = {}): Promise<TestCluster> {
  const cluster = await startTestCluster({ also: [kinds.endpoints, kinds.endpointSlices] })
  closers.push(() => cluster.close())
  await cluster.client.create<Service>(kinds.services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'default', name: 'web', labels: { of: 'service' } },
    spec: {
      selector: { app: 'web' },
      ports: [
        { name: 'http', port: 80, targetPort: 'web', protocol: 'TCP' },
        { name: 'admin', port: 81, targetPort: 9000, protocol: 'TCP' },
      ],
      ...spec,
    },
  })
  return cluster
}

const pod = (cluster: TestCluster, name: string, containerPort = 8080) =>
  cluster.client.create<Pod>(kinds.pods, {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { namespace: 'default', name, labels: { app: 'web' } },
    spec: {
      nodeName: 'node',
      containers: [{ name: 'main', image: 'image', ports: [{ name: 'web', containerPort }] }],
    },
  })

const endpoints = (cluster: TestCluster, fits: (subsets: NonNullable<Endpoints['subsets']>) => unknown) =>
  cluster.until(() =>
    cluster
      .list<Endpoints>(kinds.endpoints)
      .find((one) => one.metadata.name === 'web' && fits(one.subsets ?? [])),
  )

const slices = (cluster: TestCluster) =>
  cluster
    .list<EndpointSlice>(kinds.endpointSlices)
    .filter(({ metadata }) => metadata.labels?.['kubernetes.io/service-name'] === 'web')

test('a Service has endpoints as soon as a pod is ready, on the port the pod gives the name to', async () => {
  const cluster = await given()
  const empty = await endpoints(cluster, () => true)
  expect(empty.metadata.labels).toEqual({
    of: 'service',
    'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
  })
  const first = await pod(cluster, 'one')
  await cluster.run(first, false)
  await endpoints(cluster, ([subset]) => subset?.notReadyAddresses?.length === 1)
  await cluster.run(first)
  const { subsets } = await endpoints(cluster, ([subset]) => subset?.addresses?.length === 1)
  expect(subsets).toEqual([
    {
      addresses: [
        {
          ip: '10.1.0.1',
          nodeName: 'node',
          targetRef: { kind: 'Pod', namespace: 'default', name: 'one', uid: first.metadata.uid },
        },
      ],
      ports: [
        { name: 'http', port: 8080, protocol: 'TCP' },
        { name: 'admin', port: 9000, protocol: 'TCP' },
      ],
    },
  ])
  const [slice] = await cluster.until(
    () => slices(cluster).some(({ endpoints: all }) => all?.[0]?.conditions?.ready) && slices(cluster),
  )
  expect(slice).toMatchObject({
    addressType: 'IPv4',
    metadata: {
      labels: { 'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io' },
      ownerReferences: [{ kind: 'Service', name: 'web' }],
    },
    endpoints: [
      {
        addresses: ['10.1.0.1'],
        conditions: { ready: true, serving: true, terminating: false },
        nodeName: 'node',
      },
    ],
  })
})

test('pods that number a port differently are kept apart', async () => {
  const cluster = await given()
  await cluster.run(await pod(cluster, 'old', 8080))
  await cluster.run(await pod(cluster, 'new', 9090))
  const { subsets } = await endpoints(
    cluster,
    (all) => all.length === 2 && all.every(({ addresses }) => addresses),
  )
  expect(subsets?.map(({ ports }) => ports?.[0]?.port).sort()).toEqual([8080, 9090])
})

test('a pod on its way out is no longer asked', async () => {
  const cluster = await given()
  await cluster.run(await pod(cluster, 'one'))
  await endpoints(cluster, ([subset]) => subset?.addresses)
  await cluster.client.delete(kinds.pods, { namespace: 'default', name: 'one' })
  await endpoints(cluster, (all) => all.length === 0)
  await cluster.until(() =>
    slices(cluster).some(
      ({ endpoints: all }) => all?.[0]?.conditions?.ready === false && all[0].conditions.terminating,
    ),
  )
})

test('a pod that loses the label leaves, and endpoints go with their Service', async () => {
  const cluster = await given()
  await cluster.run(await pod(cluster, 'one'))
  await endpoints(cluster, ([subset]) => subset?.addresses)
  await cluster.client.patch(
    kinds.pods,
    { namespace: 'default', name: 'one' },
    { merge: { metadata: { labels: { app: 'other' } } } },
  )
  await endpoints(cluster, (all) => all.length === 0)
  await cluster.client.delete(kinds.services, { namespace: 'default', name: 'web' })
  await cluster.until(
    () =>
      slices(cluster).length === 0 &&
      !cluster.list(kinds.endpoints).some(({ metadata }) => metadata.name === 'web'),
  )
})

test('what somebody wrote into our endpoints is put right again', async () => {
  const cluster = await given()
  await cluster.run(await pod(cluster, 'one'))
  await endpoints(cluster, ([subset]) => subset?.addresses)
  await cluster.client.patch(
    kinds.endpoints,
    { namespace: 'default', name: 'web' },
    { merge: { subsets: null } },
  )
  await endpoints(cluster, (all) => all.length === 0)
  await endpoints(cluster, ([subset]) => subset?.addresses)
})
