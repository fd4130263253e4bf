import { afterEach, beforeEach, expect, test } from 'vitest'
import type { FunctionChange, FunctionDetails, FunctionSpec } from '../contract/functions.ts'
import type { FunctionObject, KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import { checksumOfCode } from './checksum.ts'
import { aSpec, hello, readyStatus, startWorld } from '../testing/small-world.ts'
import type { World } from '../testing/small-world.ts'

let world: World
beforeEach(async () => {
  world = await startWorld()
})
afterEach(async () => {
  await world.close()
})

const refusal = (status: number, code: string, extra: object = {}) =>
  expect.objectContaining({ status, code, ...extra }) as Error

function changeOf(details: FunctionDetails, change: Partial<FunctionSpec>): FunctionChange {
  const { name, namespace, runtime, handler, code, resourceVersion } = details
  return { name, namespace, runtime, handler, code, resourceVersion, ...change }
}

async function untilState(state: string): Promise<void> {
  const seen = world.event((event) => event.type === 'function' && event.summary.state === state)
  const [now] = await world.cluster.listFunctions()
  if (now?.state !== state) await seen
}

test('what is created is answered at once as it is stored, listed, and told to every listener', async () => {
  const told = [1, 2].map(() => world.event((event) => event.type === 'function'))
  const created = await world.cluster.createFunction(aSpec({ env: [{ name: 'A', value: '1' }] }))
  expect(created).toMatchObject({
    name: 'hello',
    code: 'x = 1\n',
    checksum: checksumOfCode('x = 1\n', 'text'),
    env: [{ name: 'A', value: '1' }],
    fileName: 'test.py',
    depsFileName: 'requirements.txt',
    status: { state: 'starting' },
  })
  expect(created.uid).not.toBe('')
  for (const event of await Promise.all(told))
    expect(event).toMatchObject({ type: 'function', summary: { name: 'hello' } })
  expect(await world.cluster.listFunctions('default')).toMatchObject([
    { name: 'hello', state: 'starting', ready: 0, wanted: 1 },
  ])
  expect(await world.cluster.listFunctions('kubeless')).toEqual([])
  expect((await world.cluster.getFunction(hello)).code).toBe('x = 1\n')
})

test.each<[string, Partial<FunctionSpec>, number, string]>([
  ['a namespace that is not there', { namespace: 'nowhere' }, 404, 'namespace_not_found'],
  ['a namespace of Kubernetes itself', { namespace: 'kube-system' }, 403, 'namespace_protected'],
  ['a name of Kubeless itself', { namespace: 'kubeless', name: 'ui' }, 409, 'name_taken'],
  ['a runtime the cluster does not list', { runtime: 'cobol1' }, 422, 'runtime_unknown'],
])('%s is refused before anything is written', async (_, change, status, code) => {
  await expect(world.cluster.createFunction(aSpec(change))).rejects.toEqual(refusal(status, code))
  expect((await world.client.list(resources.functions)).items).toEqual([])
})

test('in namespace kubeless any other name is free', async () => {
  expect((await world.cluster.createFunction(aSpec({ namespace: 'kubeless' }))).namespace).toBe('kubeless')
})

test('a name that exists, or that something else bears, is refused', async () => {
  await world.cluster.createFunction(aSpec())
  await expect(world.cluster.createFunction(aSpec())).rejects.toEqual(refusal(409, 'already_exists'))
  await world.client.create(resources.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'default', name: 'taken' },
  })
  await expect(world.cluster.createFunction(aSpec({ name: 'taken' }))).rejects.toEqual(
    refusal(409, 'name_taken'),
  )
})

test('a change is stored with its checksum, and what it does not speak of goes back to its default', async () => {
  const created = await world.cluster.createFunction(aSpec({ memory: '64Mi', timeoutSeconds: 5 }))
  const changed = await world.cluster.changeFunction(
    hello,
    changeOf(created, { code: 'x = 2\n', timeoutSeconds: 6 }),
  )
  expect(changed).toMatchObject({
    code: 'x = 2\n',
    timeoutSeconds: 6,
    memory: '',
    checksum: checksumOfCode('x = 2\n', 'text'),
  })
  expect(changed.resourceVersion).not.toBe(created.resourceVersion)
})

test('a change based on what somebody has changed since is refused with both versions', async () => {
  const created = await world.cluster.createFunction(aSpec())
  await world.cluster.changeFunction(hello, changeOf(created, { code: 'theirs\n' }))
  const conflict = await world.cluster
    .changeFunction(hello, changeOf(created, { code: 'mine\n' }))
    .catch((error: unknown) => error)
  expect(conflict).toEqual(
    refusal(409, 'conflict', {
      extra: expect.objectContaining({
        conflict: {
          yours: expect.objectContaining({ code: 'mine\n' }) as object,
          theirs: expect.objectContaining({ code: 'theirs\n' }) as object,
        },
      }) as object,
    }),
  )
  expect((await world.cluster.getFunction(hello)).code).toBe('theirs\n')
})

test('a controller that adds its finalizer and empty fields does not make a conflict', async () => {
  const created = await world.cluster.createFunction(aSpec())
  await world.client.patch(resources.functions, hello, {
    merge: {
      metadata: { finalizers: ['kubeless.io/function'] },
      spec: {
        horizontalPodAutoscaler: { metadata: { creationTimestamp: null }, spec: { maxReplicas: 0 } },
        deployment: { status: {} },
      },
    },
  })
  const changed = await world.cluster.changeFunction(hello, changeOf(created, { code: 'x = 3\n' }))
  expect(changed.code).toBe('x = 3\n')
  const stored = await world.client.get<KubeObject>(resources.functions, hello)
  expect(stored.metadata.finalizers).toEqual(['kubeless.io/function'])
})

