import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { functionObject } from './manifest.ts'
import type { ContainerStatus, Deployment, EventObject, FunctionObject, Pod, ReplicaSet } from './objects.ts'
import { deriveStatus } from './status.ts'
import type { Observed } from './status.ts'
import { summaryOf } from './summary.ts'

const now = Date.parse('2026-11-24T12:00:00Z')
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()
const sum = (digit: string) => `sha256:${digit.repeat(64)}`
const [first, second] = [sum('a'), sum('b')]

function aFunction(
  change: Partial<NonNullable<FunctionObject['spec']>> = {},
  createdAgo = 60,
): FunctionObject {
  const object = functionObject(
    { name: 'hello', namespace: 'default', runtime: 'python3.13', handler: 'handler.hello', code: 'x' },
    first,
  )
  const metadata = {
    ...object.metadata,
    uid: 'f',
    generation: 1,
    creationTimestamp: ago(createdAgo),
    finalizers: ['kubeless.io/function'],
  }
  return { ...object, metadata, spec: { ...object.spec, ...change } }
}

const template = (checksum: string) => ({
  spec: {
    initContainers: [{ name: 'prepare' }, { name: 'install', resources: { limits: { memory: '64Mi' } } }],
    containers: [
      {
        name: 'hello',
        image: 'python:3.13-slim',
        env: [
          { name: 'MOD_NAME', value: 'handler' },
          { name: 'FUNC_CHECKSUM', value: checksum },
        ],
        readinessProbe: {},
        resources: { limits: { memory: '128Mi' } },
      },
    ],
  },
})

function aDeployment(checksum = first, spec: Partial<Deployment['spec']> = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'hello', namespace: 'default', uid: 'd', generation: 2 },
    spec: { replicas: 1, selector: {}, template: template(checksum), ...spec },
    status: { observedGeneration: 2 },
  }
}

function aReplicaSet(hash: string, revision: number, checksum: string): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `hello-${hash}`,
      uid: `r-${hash}`,
      labels: { 'pod-template-hash': hash },
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'hello', uid: 'd' }],
    },
    spec: { replicas: 1, selector: {}, template: template(checksum) },
  }
}

const own = (state: ContainerStatus['state'], rest: Partial<ContainerStatus> = {}): ContainerStatus => ({
  name: 'hello',
  ready: false,
  restartCount: 0,
  image: '',
  imageID: '',
  state,
  lastState: {},
  ...rest,
})

interface PodShape {
  hash?: string
  checksum?: string
  isReady?: boolean
  status?: ContainerStatus
  init?: ContainerStatus[]
  condition?: NonNullable<NonNullable<Pod['status']>['conditions']>[number]
  owner?: string
  deleted?: boolean
}

function aPod({
  hash = '1',
  checksum = first,
  isReady = false,
  status,
  init,
  condition,
  owner,
  deleted,
}: PodShape): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `hello-${hash}-x`,
      namespace: 'default',
      uid: `p-${hash}`,
      labels: { 'pod-template-hash': hash },
      ownerReferences: [{ apiVersion: 'v1', kind: owner ?? 'ReplicaSet', name: 'o', uid: `r-${hash}` }],
      creationTimestamp: ago(30 - Number(hash)),
      ...(deleted && { deletionTimestamp: ago(1) }),
    },
    spec: template(checksum).spec,
    status: {
      conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }, ...(condition ? [condition] : [])],
      ...(init && { initContainerStatuses: init }),
      containerStatuses: [status ?? own({ running: { startedAt: ago(20) } }, { ready: isReady })],
    },
  }
}

const crashed = (message: string, rest: object = {}): ContainerStatus =>
  own(
    { waiting: { reason: 'CrashLoopBackOff' } },
    { restartCount: 3, lastState: { terminated: { exitCode: 1, message, ...rest } } },
  )

