import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { FunctionSpec } from '../contract/functions.ts'
import { detailsOf, specOf } from './details.ts'
import { changeAnnotation, changedFunctionObject, functionObject } from './manifest.ts'
import type { FunctionObject } from './objects.ts'

const spec: FunctionSpec = {
  name: 'hello',
  namespace: 'default',
  runtime: 'python3.13',
  handler: 'test.hello',
  code: 'def hello(event, context):\n  return 1\n',
}
const sum = (digit: string) => `sha256:${digit.repeat(64)}`
const options = { checksum: sum('b'), nonce: 'n1' }

test('a new function is written in full, with the labels and the selector its pods are found by', () => {
  expect(functionObject(spec, sum('a'))).toEqual({
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'Function',
    metadata: {
      name: 'hello',
      namespace: 'default',
      labels: { 'created-by': 'kubeless', function: 'hello' },
    },
    spec: {
      runtime: 'python3.13',
      handler: 'test.hello',
      function: spec.code,
      'function-content-type': 'text',
      checksum: sum('a'),
      timeout: '180',
      deps: '',
      service: {
        type: 'ClusterIP',
        ports: [{ name: 'http-function-port', port: 8080, targetPort: 8080, protocol: 'TCP' }],
        selector: { 'created-by': 'kubeless', function: 'hello' },
      },
    },
  })
})

test('what a person chose is read back as it was written', () => {
  const whole: FunctionSpec = {
    ...spec,
    deps: 'requests\n',
    contentType: 'text',
    checksum: sum('a'),
    timeoutSeconds: 7,
    env: [{ name: 'A', value: '1' }],
    cpu: '100m',
    memory: '64Mi',
    replicas: 0,
    port: 9090,
    labels: { team: 'x' },
    description: 'says hello',
  }
  const object = functionObject(whole, sum('a'))
  expect(specOf(object)).toEqual(whole)
  expect(object.spec?.deployment?.spec?.template?.spec?.containers?.[0]?.resources).toEqual({
    limits: { cpu: '100m', memory: '64Mi' },
    requests: { cpu: '100m', memory: '64Mi' },
  })
})

test('labels that pods are found by cannot be taken away', () => {
  const labels = { 'created-by': 'me', function: 'other', team: 'x' }
  expect(functionObject({ ...spec, labels }, '').metadata.labels).toEqual({
    'created-by': 'kubeless',
    function: 'hello',
    team: 'x',
  })
})

test('what the Go client leaves behind is read as nothing', () => {
  const { function: limits } = JSON.parse(
    readFileSync(new URL('recordings/limits.json', import.meta.url), 'utf8'),
  ) as { function: FunctionObject }
  expect(specOf(limits)).toMatchObject({
    contentType: 'text',
    timeoutSeconds: 180,
    env: [{ name: 'GREETING', value: 'hi' }],
    cpu: '100m',
    memory: '64Mi',
    replicas: 2,
    port: 8080,
    labels: {},
    description: '',
  })
  const bare: FunctionObject = {
    apiVersion: 'kubeless.io/v1beta1',
    kind: 'Function',
    metadata: { name: 'x' },
  }
  expect(specOf(bare)).toMatchObject({ code: '', env: [], timeoutSeconds: 180, port: 8080 })
  expect(specOf({ ...bare, spec: { deployment: null, service: null, timeout: 'soon' } }).timeoutSeconds).toBe(
    180,
  )
})

