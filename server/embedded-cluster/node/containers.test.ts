import { afterAll, beforeAll, expect, test } from 'vitest'
import { resources } from '../../functions/resources.ts'
import { readProcess } from './process-list.ts'
import { aPod, eventually, isReady, serveScript, startTestNode } from './testing.ts'
import type { TestNode } from './testing.ts'
import type { NodePod } from './pod-spec.ts'

let node: TestNode
beforeAll(async () => {
  node = await startTestNode()
})
afterAll(() => node.close())

const containerOf = ({ status }: NodePod) => status?.containerStatuses?.[0]
const ports = [{ containerPort: 8080 }]
const isAlive = (pid: number) => readProcess(pid) !== undefined

/** The number that a container has written into its log. */
const pidIn = (name: string) =>
  eventually(async () => Number(/pid (\d+)/.exec(await node.log(name).catch(() => ''))?.[1]) || undefined)

test('a container that crashes is restarted, then held back, and its last run can be read', async () => {
  await node.create(aPod('crash', 'echo run; exit 7'))
  const pod = await node.until(
    'crash',
    (now) => containerOf(now)?.state.waiting?.reason === 'CrashLoopBackOff',
  )
  expect(pod.status?.phase).toBe('Running')
  expect(containerOf(pod)).toMatchObject({
    ready: false,
    started: false,
    state: {
      waiting: {
        message: expect.stringMatching(
          /^back-off \d+s restarting failed container=crash pod=crash_default\([-0-9a-f]+\)$/,
        ) as string,
      },
    },
    lastState: { terminated: { exitCode: 7, reason: 'Error' } },
  })
  expect(containerOf(pod)?.restartCount).toBeGreaterThan(0)
  expect(await node.log('crash', { previous: true })).toBe('run\n')
  await node.events('crash', (events) => events.some(({ reason }) => reason === 'BackOff'))
})

test('what is only restarted on failure is restarted until it ends well', async () => {
  const data = { volumes: [{ name: 'data', emptyDir: {} }], restartPolicy: 'OnFailure' as const }
  const container = { volumeMounts: [{ name: 'data', mountPath: '/data' }] }
  await node.create(
    aPod('again', 'test -e /data/been || { touch /data/been; exit 1; }', { container, spec: data }),
  )
  const pod = await node.until('again', ({ status }) => status?.phase === 'Succeeded')
  expect(containerOf(pod)?.restartCount).toBe(1)
})

test('a failing init container keeps the pod from starting and is tried again', async () => {
  await node.create(
    aPod('init', 'true', {
      spec: {
        initContainers: [{ name: 'install', image: 'node:24', command: ['sh', '-c', 'echo no; exit 2'] }],
      },
    }),
  )
  const pod = await node.until(
    'init',
    ({ status }) => status?.initContainerStatuses?.[0]?.state.waiting?.reason === 'CrashLoopBackOff',
  )
  expect(pod.status?.phase).toBe('Pending')
  expect(containerOf(pod)?.state).toEqual({ waiting: { reason: 'PodInitializing' } })
  expect(pod.status?.conditions?.find(({ type }) => type === 'Initialized')).toMatchObject({
    status: 'False',
    message: 'containers with incomplete status: [install]',
  })
  expect(await node.log('init', { container: 'install' })).toBe('no\n')
  await expect(node.log('init')).rejects.toThrow(
    'container "init" in pod "init" is waiting to start: PodInitializing',
  )
})

test('a stopped container gets SIGTERM first, and everything it started goes with it', async () => {
  const script = `trap 'echo bye; exit 0' TERM; sleep 600 & setsid sleep 600 & echo pid $!; wait; wait`
  await node.create(aPod('polite', script))
  const pid = await pidIn('polite')
  expect(isAlive(pid)).toBe(true)
  await node.client.delete(resources.pods, { namespace: 'default', name: 'polite' })
  await node.gone('polite')
  expect(isAlive(pid)).toBe(false)
})

test('who ignores SIGTERM is killed when the grace is over, whatever it has hidden', async () => {
  const hidden = `(setsid sh -c 'trap "" TERM; sleep 600' & ) ; exec node -e "process.on('SIGTERM', () => {}); console.log('pid', process.pid); setInterval(() => {}, 1000)"`
  await node.create(aPod('stubborn', hidden, { spec: { terminationGracePeriodSeconds: 1 } }))
  const pid = await pidIn('stubborn')
  await node.client.delete(resources.pods, { namespace: 'default', name: 'stubborn' })
  await node.gone('stubborn')
  expect(isAlive(pid)).toBe(false)
})

