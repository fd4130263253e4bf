import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ConfigMap } from '../../functions/objects.ts'
import { resources } from '../../functions/resources.ts'
import { aPod, aService, isReady, serveScript, startTestNode } from './testing.ts'
import type { TestNode } from './testing.ts'

let node: TestNode
beforeAll(async () => {
  node = await startTestNode({
    builtIns: {
      greet: async (env, write) => {
        write(`hello from ${env.WHERE}`)
        return 0
      },
    },
  })
})
afterAll(() => node.close())

const ports = [{ containerPort: 8080 }]
const readinessProbe = { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 }
const objectsOf = (name: string, data: Record<string, string>) => ({
  metadata: { name, namespace: 'default' },
  data,
})
const createConfigMap = (name: string, data: Record<string, string>) =>
  node.client.create<ConfigMap>(resources.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    ...objectsOf(name, data),
  })
const createSecret = (name: string, data: Record<string, string>) =>
  node.client.create(resources.secrets, {
    apiVersion: 'v1',
    kind: 'Secret',
    ...objectsOf(name, data),
  })

test('a pod becomes a process that answers through the service proxy, and goes when it is deleted', async () => {
  await node.client.create(resources.services, aService('web'))
  await node.create(aPod('web', serveScript("'it is ' + q.url"), { container: { ports, readinessProbe } }))
  const pod = await node.until('web', isReady)
  expect(pod.spec?.nodeName).toBe('kubeless-ui')
  expect(pod.status).toMatchObject({ phase: 'Running', hostIP: '127.0.0.1', qosClass: 'BestEffort' })
  expect(pod.status?.podIP).toMatch(/^127\.88\./)
  expect(pod.status?.containerStatuses?.[0]).toMatchObject({
    ready: true,
    started: true,
    restartCount: 0,
    image: 'node:24-slim',
  })
  await expect
    .poll(() => node.get('web', '/me'), { timeout: 20_000 })
    .toMatchObject({ status: 200, body: 'it is /me' })
  await node.client.delete(resources.pods, { namespace: 'default', name: 'web' })
  await node.gone('web')
})

test('its events tell its way as a kubelet does', async () => {
  await node.create(aPod('told', 'echo done', { spec: { restartPolicy: 'Never' } }))
  const reasons = ['Scheduled', 'Pulled', 'Created', 'Started']
  const events = await node.events('told', (all) =>
    reasons.every((wanted) => all.some(({ reason }) => reason === wanted)),
  )
  expect(events.find(({ reason }) => reason === 'Started')).toMatchObject({
    type: 'Normal',
    message: 'Started container told',
    source: { component: 'kubelet', host: 'kubeless-ui' },
    involvedObject: { kind: 'Pod', name: 'told', fieldPath: 'spec.containers{told}' },
  })
})

test('a pod that ends well has succeeded, one that does not has failed, with the exit code', async () => {
  await node.create(aPod('well', 'exit 0', { spec: { restartPolicy: 'Never' } }))
  await node.create(aPod('ill', 'echo no >&2; exit 3', { spec: { restartPolicy: 'Never' } }))
  const well = await node.until('well', ({ status }) => status?.phase === 'Succeeded')
  expect(well.status?.containerStatuses?.[0]?.state.terminated).toMatchObject({
    exitCode: 0,
    reason: 'Completed',
  })
  const ill = await node.until('ill', ({ status }) => status?.phase === 'Failed')
  expect(ill.status?.containerStatuses?.[0]?.state.terminated).toMatchObject({ exitCode: 3, reason: 'Error' })
  expect(await node.log('ill')).toBe('no\n')
})