const foreign = {
  apiVersion: 'kubeless.io/v1beta1',
  kind: 'Function',
  metadata: {
    name: 'hello',
    namespace: 'default',
    resourceVersion: '7',
    finalizers: ['kubeless.io/function'],
    annotations: { mine: 'stays' },
    labels: { team: 'x', 'created-by': 'kubeless', function: 'hello' },
  },
  spec: {
    ...functionObject(spec, sum('a')).spec,
    futureField: { deep: [1] },
    horizontalPodAutoscaler: { metadata: { name: 'hello' } },
    deployment: {
      metadata: { creationTimestamp: null },
      spec: {
        selector: null,
        template: {
          metadata: { annotations: { theirs: 'stays' } },
          spec: {
            nodeSelector: { disk: 'ssd' },
            containers: [
              {
                name: '',
                imagePullPolicy: 'Always',
                env: [
                  { name: 'PLAIN', value: '1' },
                  { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
                ],
                resources: {
                  limits: { memory: '64Mi', 'nvidia.com/gpu': '1' },
                  requests: { memory: '16Mi', cpu: '10m' },
                },
              },
              { name: 'sidecar', image: 'x' },
            ],
          },
        },
      },
    },
  },
} as unknown as FunctionObject

test('a change of the code touches the code and its checksum, and nothing else', () => {
  const next = changedFunctionObject(foreign, { ...specOf(foreign), code: 'new' }, options)
  expect(next).toEqual({ ...foreign, spec: { ...foreign.spec, function: 'new', checksum: sum('b') } })
})

test('a change that changes nothing writes nothing new', () => {
  expect(changedFunctionObject(foreign, specOf(foreign), { checksum: sum('a'), nonce: 'n' })).toEqual(foreign)
})

test('fields of other clients survive a change of everything', () => {
  const next = changedFunctionObject(
    foreign,
    {
      ...spec,
      env: [{ name: 'B', value: '2' }],
      memory: '128Mi',
      cpu: '1',
      replicas: 3,
      port: 9000,
      labels: { team: 'y' },
      description: 'd',
      timeoutSeconds: 5,
    },
    options,
  )
  expect(next.metadata).toEqual({
    ...foreign.metadata,
    annotations: { mine: 'stays', 'kubeless.serverless.com/description': 'd' },
    labels: { team: 'y', 'created-by': 'kubeless', function: 'hello' },
  })
  expect(next.spec).toMatchObject({
    futureField: { deep: [1] },
    horizontalPodAutoscaler: { metadata: { name: 'hello' } },
    timeout: '5',
  })
  const template = next.spec?.deployment?.spec?.template
  expect(next.spec?.deployment?.spec?.replicas).toBe(3)
  expect(template?.metadata?.annotations).toEqual({ theirs: 'stays', [changeAnnotation]: 'n1' })
  expect(template?.spec).toMatchObject({ nodeSelector: { disk: 'ssd' } })
  expect(template?.spec?.containers?.[1]).toEqual({ name: 'sidecar', image: 'x' })
  expect(template?.spec?.containers?.[0]).toEqual({
    name: '',
    imagePullPolicy: 'Always',
    env: [
      { name: 'B', value: '2' },
      { name: 'SECRET', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
    ],
    resources: {
      limits: { memory: '128Mi', cpu: '1', 'nvidia.com/gpu': '1' },
      requests: { memory: '128Mi', cpu: '1' },
    },
  })
  expect(next.spec?.service?.ports?.[0]).toMatchObject({ port: 9000, targetPort: 9000 })
})

test('a limit that was taken back is gone', () => {
  const next = changedFunctionObject(foreign, { ...specOf(foreign), memory: '' }, options)
  expect(next.spec?.deployment?.spec?.template?.spec?.containers?.[0]?.resources).toEqual({
    limits: { 'nvidia.com/gpu': '1' },
    requests: { cpu: '10m' },
  })
})

test.each([
  ['runtime', { runtime: 'nodejs20' }, sum('a'), true],
  ['labels', { labels: { team: 'y' } }, sum('a'), true],
  ['code behind an address', { code: 'https://x/y.py', contentType: 'url' as const }, '', true],
  ['handler', { handler: 'test.other' }, sum('a'), false],
])(
  'a change of only the %s brings what makes a controller notice, if it needs that',
  (_, change, checksum, isMarked) => {
    const next = changedFunctionObject(foreign, { ...specOf(foreign), ...change }, { checksum, nonce: 'n2' })
    const annotations = next.spec?.deployment?.spec?.template?.metadata?.annotations
    expect(annotations?.[changeAnnotation]).toBe(isMarked ? 'n2' : undefined)
  },
)

/** What details say besides the object, and what these tests do not look at. */
const derived = {
  status: { state: 'ready' as const, reason: '', ready: 1, wanted: 1, answering: [] },
  rollout: { state: 'live' as const, checksum: '', savedAt: '', steps: [] },
}

test('variables from elsewhere are named in the details, not listed as plain ones', () => {
  const details = detailsOf(foreign, {
    ...derived,
    checksum: sum('a'),
    fileName: 'test.py',
    depsFileName: 'requirements.txt',
  })
  expect(details.env).toEqual([{ name: 'PLAIN', value: '1' }])
  expect(details.envFromElsewhere).toEqual(['SECRET'])
})

test('the last write of the spec is when it was changed, whoever touched its metadata since', () => {
  const at = (time: string, fields: object) => ({
    manager: 'm',
    operation: 'Update' as const,
    apiVersion: 'v',
    time,
    fieldsV1: fields,
  })
  const managedFields = [
    at('2026-11-01T10:00:00Z', { 'f:spec': {} }),
    at('2026-11-03T10:00:00Z', { 'f:metadata': {} }),
    at('2026-11-02T10:00:00Z', { 'f:spec': {}, 'f:metadata': {} }),
  ]
  const object = {
    ...foreign,
    metadata: { ...foreign.metadata, creationTimestamp: '2026-10-01T00:00:00Z', managedFields },
  }
  const details = detailsOf(object, { ...derived, checksum: '', fileName: '', depsFileName: '' })
  expect(details.changedAt).toBe('2026-11-02T10:00:00Z')
})

test.each([
  [undefined, 'text'],
  ['', 'text'],
  ['base64+zip', 'base64+zip'],
  ['url+text', 'url'],
  ['text+zip', 'text'],
  ['zip+base64', 'base64+zip'],
])('content type %s is read as %s', (written, read) => {
  const object = { ...foreign, spec: { ...foreign.spec, 'function-content-type': written } }
  expect(specOf(object).contentType).toBe(read)
})