test('a container is ready when its readiness probe says so, and no longer when it does not', async () => {
  const probe = {
    readinessProbe: { httpGet: { path: '/', port: 'web' }, periodSeconds: 1, failureThreshold: 1 },
  }
  const script = `exec node -e "let bad = false; require('http').createServer((q, r) => { if (q.url === '/break') bad = true; r.statusCode = bad ? 500 : 200; r.end() }).listen(process.env.FUNC_SOCKET)"`
  await node.create(
    aPod('moody', script, { container: { ports: [{ name: 'web', containerPort: 8080 }], ...probe } }),
  )
  await node.until('moody', isReady)
  await node.client.create(resources.services, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'moody', namespace: 'default' },
    spec: { selector: { app: 'moody' }, ports: [{ name: 'http', port: 8080 }] },
  } as Parameters<typeof node.client.create>[1])
  await eventually(() => node.get('moody', '/break').catch(() => undefined))
  const pod = await node.until('moody', (now) => !isReady(now))
  expect(pod.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
    reason: 'ContainersNotReady',
  })
  const events = await node.events('moody', (all) => all.some(({ reason }) => reason === 'Unhealthy'))
  expect(events.find(({ reason }) => reason === 'Unhealthy')?.message).toBe(
    'Readiness probe failed: HTTP probe failed with statuscode: 500',
  )
})

test('a container that fails its liveness probe is killed and restarted', async () => {
  const livenessProbe = {
    httpGet: { path: '/', port: 8080 },
    periodSeconds: 1,
    failureThreshold: 1,
    initialDelaySeconds: 1,
  }
  await node.create(
    aPod('deaf', 'exec sleep 600', {
      container: { ports, livenessProbe },
      spec: { terminationGracePeriodSeconds: 1 },
    }),
  )
  const pod = await node.until('deaf', (now) => (containerOf(now)?.restartCount ?? 0) > 0)
  expect(containerOf(pod)?.lastState.terminated?.exitCode).toBe(143)
  const events = await node.events('deaf', (all) => all.some(({ reason }) => reason === 'Killing'))
  expect(events.find(({ reason }) => reason === 'Killing')?.message).toBe(
    'Container deaf failed liveness probe, will be restarted',
  )
})

test('an exec probe runs where the container runs', async () => {
  const readinessProbe = { exec: { command: ['sh', '-c', 'test -e "$HOME/up"'] }, periodSeconds: 1 }
  await node.create(aPod('exec', 'touch up; exec sleep 600', { container: { readinessProbe } }))
  await node.until('exec', isReady)
})

test('a startup probe holds the others back until it has succeeded', async () => {
  const probe = { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 }
  await node.create(
    aPod('slow', serveScript("'up'"), {
      container: { ports, startupProbe: { ...probe, failureThreshold: 60 }, readinessProbe: probe },
    }),
  )
  const pod = await node.until('slow', isReady)
  expect(containerOf(pod)?.started).toBe(true)
})

test('a pod that is active for too long is ended as a whole', async () => {
  await node.create(
    aPod('long', 'exec sleep 600', { spec: { restartPolicy: 'Never', activeDeadlineSeconds: 1 } }),
  )
  const pod = await node.until('long', ({ status }) => status?.phase === 'Failed')
  expect(pod.status).toMatchObject({ reason: 'DeadlineExceeded' })
  await node.until('long', (now) => containerOf(now)?.state.terminated !== undefined)
})

test('hooks are refused in words', async () => {
  await node.create(
    aPod('hook', 'true', { container: { lifecycle: { postStart: { exec: { command: ['true'] } } } } }),
  )
  const pod = await node.until('hook', (now) => containerOf(now)?.state.waiting?.message !== undefined)
  expect(containerOf(pod)?.state.waiting?.message).toMatch(
    /postStart hook, which the embedded cluster does not run/,
  )
})

test('after a restart of everything, pods run again, with their count of restarts', async () => {
  const readinessProbe = { httpGet: { path: '/', port: 8080 }, periodSeconds: 1 }
  await node.create(aPod('stays', serveScript("'here'"), { container: { ports, readinessProbe } }))
  await node.create(aPod('over', 'echo was', { spec: { restartPolicy: 'Never' } }))
  await node.until('stays', isReady)
  await node.until('over', ({ status }) => status?.phase === 'Succeeded')
  await node.restart()
  const pod = await node.until('stays', (now) => isReady(now) && containerOf(now)?.restartCount === 1)
  expect(containerOf(pod)?.lastState).toEqual({})
  expect((await node.until('over', () => true)).status?.phase).toBe('Succeeded')
  expect(await node.log('over')).toBe('was\n')
})
