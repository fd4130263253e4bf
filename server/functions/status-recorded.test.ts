import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Deployment, EventObject, FunctionObject, Pod } from './objects.ts'
import { deriveStatus } from './status.ts'

interface Recording {
  deployment?: Deployment
  pods: Pod[]
  events: EventObject[]
}

const recordings = JSON.parse(
  readFileSync(new URL('recordings/kubernetes-1.36.json', import.meta.url), 'utf8'),
) as Record<string, Recording> & { 'quota-message': string }

/** A function whose only container is the one that was recorded. */
function functionOf({ deployment, pods }: Recording): FunctionObject {
  const name = deployment?.metadata.name ?? pods[0]?.spec?.containers[0]?.name ?? ''
  return {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'Function',
    metadata: { name, namespace: 'x7', uid: 'f', generation: 1, creationTimestamp: '2026-11-23T09:48:00Z' },
    spec: { runtime: 'python3.13', handler: 'handler.hello' },
  }
}

function statusOf(recording: Recording) {
  const fn = functionOf(recording)
  const template = recording.pods[0]?.spec ?? { containers: [{ name: fn.metadata.name }] }
  const deployment: Deployment = recording.deployment ?? {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: fn.metadata.name },
    spec: { replicas: 1, selector: {}, template: { spec: template } },
  }
  return deriveStatus({
    function: fn,
    deployment,
    replicaSets: [],
    pods: recording.pods,
    events: recording.events,
    now: Date.parse('2026-11-23T09:50:00Z'),
    runtimes: ['python3.13'],
  })
}

test.each([
  ['pod-security', 'The pod security level restricted:latest of its namespace forbids its pods.'],
  ['image-never-there', 'The image docker.io/library/nonesuch:1 cannot be pulled.'],
  ['no-pull', 'The image docker.io/library/nonesuch:1 cannot be pulled.'],
  ['crash-loop', "The function's process ended with exit code 2."],
  ['no-place', /^No node has room for it: 0\/1 nodes are available/],
  ['init-failed', 'The code could not be brought into the pod.'],
])('recorded from Kubernetes 1.36: %s', (name, reason) => {
  const recording = recordings[name]
  if (!recording) throw new Error(`there is no recording ${name}`)
  const status = statusOf(recording)
  expect(status.state).toBe('failing')
  expect(status.reason).toMatch(reason)
})

test('a quota that is used up is named from the event, before the Deployment has its condition', () => {
  const { deployment, pods } = recordings['crash-loop'] ?? { pods: [] }
  const owner = pods[0]?.metadata.ownerReferences?.[0]
  const fn = functionOf({ deployment, pods, events: [] })
  const replicaSet = {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: owner?.name ?? '',
      uid: owner?.uid,
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name: 'loop', uid: deployment?.metadata.uid ?? '' },
      ],
    },
  }
  const event: EventObject = {
    apiVersion: 'v1',
    kind: 'Event',
    metadata: { name: 'e' },
    type: 'Warning',
    reason: 'FailedCreate',
    message: `Error creating: ${recordings['quota-message']}`,
    involvedObject: { kind: 'ReplicaSet', name: owner?.name },
  }
  const of = (withPods: Pod[]) =>
    deriveStatus({
      function: fn,
      deployment,
      replicaSets: [replicaSet],
      pods: withPods,
      events: [event],
      now: Date.parse('2026-11-23T09:50:00Z'),
    })
  expect(of([])).toMatchObject({
    state: 'failing',
    reason:
      'The quota rq of its namespace is used up: it asks for configmaps=1, configmaps=1 is in use, configmaps=1 is allowed.',
  })
  expect(of(pods).reason).not.toContain('quota')
})

test('what holds a function that is being deleted is named', () => {
  const fn = functionOf({ pods: [], events: [] })
  fn.metadata = {
    ...fn.metadata,
    deletionTimestamp: '2026-11-23T09:49:00Z',
    finalizers: ['example.com/backup'],
  }
  const status = deriveStatus({
    function: fn,
    replicaSets: [],
    pods: [],
    events: [],
    now: Date.parse('2026-11-23T09:50:00Z'),
  })
  expect(status.state).toBe('deleting')
  expect(status.reason).toContain('example.com/backup')
})