test('init containers run one after another, before the others, and share volumes with them', async () => {
  await createConfigMap('source', { 'a.txt': 'from the map' })
  await createSecret('hidden', { key: Buffer.from('from the secret').toString('base64') })
  const pod = aPod('steps', 'cat /data/one /data/two /data/three; test ! -e /src/a.txt', {
    container: { volumeMounts: [{ name: 'data', mountPath: '/data' }] },
    spec: {
      restartPolicy: 'Never',
      volumes: [
        { name: 'data', emptyDir: {} },
        { name: 'source', configMap: { name: 'source' } },
        { name: 'hidden', secret: { secretName: 'hidden', items: [{ key: 'key', path: 'sub/key' }] } },
      ],
    },
  })
  const mounts = ['data', 'source', 'hidden'].map((name, i) => ({
    name,
    mountPath: ['/data', '/src', '/secret'][i] ?? '',
  }))
  const step = (name: string, command: string) => ({
    name,
    image: 'node:24-slim',
    command: ['sh', '-c', command],
    volumeMounts: mounts,
  })
  if (pod.spec)
    pod.spec.initContainers = [
      step('first', 'cp /src/a.txt /data/one'),
      step('second', 'test -e /data/one && cp /secret/sub/key /data/two'),
      step('third', 'pwd >/data/three'),
    ].map((container, i) => (i === 2 ? { ...container, workingDir: '/data' } : container))
  await node.create(pod)
  const done = await node.until(
    'steps',
    ({ status }) => status?.phase === 'Succeeded' || status?.phase === 'Failed',
  )
  expect(done.status?.phase).toBe('Succeeded')
  expect(await node.log('steps')).toMatch(/^from the mapfrom the secret\/.*\/data\n$/)
  expect(done.status?.initContainerStatuses?.map(({ state }) => state.terminated?.reason)).toEqual(
    Array(3).fill('Completed'),
  )
})

