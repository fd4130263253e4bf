import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { RolloutStepName } from '../contract/rollout.ts'
import type {
  ContainerState,
  ContainerStatus,
  Deployment,
  EventObject,
  FunctionObject,
  Pod,
  ReplicaSet,
} from './objects.ts'
import { deriveRollout, noteSteps } from './rollout.ts'
import { deriveStatus } from './status.ts'
import type { Observed } from './status.ts'

const savedAt = Date.parse('2026-11-24T12:00:00Z')
const at = (seconds: number) => new Date(savedAt + seconds * 1000).toISOString()
const sum = (digit: string) => `sha256:${digit.repeat(64)}`
const [first, second] = [sum('a'), sum('b')]

const specOf = (checksum: string) => ({
  initContainers: [{ name: 'prepare' }, { name: 'install' }],
  containers: [{ name: 'hello', env: [{ name: 'FUNC_CHECKSUM', value: checksum }], readinessProbe: {} }],
})

const fn: FunctionObject = {
  apiVersion: 'kubeless.io/v1beta1',
  kind: 'Function',
  metadata: { name: 'hello', namespace: 'default', uid: 'f', creationTimestamp: at(-600) },
  spec: { runtime: 'python3.13', handler: 'handler.hello', checksum: second },
}

function aDeployment(checksum: string): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'hello', uid: 'd' },
    spec: { replicas: 1, selector: {}, template: { spec: specOf(checksum) } },
  }
}

function aReplicaSet(revision: number, checksum: string): ReplicaSet {
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `hello-${revision}`,
      uid: `r${revision}`,
      labels: { 'pod-template-hash': String(revision) },
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [{ apiVersion: 'apps/v1', kind: 'Deployment', name: 'hello', uid: 'd' }],
    },
    spec: { selector: {}, template: { spec: specOf(checksum) } },
  }
}

const statusWith = (
  name: string,
  state: ContainerState,
  rest: Partial<ContainerStatus> = {},
): ContainerStatus => ({
  name,
  ready: false,
  restartCount: 0,
  image: '',
  imageID: '',
  state,
  lastState: {},
  ...rest,
})
const ran = (from: number, to: number): ContainerState => ({
  terminated: { exitCode: 0, startedAt: at(from), finishedAt: at(to) },
})

function aPod(
  revision: number,
  checksum: string,
  init: ContainerStatus[],
  own: ContainerState,
  readyAt?: number,
): Pod {
  const isReady = readyAt !== undefined
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `hello-${revision}-x`,
      uid: `p${revision}`,
      labels: { 'pod-template-hash': String(revision) },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'ReplicaSet', name: `hello-${revision}`, uid: `r${revision}` },
      ],
      creationTimestamp: at(1),
    },
    spec: specOf(checksum),
    status: {
      conditions: [
        { type: 'PodScheduled', status: 'True', lastTransitionTime: at(2) },
        { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: at(readyAt ?? 1) },
      ],
      initContainerStatuses: init,
      containerStatuses: [statusWith('hello', own, { ready: isReady })],
    },
  }
}

const old = aPod(1, first, [], { running: { startedAt: at(-500) } }, -490)

function rolloutOf(change: Partial<Observed>) {
  const observed: Observed = {
    function: fn,
    deployment: aDeployment(second),
    replicaSets: [aReplicaSet(1, first), aReplicaSet(2, second)],
    pods: [old],
    events: [],
    now: savedAt + 10_000,
    changedAt: at(0),
    ...change,
  }
  return deriveRollout(observed, deriveStatus(observed), observed.seen)
}

const statesOf = (rollout: ReturnType<typeof rolloutOf>) =>
  Object.fromEntries(rollout.steps.map(({ name, state }) => [name, state])) as Record<RolloutStepName, string>
const stepOf = (rollout: ReturnType<typeof rolloutOf>, name: RolloutStepName) =>
  rollout.steps.find((step) => step.name === name)

test('what is only saved waits for the controller, and is stuck when that takes too long', () => {
  const early = rolloutOf({
    deployment: aDeployment(first),
    replicaSets: [aReplicaSet(1, first)],
    now: savedAt + 2_000,
  })
  expect(statesOf(early)).toMatchObject({
    saved: 'done',
    accepted: 'running',
    pod: 'waiting',
    compile: 'skipped',
  })
  expect(stepOf(early, 'accepted')?.isStuck).toBeUndefined()
  const late = rolloutOf({
    deployment: aDeployment(first),
    replicaSets: [aReplicaSet(1, first)],
    now: savedAt + 8_000,
  })
  expect(stepOf(late, 'accepted')).toMatchObject({
    isStuck: true,
    why: expect.stringContaining('controller') as string,
  })
})

test('dependencies that are being installed are under way, with the time they began and where their output is', () => {
  const pod = aPod(
    2,
    second,
    [statusWith('prepare', ran(3, 4)), statusWith('install', { running: { startedAt: at(4) } })],
    {
      waiting: { reason: 'PodInitializing' },
    },
  )
  const rollout = rolloutOf({ pods: [old, pod] })
  expect(rollout.state).toBe('running')
  expect(statesOf(rollout)).toEqual({
    saved: 'done',
    accepted: 'done',
    pod: 'done',
    image: 'done',
    prepare: 'done',
    install: 'running',
    compile: 'skipped',
    start: 'waiting',
    ready: 'waiting',
    previous: 'waiting',
  })
  expect(stepOf(rollout, 'prepare')).toMatchObject({ durationMs: 1_000, startedAt: at(3) })
  expect(stepOf(rollout, 'install')).toMatchObject({
    startedAt: at(4),
    container: 'install',
    pod: 'hello-2-x',
  })
  expect(stepOf(rolloutOf({ pods: [old, pod], now: savedAt + 200_000 }), 'install')?.isStuck).toBe(true)
})