test('of changes made at the same time from one version exactly one is stored', async () => {
  const created = await world.cluster.createFunction(aSpec())
  const results = await Promise.allSettled(
    [2, 3, 4, 5, 6].map((n) =>
      world.cluster.changeFunction(hello, changeOf(created, { code: `x = ${n}\n` })),
    ),
  )
  const stored = results.filter((result) => result.status === 'fulfilled')
  expect(stored.length).toBe(1)
  expect((await world.cluster.getFunction(hello)).code).toBe(stored[0]?.value.code)
})

test('what other clients wrote survives a change', async () => {
  const created = await world.cluster.createFunction(aSpec())
  const foreign = { spec: { futureField: { deep: [1, 2] } }, metadata: { annotations: { theirs: 'yes' } } }
  await world.client.patch(resources.functions, hello, { merge: foreign })
  const seen = await world.cluster.getFunction(hello)
  expect(seen.uid).toBe(created.uid)
  await world.cluster.changeFunction(hello, changeOf(seen, { code: 'y\n' }))
  const stored = await world.client.get<FunctionObject>(resources.functions, hello)
  expect(stored).toMatchObject({
    spec: { futureField: { deep: [1, 2] }, function: 'y\n' },
    metadata: { annotations: { theirs: 'yes' } },
  })
})

test('a function that is not there cannot be read, changed or deleted', async () => {
  await expect(world.cluster.getFunction(hello)).rejects.toEqual(refusal(404, 'not_found'))
  await expect(world.cluster.changeFunction(hello, { ...aSpec(), resourceVersion: '1' })).rejects.toEqual(
    refusal(404, 'not_found'),
  )
  await expect(world.cluster.deleteFunction(hello)).rejects.toEqual(refusal(404, 'not_found'))
})

test('deleting means the very object that was looked at, and is told when it is gone', async () => {
  const created = await world.cluster.createFunction(aSpec())
  await world.client.patch(resources.functions, hello, {
    merge: { metadata: { finalizers: ['kubeless.io/function'] } },
  })
  await expect(world.cluster.deleteFunction(hello, 'another')).rejects.toEqual(refusal(409, 'conflict'))
  const deleting = world.event((event) => event.type === 'function' && event.summary.state === 'deleting')
  await world.cluster.deleteFunction(hello, created.uid)
  await deleting
  const gone = world.event((event) => event.type === 'function-gone')
  await world.client.patch(resources.functions, hello, { merge: { metadata: { finalizers: [] } } })
  expect(await gone).toEqual({ type: 'function-gone', ref: hello })
  expect(await world.cluster.listFunctions()).toEqual([])
})

test('a function gets ready when its pod does, and says why when the pod fails', async () => {
  await world.cluster.createFunction(aSpec())
  const pod = await world.deploy(hello)
  await untilState('ready')
  const status = structuredClone(readyStatus)
  status.conditions = [{ type: 'Ready', status: 'False' }]
  const [own] = status.containerStatuses ?? []
  const message =
    'Traceback (most recent call last):\n  File "/kubeless/test.py", line 1, in <module>\nNameError: boom'
  Object.assign(own ?? {}, { ready: false, restartCount: 1, state: { terminated: { exitCode: 1, message } } })
  await world.setStatus(pod, status)
  await untilState('failing')
  expect((await world.cluster.getFunction(hello)).status).toMatchObject({
    reason: 'NameError in test.py, line 1: boom.',
    location: { file: 'test.py', line: 1 },
  })
})

test('where a pod keeps no last words, its log is read for the reason', async () => {
  await world.cluster.createFunction(aSpec())
  const status = structuredClone(readyStatus)
  status.conditions = [{ type: 'Ready', status: 'False' }]
  Object.assign(status.containerStatuses?.[0] ?? {}, { ready: false, state: { terminated: { exitCode: 1 } } })
  world.output = async function* () {
    yield Buffer.from(
      '2026-11-24T12:00:00.000000000Z   File "/kubeless/test.py", line 4\n2026-11-24T12:00:00.000000000Z SyntaxError: invalid syntax\n',
    )
  }
  await world.deploy(hello, { status })
  await untilState('failing')
  expect((await world.cluster.getFunction(hello)).status).toMatchObject({
    location: { file: 'test.py', line: 4 },
  })
})

test('the cluster says what it is, which namespaces there are, and which runtimes', async () => {
  expect(await world.cluster.describe()).toMatchObject({
    name: 'world',
    connection: { state: 'connected' },
    missing: [],
  })
  expect((await world.cluster.describe()).version).toMatch(/^v1\./)
  expect(await world.cluster.listNamespaces()).toEqual(
    expect.arrayContaining([
      { name: 'default', isProtected: false },
      { name: 'kube-system', isProtected: true },
    ]),
  )
  expect(await world.cluster.listRuntimes()).toEqual([
    {
      name: 'python3.13',
      id: 'python',
      version: '3.13',
      language: 'Python',
      editorLanguage: 'python',
      isAvailable: true,
      note: 'here',
      fileNameSuffix: '.py',
      depsFileName: 'requirements.txt',
      samples: [],
    },
  ])
  expect(world.cluster.connection()).toMatchObject({ state: 'connected', hasSynced: true })
})

test('a stream of changes begins with reset and ends when its reader leaves', async () => {
  const leaving = new AbortController()
  const seen: string[] = []
  for await (const event of world.cluster.changes(leaving.signal)) {
    seen.push(event.type)
    leaving.abort()
  }
  expect(seen).toEqual(['reset'])
})
