import { expect, test } from 'vitest'
import type { Deployment, ReplicaSet } from '../kinds.ts'
import { desiredAnnotation, planRollout, replicasOfCurrent } from './plan.ts'
import { boundsOf } from './strategy.ts'

interface Has {
  name: string
  replicas: number
  available?: number
  /** For how many it was last scaled; the Deployment's number unless said. */
  desired?: number
}

function deployment(replicas: number, spec: Deployment['spec'] = {}): Deployment {
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' }, spec: { replicas, ...spec } }
}

/** Later ones in the list are newer. */
function sets(all: readonly Has[], desired: number): ReplicaSet[] {
  return all.map(({ name, replicas, available = 0, desired: noted = desired }, place) => ({
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name,
      creationTimestamp: `2026-11-27T03:00:0${place}Z`,
      annotations: { [desiredAnnotation]: String(noted) },
    },
    spec: { replicas },
    status: { availableReplicas: available },
  }))
}

const rolling = (maxSurge: number | string, maxUnavailable: number | string): Deployment['spec'] => ({
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
})

test.each<[number, number | string, number | string, number, number]>([
  [1, '25%', '25%', 1, 0],
  [4, '25%', '25%', 1, 1],
  [10, '25%', '25%', 3, 2],
  [3, 1, 0, 1, 0],
  [3, 0, 0, 0, 1],
  [3, '100%', '100%', 3, 3],
  [2, 5, 9, 5, 2],
  [0, '25%', '25%', 0, 0],
])('%i pods with surge %s and unavailable %s', (replicas, maxSurge, maxUnavailable, surge, unavailable) => {
  expect(boundsOf(deployment(replicas, rolling(maxSurge, maxUnavailable)))).toEqual({
    maxSurge: surge,
    maxUnavailable: unavailable,
  })
})

test.each<[string, number, Deployment['spec'], Has[], Record<string, number>]>([
  // The last of the list is of the current template.
  [
    'the new one comes before the old one goes',
    1,
    rolling(1, 0),
    [
      { name: 'a', replicas: 1, available: 1 },
      { name: 'b', replicas: 0 },
    ],
    { b: 1 },
  ],
  [
    'the old one stays while the new one is not available',
    1,
    rolling(1, 0),
    [
      { name: 'a', replicas: 1, available: 1 },
      { name: 'b', replicas: 1 },
    ],
    {},
  ],
  [
    'the old one goes once the new one is available',
    1,
    rolling(1, 0),
    [
      { name: 'a', replicas: 1, available: 1 },
      { name: 'b', replicas: 1, available: 1 },
    ],
    { a: 0 },
  ],
  [
    'one that never worked makes room at once',
    1,
    rolling(1, 0),
    [
      { name: 'a', replicas: 1, available: 1 },
      { name: 'b', replicas: 1 },
      { name: 'c', replicas: 0 },
    ],
    { b: 0 },
  ],
  [
    'without surge the old one goes first',
    2,
    rolling(0, 1),
    [
      { name: 'a', replicas: 2, available: 2 },
      { name: 'b', replicas: 0 },
    ],
    { a: 1 },
  ],
  [
    'what does not work goes before what works',
    4,
    rolling(0, 1),
    [
      { name: 'a', replicas: 2, available: 2 },
      { name: 'b', replicas: 2, available: 1 },
      { name: 'c', replicas: 0 },
    ],
    { b: 1 },
  ],
  [
    'step by step, as surge and unavailable allow',
    10,
    rolling(2, 2),
    [
      { name: 'a', replicas: 8, available: 8 },
      { name: 'b', replicas: 4, available: 1 },
    ],
    { a: 7 },
  ],
  [
    'a new number goes to the only one',
    5,
    rolling(1, 0),
    [{ name: 'a', replicas: 2, available: 2, desired: 2 }],
    { a: 5 },
  ],
  [
    'a new number is spread while a rollout is under way',
    10,
    rolling(0, 1),
    [
      { name: 'a', replicas: 3, available: 3, desired: 5 },
      { name: 'b', replicas: 2, available: 0, desired: 5 },
    ],
    { a: 6, b: 4 },
  ],
  ['none at all', 0, rolling(1, 0), [{ name: 'a', replicas: 2, available: 2, desired: 2 }], { a: 0 }],
  [
    'a paused rollout stands still',
    2,
    { ...rolling(1, 0), paused: true },
    [
      { name: 'a', replicas: 2, available: 2 },
      { name: 'b', replicas: 1, available: 1 },
    ],
    {},
  ],
  [
    'a finished rollout has nothing to do',
    2,
    rolling(1, 0),
    [
      { name: 'a', replicas: 0 },
      { name: 'b', replicas: 2, available: 2 },
    ],
    {},
  ],
])('%s', (_, replicas, spec, has, expected) => {
  const all = sets(has, replicas)
  const current = all.at(-1)
  const plan = planRollout(deployment(replicas, spec), { current, old: all.slice(0, -1) }, true)
  expect(
    Object.fromEntries(plan.map(({ replicaSet, replicas: to }) => [replicaSet.metadata.name, to])),
  ).toEqual(expected)
})

test('Recreate waits until no old pod is left', () => {
  const wanted = deployment(2, { strategy: { type: 'Recreate' } })
  const [a, b] = sets(
    [
      { name: 'a', replicas: 2, available: 2 },
      { name: 'b', replicas: 0 },
    ],
    2,
  )
  if (!a || !b) throw new Error('two were wanted')
  expect(planRollout(wanted, { current: b, old: [a] }, false)).toEqual([{ replicaSet: a, replicas: 0 }])
  const gone = { ...a, spec: { replicas: 0 } }
  expect(planRollout(wanted, { current: b, old: [gone] }, false)).toEqual([])
  expect(planRollout(wanted, { current: b, old: [gone] }, true)).toEqual([{ replicaSet: b, replicas: 2 }])
})

test('a new ReplicaSet begins with as many pods as there is room for', () => {
  expect(replicasOfCurrent(deployment(4, rolling(2, 0)), 0, 4)).toBe(2)
  expect(replicasOfCurrent(deployment(4, rolling(2, 0)), 0, 6)).toBe(0)
  expect(replicasOfCurrent(deployment(4, rolling(2, 0)), 0, 0)).toBe(4)
})