test('the environment is what the pod says, with nothing of ours', async () => {
  process.env.KUI_CANARY = 'of the dashboard'
  await createConfigMap('settings', { COLOUR: 'red', SIZE: '5' })
  await createSecret('keys', { KEY: Buffer.from('s3cret').toString('base64') })
  const show = (name: string) => `echo ${name}=$${name}`
  await node.create(
    aPod(
      'env',
      [
        'PLAIN',
        'MADE',
        'LITERAL',
        'COLOUR',
        'P_KEY',
        'ONE',
        'OF_POD',
        'CPU',
        'KUI_CANARY',
        'HOME',
        'HOSTNAME',
      ]
        .map(show)
        .join('; '),
      {
        container: {
          resources: { limits: { cpu: '500m', memory: '128Mi' } },
          envFrom: [{ configMapRef: { name: 'settings' } }, { prefix: 'P_', secretRef: { name: 'keys' } }],
          env: [
            { name: 'PLAIN', value: 'a b' },
            { name: 'MADE', value: '$(PLAIN)/$(SIZE)/$(NOBODY)' },
            { name: 'LITERAL', value: '$$(PLAIN)' },
            { name: 'ONE', valueFrom: { secretKeyRef: { name: 'keys', key: 'KEY' } } },
            { name: 'OF_POD', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
            { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
            {
              name: 'GONE',
              valueFrom: { configMapKeyRef: { name: 'settings', key: 'NOT', optional: true } },
            },
          ],
        },
        spec: { restartPolicy: 'Never' },
      },
    ),
  )
  await node.until('env', ({ status }) => status?.phase === 'Succeeded')
  const lines = (await node.log('env')).trim().split('\n')
  const seen = new Map(
    lines.map((line): [string, string] => [line.replace(/=.*/s, ''), line.replace(/^[^=]*=/, '')]),
  )
  expect(Object.fromEntries(seen)).toMatchObject({
    PLAIN: 'a b',
    MADE: 'a b/5/$(NOBODY)',
    LITERAL: '$(PLAIN)',
    COLOUR: 'red',
    P_KEY: 's3cret',
    ONE: 's3cret',
    OF_POD: 'env',
    CPU: '500',
    KUI_CANARY: '',
    HOSTNAME: 'env',
  })
  expect(seen.get('HOME')).toContain(node.dataDir)
})

test('what is missing is waited for and named; when it comes, the pod starts', async () => {
  await node.create(
    aPod('late', 'echo $IT', {
      container: { env: [{ name: 'IT', valueFrom: { configMapKeyRef: { name: 'later', key: 'it' } } }] },
      spec: { restartPolicy: 'Never' },
    }),
  )
  const waiting = await node.until(
    'late',
    ({ status }) => status?.containerStatuses?.[0]?.state.waiting?.message !== undefined,
  )
  expect(waiting.status?.containerStatuses?.[0]?.state.waiting).toEqual({
    reason: 'CreateContainerConfigError',
    message: 'configmap "later" not found',
  })
  await createConfigMap('later', { it: 'came' })
  await node.until('late', ({ status }) => status?.phase === 'Succeeded')
  expect(await node.log('late')).toBe('came\n')
})

test('a volume of a kind there is not here is refused in words', async () => {
  const volumes = [{ name: 'host', hostPath: { path: '/' } }] as object as { name: string }[]
  await node.create(aPod('host', 'true', { spec: { volumes } }))
  const pod = await node.until(
    'host',
    ({ status }) => status?.containerStatuses?.[0]?.state.waiting?.message !== undefined,
  )
  expect(pod.status?.containerStatuses?.[0]?.state.waiting).toMatchObject({
    reason: 'CreateContainerConfigError',
    message: expect.stringContaining('hostPath') as string,
  })
  await node.events('host', (events) => events.some(({ reason }) => reason === 'FailedMount'))
})

test.each([
  [
    'upstream',
    'kubeless/python@sha256:d027d9704e9658028a42fd47d0514741e769761aa905ce519f7943926139477f',
    /its own runtimes only/,
  ],
  ['two', 'python:2.7-slim', /Python 2 is not run by Python 3/],
  ['ruby', 'ruby:3.3', /There is no Ruby on this machine\. Install it/],
])('an image that cannot run here is not pulled for ever in silence: %s', async (name, image, words) => {
  await node.create(aPod(name, 'true', { container: { image } }))
  const pod = await node.until(
    name,
    ({ status }) => status?.containerStatuses?.[0]?.state.waiting?.reason === 'ImagePullBackOff',
  )
  expect(pod.status?.phase).toBe('Pending')
  expect(pod.status?.containerStatuses?.[0]?.state.waiting?.message).toMatch(words)
})

test('our own image runs in this process', async () => {
  const container = {
    image: 'kubeless-ui:1.2.3',
    command: ['node', '/app/greet.js'],
    env: [{ name: 'WHERE', value: '/data/x' }],
  }
  const volumes = { volumes: [{ name: 'data', emptyDir: {} }] }
  await node.create(
    aPod('own', '', {
      container: { ...container, volumeMounts: [{ name: 'data', mountPath: '/data' }] },
      spec: { restartPolicy: 'Never', ...volumes },
    }),
  )
  await node.until('own', ({ status }) => status?.phase === 'Succeeded')
  expect(await node.log('own')).toMatch(/^hello from \/.+\/volumes\/data\/x\n$/)
})

test('a program that is not there is said to be missing', async () => {
  await node.create(
    aPod('missing', '', { container: { command: ['no-such-program'] }, spec: { restartPolicy: 'Never' } }),
  )
  const pod = await node.until('missing', ({ status }) => status?.phase === 'Failed')
  expect(pod.status?.containerStatuses?.[0]?.state.terminated).toMatchObject({
    exitCode: 128,
    reason: 'StartError',
    message: expect.stringContaining('no-such-program') as string,
  })
})

test('the last words of a container are kept, from its file or from its log', async () => {
  const never = { restartPolicy: 'Never' as const }
  await node.create(aPod('words', 'echo from the file >/dev/termination-log; exit 1', { spec: never }))
  await node.create(
    aPod('fallback', 'echo first; echo last >&2; exit 1', {
      container: { terminationMessagePolicy: 'FallbackToLogsOnError' },
      spec: never,
    }),
  )
  const messageOf = async (name: string) =>
    (await node.until(name, ({ status }) => status?.phase === 'Failed')).status?.containerStatuses?.[0]?.state
      .terminated?.message
  expect(await messageOf('words')).toBe('from the file\n')
  expect((await messageOf('fallback'))?.split('\n').sort()).toEqual(['', 'first', 'last'])
})