function statusOf(observed: Partial<Observed>) {
  return deriveStatus({
    function: aFunction(),
    replicaSets: [],
    pods: [],
    events: [],
    now,
    runtimes: ['python3.13'],
    ...observed,
  })
}

const rolling = (next: PodShape, previous: PodShape = {}) => ({
  function: aFunction({ checksum: second }),
  deployment: aDeployment(second),
  replicaSets: [aReplicaSet('1', 1, first), aReplicaSet('2', 2, second)],
  pods: [
    aPod({ hash: '1', checksum: first, isReady: true, ...previous }),
    aPod({ hash: '2', checksum: second, ...next }),
  ],
})
const single = (pod: PodShape) => ({
  deployment: aDeployment(),
  replicaSets: [aReplicaSet('1', 1, first)],
  pods: [aPod(pod)],
})

test('a function whose pods are ready and run the stored code is ready', () => {
  expect(statusOf(single({ isReady: true }))).toEqual({
    state: 'ready',
    reason: 'It is ready.',
    ready: 1,
    wanted: 1,
    answering: [first],
  })
})

test('a function just saved is starting, and says so when nobody deploys it', () => {
  expect(statusOf({ function: aFunction({}, 2) })).toMatchObject({ state: 'starting', ready: 0, wanted: 1 })
  expect(statusOf({})).toMatchObject({
    state: 'failing',
    reason: expect.stringContaining('the controller has not acted') as string,
  })
  const unseen = aFunction()
  delete unseen.metadata.finalizers
  expect(statusOf({ function: unseen }).reason).toContain('no controller has taken notice')
})

test.each<[string, PodShape, string]>([
  [
    'its dependencies',
    { init: [own({ running: { startedAt: ago(1) } }, { name: 'install' })], status: own({ waiting: {} }) },
    'Its dependencies are being installed.',
  ],
  ['its image', { status: own({ waiting: { reason: 'ContainerCreating' } }) }, 'Its image is being fetched.'],
  ['its process', { status: own({ running: { startedAt: ago(1) } }) }, 'It is starting.'],
])('a first version waits for %s', (_, pod, reason) => {
  expect(statusOf(single(pod))).toMatchObject({ state: 'starting', reason })
})

test('while a new version comes up the old one answers', () => {
  expect(statusOf(rolling({ status: own({ running: { startedAt: ago(1) } }) }))).toMatchObject({
    state: 'deploying',
    reason: 'It is starting. The previous version answers meanwhile.',
    answering: [first],
  })
})

test('a change that the controller has not taken over yet is deploying, not ready', () => {
  const observed = { ...single({ isReady: true }), function: aFunction({ checksum: second }) }
  expect(statusOf({ ...observed, changedAt: ago(1) }).state).toBe('deploying')
  expect(statusOf({ ...observed, changedAt: ago(60) })).toMatchObject({
    state: 'failing',
    answering: [first],
  })
  const handler = { ...single({ isReady: true }), function: aFunction({ handler: 'other.hello' }) }
  expect(statusOf({ ...handler, changedAt: ago(1) }).state).toBe('deploying')
})

test('a Deployment whose ReplicaSet has not been seen yet is not ready with the old pods', () => {
  const observed = rolling({})
  expect(
    statusOf({ ...observed, replicaSets: [aReplicaSet('1', 1, first)], pods: observed.pods.slice(0, 1) })
      .state,
  ).toBe('deploying')
})

test('old pods that still answer keep a new version from being called ready, deleted ones do not', () => {
  expect(statusOf(rolling({ isReady: true }))).toMatchObject({
    state: 'deploying',
    ready: 2,
    answering: [first, second],
  })
  expect(statusOf(rolling({ isReady: true }, { deleted: true }))).toMatchObject({
    state: 'ready',
    ready: 1,
    answering: [second],
  })
})