test('live is said only when the saved code alone answers', () => {
  const done = [statusWith('prepare', ran(3, 4)), statusWith('install', ran(4, 5))]
  const pod = aPod(2, second, done, { running: { startedAt: at(6) } }, 8)
  const both = rolloutOf({ pods: [old, pod] })
  expect(both.state).toBe('running')
  expect(statesOf(both)).toMatchObject({ ready: 'done', previous: 'running' })
  const alone = rolloutOf({ pods: [pod] })
  expect(alone).toMatchObject({ state: 'live', liveAfterMs: 8_000, checksum: second })
  expect(statesOf(alone).previous).toBe('done')
  const going = { ...old, metadata: { ...old.metadata, deletionTimestamp: at(9) } }
  expect(rolloutOf({ pods: [going, pod] }).state).toBe('live')
  // Ready, but with other code than the one that was saved.
  const foreign = aPod(2, first, done, { running: { startedAt: at(6) } }, 8)
  expect(rolloutOf({ deployment: undefined, pods: [foreign] }).state).not.toBe('live')
})

test('a step that fails carries the reason, and what comes after it has not happened', () => {
  const failed = statusWith('install', {
    terminated: { exitCode: 1, startedAt: at(4), finishedAt: at(6), message: 'ERROR: boom' },
  })
  const pod = aPod(2, second, [statusWith('prepare', ran(3, 4)), failed], {
    waiting: { reason: 'PodInitializing' },
  })
  const rollout = rolloutOf({ pods: [old, pod] })
  expect(rollout.state).toBe('failed')
  expect(stepOf(rollout, 'install')).toMatchObject({
    state: 'failed',
    why: expect.stringContaining('boom') as string,
    container: 'install',
  })
  expect(statesOf(rollout)).toMatchObject({ prepare: 'done', start: 'waiting', previous: 'waiting' })
})

test('a pod without a place is stuck with what the scheduler says', () => {
  const pod: Pod = { ...aPod(2, second, [], {}), status: { conditions: [] } }
  const event: EventObject = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e' },
    type: 'Warning',
    reason: 'FailedScheduling',
    message: '0/3 nodes are available',
    involvedObject: { kind: 'Pod', name: pod.metadata.name },
  }
  const rollout = rolloutOf({ pods: [old, pod], events: [event], now: savedAt + 30_000 })
  expect(stepOf(rollout, 'pod')).toMatchObject({
    state: 'running',
    isStuck: true,
    why: '0/3 nodes are available.',
  })
})

test('whoever watches times the steps by its own clock, to the millisecond', () => {
  const pod = (init: ContainerStatus[], own: ContainerState, readyAt?: number) =>
    rolloutOf({ pods: [aPod(2, second, init, own, readyAt)] })
  const preparing = pod([statusWith('prepare', { running: { startedAt: at(3) } })], { waiting: {} })
  const begun = noteSteps({}, preparing, savedAt + 120)
  expect(begun.prepare).toEqual({ started: savedAt + 120 })
  const done = [statusWith('prepare', ran(3, 3)), statusWith('install', ran(3, 3))]
  const over = noteSteps(begun, pod(done, { running: { startedAt: at(3) } }, 4), savedAt + 350)
  expect(over.prepare).toEqual({ started: savedAt + 120, ended: savedAt + 350 })
  // What was over before it was seen took no time that anybody could tell.
  expect(over.install).toEqual({ started: savedAt + 350, ended: savedAt + 350 })
  const rollout = rolloutOf({
    pods: [aPod(2, second, done, { running: { startedAt: at(3) } }, 4)],
    seen: { savedAt, times: over, supersedes: savedAt - 700 },
  })
  expect(stepOf(rollout, 'prepare')?.durationMs).toBe(230)
  expect(rollout).toMatchObject({ state: 'live', liveAfterMs: 350, supersedes: at(-0.7) })
  const again = noteSteps(over, preparing, savedAt + 900)
  expect(again.prepare).toEqual({ started: savedAt + 900 })
})

interface Recording {
  function: FunctionObject
  deployment?: Deployment
  pods?: Pod[]
  events?: EventObject[]
}

test.each([
  ['crashloop', 'failed', 'start'],
  ['baddeps', 'failed', 'install'],
  ['noimage', 'failed', 'image'],
  ['badruntime', 'failed', 'accepted'],
  ['badhandler', 'failed', 'accepted'],
])('recorded from a real Kubeless: %s is %s at %s', (name, state, step) => {
  const {
    pods = [],
    events = [],
    ...rest
  } = JSON.parse(readFileSync(new URL(`recordings/${name}.json`, import.meta.url), 'utf8')) as Recording
  const observed: Observed = {
    ...rest,
    pods,
    events,
    replicaSets: [],
    now: Date.parse('2026-11-23T09:40:00Z'),
    runtimes: ['python3.8', 'nodejs14', 'ruby2.6'],
  }
  const rollout = deriveRollout(observed, deriveStatus(observed))
  expect(rollout.state).toBe(state)
  expect(rollout.steps.find((candidate) => candidate.state === 'failed')?.name).toBe(step)
})
