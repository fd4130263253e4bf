import { expect, test } from 'vitest'
import { builtInKinds } from '../kinds/built-in-kinds.ts'
import type { Json } from '../json.ts'
import { strategicPatch } from './strategic-patch.ts'

const deployments = builtInKinds.find(({ kind }) => kind === 'Deployment')!
const template = (containers: Json): Json => ({ spec: { template: { spec: { containers } } } })
const a = { name: 'a', image: 'a:1', env: [{ name: 'X', value: '1' }] }
const b = { name: 'b', image: 'b:1' }

test.each<[string, Json, Json, Json]>([
  [
    'an item is found by its key',
    template([a, b]),
    template([{ name: 'b', image: 'b:2' }]),
    template([a, { name: 'b', image: 'b:2' }]),
  ],
  ['a new item comes behind', template([a]), template([b]), template([a, b])],
  [
    'a list within an item is merged too',
    template([a]),
    template([{ name: 'a', env: [{ name: 'Y', value: '2' }] }]),
    template([{ ...a, env: [...a.env, { name: 'Y', value: '2' }] }]),
  ],
  ['an item is taken away', template([a, b]), template([{ $patch: 'delete', name: 'a' }]), template([b])],
  ['a list is replaced', template([a, b]), template([{ $patch: 'replace' }, b]), template([b])],
  [
    'an order is kept',
    template([a, b]),
    { spec: { template: { spec: { '$setElementOrder/containers': [{ name: 'b' }, { name: 'a' }] } } } },
    template([b, a]),
  ],
  [
    'null takes a field away',
    { spec: { replicas: 1, paused: true } },
    { spec: { paused: null } },
    { spec: { replicas: 1 } },
  ],
  [
    'an object is replaced',
    { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: {} } } },
    { spec: { strategy: { $patch: 'replace', type: 'Recreate' } } },
    { spec: { strategy: { type: 'Recreate' } } },
  ],
  [
    'only the kept keys stay',
    { spec: { strategy: { type: 'RollingUpdate', rollingUpdate: {} } } },
    { spec: { strategy: { $retainKeys: ['type'], type: 'Recreate' } } },
    { spec: { strategy: { type: 'Recreate' } } },
  ],
  [
    'a set grows',
    { metadata: { finalizers: ['a/b'] } },
    { metadata: { finalizers: ['c/d'] } },
    { metadata: { finalizers: ['a/b', 'c/d'] } },
  ],
  [
    'a set loses what is named',
    { metadata: { finalizers: ['a/b', 'c/d'] } },
    { metadata: { '$deleteFromPrimitiveList/finalizers': ['a/b'] } },
    { metadata: { finalizers: ['c/d'] } },
  ],
])('%s', (_, target, patch, expected) => {
  expect(strategicPatch(deployments, target, patch)).toEqual(expected)
})

test('an item without its key is refused', () => {
  expect(() => strategicPatch(deployments, template([a]), template([{ image: 'x' }]))).toThrow(
    'does not contain declared merge key: name',
  )
})