test('a new version that fails names file and line, while the old one still answers', () => {
  const message =
    '  File "/kubeless/handler.py", line 3\n    def x(\n         ^\nSyntaxError: \'(\' was never closed\n'
  expect(statusOf(rolling({ status: crashed(message) }))).toEqual({
    state: 'failing',
    reason: "Syntax error in handler.py, line 3: '(' was never closed. The previous version still answers.",
    hint: 'Correct that line, or the one before it, and deploy again.',
    location: { file: 'handler.py', line: 3 },
    evidence: message.trim(),
    ready: 1,
    wanted: 1,
    answering: [first],
  })
})

test.each<[string, PodShape, string]>([
  [
    'memory',
    { status: crashed('', { exitCode: 137, reason: 'OOMKilled' }) },
    'The function needed more memory than its limit of 128Mi and was killed.',
  ],
  [
    'memory of a step',
    { init: [{ ...crashed('', { exitCode: 137, reason: 'OOMKilled' }), name: 'install' }] },
    'Step install needed more memory than its limit of 64Mi and was killed.',
  ],
  [
    'an image',
    {
      status: own({
        waiting: { reason: 'ImagePullBackOff', message: 'Back-off pulling image "python:3.13-slim"' },
      }),
    },
    'The image python:3.13-slim cannot be pulled.',
  ],
  [
    'a program',
    {
      status: own({
        waiting: {
          reason: 'ErrImagePull',
          message: 'Ruby is not on this machine. Install it: apt-get install ruby',
        },
      }),
    },
    'Ruby is not on this machine. Install it: apt-get install ruby.',
  ],
  [
    'a checksum',
    {
      init: [
        {
          ...crashed('/src/handler.py: FAILED\nsha256sum: WARNING: 1 computed checksum did NOT match'),
          name: 'prepare',
        },
      ],
    },
    'The code in the pod is not the code that was saved: its checksum differs.',
  ],
  [
    'an exit',
    { status: own({ terminated: { exitCode: 0 } }) },
    "The function's process ended with exit code 0.",
  ],
  [
    'last words',
    { status: crashed('cannot open database') },
    "The function's process ended with exit code 1: cannot open database.",
  ],
  [
    'a config',
    { status: own({ waiting: { reason: 'CreateContainerConfigError', message: 'secret "s" not found' } }) },
    'The container cannot be created: secret "s" not found.',
  ],
  [
    'room',
    {
      condition: {
        type: 'PodScheduled',
        status: 'False',
        reason: 'Unschedulable',
        message: '0/1 nodes are available',
      },
    },
    'No node has room for it: 0/1 nodes are available.',
  ],
])('a function that fails for %s says so', (_, pod, reason) => {
  expect(statusOf(single(pod))).toMatchObject({ state: 'failing', reason })
})

test('a crash that is over does not count, but without a probe a moment of life is no recovery', () => {
  const alive = (seconds: number) =>
    own(
      { running: { startedAt: ago(seconds) } },
      { ready: true, restartCount: 1, lastState: { terminated: { exitCode: 1 } } },
    )
  expect(statusOf(single({ isReady: true, status: alive(1) })).state).toBe('ready')
  const upstream = (seconds: number) => {
    const pod = aPod({ isReady: true, status: alive(seconds) })
    delete pod.spec?.containers[0]?.readinessProbe
    return statusOf({ ...single({}), pods: [pod] }).state
  }
  expect(upstream(1)).toBe('failing')
  expect(upstream(60)).toBe('ready')
})

test('pods of jobs carry the same labels and do not count', () => {
  const observed = single({ isReady: true })
  const job = aPod({ hash: '9', isReady: true, owner: 'Job' })
  expect(statusOf({ ...observed, pods: [...observed.pods, job] })).toMatchObject({ state: 'ready', ready: 1 })
})

test('scaled to zero is stopped', () => {
  expect(statusOf({ deployment: aDeployment(first, { replicas: 0 }) })).toMatchObject({
    state: 'stopped',
    wanted: 0,
  })
})

test('being deleted is said, and when nobody does it', () => {
  const deleting = (seconds: number) => {
    const object = aFunction()
    object.metadata.deletionTimestamp = ago(seconds)
    return statusOf({ function: object, ...single({ isReady: true }) })
  }
  expect(deleting(1)).toMatchObject({ state: 'deleting', reason: 'It is being deleted.', ready: 1 })
  expect(deleting(60).reason).toContain('has not let go of it')
})

test('what a controller refuses is said in its words, for as long as it is about this version', () => {
  const event: EventObject = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e' },
    type: 'Warning',
    reason: 'Rejected',
    message: 'The ConfigMap is too large',
    involvedObject: { kind: 'Function', name: 'hello', uid: 'f' },
    lastTimestamp: ago(30),
  }
  expect(statusOf({ events: [event], changedAt: ago(31) })).toMatchObject({
    state: 'failing',
    reason: 'The ConfigMap is too large.',
  })
  expect(statusOf({ events: [event], changedAt: ago(5) }).state).toBe('starting')
  const spoken = aFunction()
  spoken.status = {
    observedGeneration: 1,
    conditions: [{ type: 'Accepted', status: 'False', message: 'no such runtime' }],
  }
  expect(statusOf({ function: spoken, deployment: aDeployment() }).reason).toBe('no such runtime.')
})

test('pods that may not be made are named with the rule that forbids them', () => {
  const deployment = aDeployment()
  deployment.status = {
    ...deployment.status,
    conditions: [{ type: 'ReplicaFailure', status: 'True', message: 'exceeded quota: q' }],
  }
  expect(statusOf({ deployment })).toMatchObject({
    state: 'failing',
    reason: 'The cluster does not let its pods be made: exceeded quota: q.',
  })
})

interface Recording {
  function: FunctionObject
  deployment?: Deployment
  pods?: Pod[]
  events?: EventObject[]
}

function recorded(name: string): Recording {
  return JSON.parse(readFileSync(new URL(`recordings/${name}.json`, import.meta.url), 'utf8')) as Recording
}
const logs = recorded('logs') as unknown as Record<string, string>

test.each([
  ['crashloop', logs['crashed-current'], 'failing', 'Syntax error in handler.py, line 1: invalid syntax.'],
  ['crashloop', undefined, 'failing', "The function's process ended with exit code 1."],
  ['baddeps', logs['init-install'], 'failing', 'The package index has no package nosuchpackage==9.9.'],
  [
    'noimage',
    undefined,
    'failing',
    'The image kubeless/ruby@sha256:e93ec41f43392cc1aaf6763f484aa66850b852c4a8d6841afbe8cb72aab7d810 cannot be pulled.',
  ],
  ['rolling', undefined, 'ready', 'It is ready.'],
  ['badruntime', undefined, 'failing', 'The cluster has no runtime cobol1.0.'],
  ['badhandler', undefined, 'failing', 'The handler "nodothere" is not of the form file.function.'],
])('recorded from a real Kubeless: %s (output read: %#)', (name, output, state, reason) => {
  const { pods = [], events = [], ...rest } = recorded(name)
  const runtimes = ['python3.8', 'nodejs14', 'ruby2.6']
  const status = deriveStatus({
    ...rest,
    pods,
    events,
    replicaSets: [],
    now: Date.parse('2026-11-23T09:40:00Z'),
    runtimes,
    output,
    depsFileName: 'requirements.txt',
  })
  expect(status).toMatchObject({ state, reason })
})

test('a row of the list is short, and silent about what is well', () => {
  const ready = summaryOf(aFunction(), statusOf(single({ isReady: true })))
  expect(ready).toEqual({
    name: 'hello',
    namespace: 'default',
    runtime: 'python3.13',
    state: 'ready',
    ready: 1,
    wanted: 1,
    changedAt: ago(60),
  })
  const failing = summaryOf(aFunction(), { ...statusOf({}), reason: 'x'.repeat(500) })
  expect(failing.reason?.length).toBe(200)
})
