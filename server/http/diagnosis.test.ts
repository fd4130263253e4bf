import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FunctionDiagnosis } from '../contract/diagnosis.ts'
import type { FunctionDetails } from '../contract/functions.ts'
import type { PodStatus } from '../functions/objects.ts'
import { startHttpWorld } from '../testing/http-world.ts'
import type { HttpWorld } from '../testing/http-world.ts'
import { resources } from '../functions/resources.ts'
import { aSpec, readyStatus } from '../testing/small-world.ts'

let http: HttpWorld
beforeAll(async () => {
  http = await startHttpWorld()
})
afterAll(() => http.close())

const place = '/api/namespaces/default/functions'
const hello = 'def hello(event, context):\n    return 1\n'

async function created(name: string, change: object = {}): Promise<FunctionDetails> {
  const answer = await http.ask('POST', place, { body: aSpec({ name, ...change }) })
  expect(answer.status).toBe(201)
  return answer.json as FunctionDetails
}

/** Asks again until it is as wanted: our watches hear of a change a moment later. */
async function until<T>(path: string, isAsWanted: (answer: T) => boolean): Promise<T> {
  for (;;) {
    const answer = (await http.ask('GET', path)).json as T
    if (isAsWanted(answer)) return answer
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const diagnosisOf = (name: string, isAsWanted: (diagnosis: FunctionDiagnosis) => boolean) =>
  until(`${place}/${name}/diagnosis`, isAsWanted)

/** The ConfigMap a controller would make. */
async function holdCode(name: string): Promise<void> {
  await http.world.client.create(resources.configMaps, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { namespace: 'default', name },
  })
}

/** A pod whose only container ended, with these last words. */
const ended = (name: string, message: string, rest: object = {}): PodStatus => ({
  phase: 'Running',
  conditions: [{ type: 'PodScheduled', status: 'True' }],
  containerStatuses: [
    {
      name,
      ready: false,
      restartCount: 2,
      image: 'i',
      imageID: 'i',
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 1, message, ...rest } },
    },
  ],
})

test('a function that works is well, link by link', async () => {
  await created('well', { code: hello })
  await holdCode('well')
  const status = {
    ...readyStatus,
    containerStatuses: [{ ...readyStatus.containerStatuses![0]!, name: 'well' }],
  }
  await http.world.deploy({ namespace: 'default', name: 'well' }, { status })
  const diagnosis = await diagnosisOf('well', ({ state }) => state === 'well')
  expect(diagnosis.fixes).toEqual([])
  const verdicts = Object.fromEntries(diagnosis.checks.map(({ name, verdict }) => [name, verdict]))
  expect(verdicts).toMatchObject({ handler: 'good', controller: 'good', readiness: 'good', service: 'good' })
  expect(diagnosis.checks).toHaveLength(17)
})

test('a missing module is the cause, and adding it the fix', async () => {
  await created('module', {
    code: 'import nothere\ndef hello(event, context):\n    return 1\n',
    deps: 'flask',
  })
  const message =
    'Traceback (most recent call last):\n  File "/kubeless/test.py", line 1, in <module>\n    import nothere\nModuleNotFoundError: No module named \'nothere\'\n'
  await http.world.deploy({ namespace: 'default', name: 'module' }, { status: ended('module', message) })
  const diagnosis = await diagnosisOf('module', ({ state }) => state === 'broken')
  expect(diagnosis).toMatchObject({
    cause: 'The module nothere is not installed (test.py, line 1).',
    brokenAt: 'start',
    location: { file: 'test.py', line: 1 },
  })
  expect(diagnosis.fixes[0]).toEqual({
    type: 'change',
    label: 'Add nothere to requirements.txt',
    change: { deps: 'flask\nnothere\n' },
  })
  const start = diagnosis.checks.find(({ name }) => name === 'start')
  expect(start?.evidence.join('\n')).toContain("No module named 'nothere'")
  expect(start).toMatchObject({ container: 'module', pod: 'module-1' })
})

test('a handler that is not in the code is the cause, and the one that is the fix', async () => {
  await created('handler', { code: 'def hallo(event, context):\n    return 1\n' })
  const message = "AttributeError: module 'test' has no attribute 'hello'; the functions in it are: hallo\n"
  await http.world.deploy({ namespace: 'default', name: 'handler' }, { status: ended('handler', message) })
  const diagnosis = await diagnosisOf('handler', ({ brokenAt }) => brokenAt === 'handler')
  expect(diagnosis.cause).toBe('test.py has no function hello.')
  expect(diagnosis.fixes[0]).toMatchObject({ change: { handler: 'test.hallo' } })
})

test('a function that was killed for its memory gets twice of it', async () => {
  await created('memory', { memory: '128Mi' })
  const killed = ended('memory', '', { exitCode: 137, reason: 'OOMKilled' })
  await http.world.deploy({ namespace: 'default', name: 'memory' }, { status: killed })
  const diagnosis = await diagnosisOf('memory', ({ state }) => state === 'broken')
  expect(diagnosis.fixes[0]).toMatchObject({ change: { memory: '256Mi' } })
})

test('where no controller has ever been, that is what is said, with the command that shows it', async () => {
  await created('lonely', { code: hello })
  const diagnosis = await diagnosisOf('lonely', () => true)
  expect(diagnosis).toMatchObject({ state: 'broken', brokenAt: 'controller' })
  expect(diagnosis.cause).toBe('No controller runs that would deploy it.')
  expect(diagnosis.fixes[0]).toMatchObject({ type: 'command', command: 'kubectl get pods -n kubeless' })
})

test('a call that failed is the cause when all else is well, with its line', async () => {
  await created('call', { code: hello })
  await holdCode('call')
  const status = {
    ...readyStatus,
    containerStatuses: [{ ...readyStatus.containerStatuses![0]!, name: 'call' }],
  }
  await http.world.deploy({ namespace: 'default', name: 'call' }, { status })
  await diagnosisOf('call', ({ state }) => state === 'well')
  http.world.answer = (_, response) => response.writeHead(500).end('broken')
  http.world.output = async function* () {
    yield Buffer.from(
      '2026-11-27T10:00:00.000000000Z Traceback (most recent call last):\n2026-11-27T10:00:00.000000000Z   File "/kubeless/test.py", line 2, in hello\n2026-11-27T10:00:00.000000000Z KeyError: \'a\'\n',
    )
  }
  const answer = await http.ask('POST', `${place}/call/invocations`, { body: { method: 'GET' } })
  expect(answer.status).toBe(200)
  const diagnosis = await diagnosisOf('call', () => true)
  expect(diagnosis).toMatchObject({
    state: 'broken',
    brokenAt: 'last-call',
    location: { file: 'test.py', line: 2 },
  })
  expect(diagnosis.cause).toContain("answered with 500: KeyError in test.py, line 2: 'a'")
})

test('a function that is not there has no diagnosis', async () => {
  const answer = await http.ask('GET', `${place}/nobody/diagnosis`)
  expect(answer.status).toBe(404)
})

test('the steps of a rollout move with the pod, and a second save says that it supersedes the first', async () => {
  const { resourceVersion } = await created('steps')
  const path = `${place}/steps`
  const change = { ...aSpec({ name: 'steps', code: 'x = 2\n' }), resourceVersion }
  expect((await http.ask('PUT', path, { body: change })).status).toBe(200)
  const saved = await until<FunctionDetails>(path, ({ rollout }) => rollout.supersedes !== undefined)
  expect(saved.rollout.state).toBe('running')
  const stateOf = ({ rollout }: FunctionDetails, name: string) =>
    rollout.steps.find((step) => step.name === name)?.state
  expect(stateOf(saved, 'accepted')).toBe('running')

  const ref = { namespace: 'default', name: 'steps' }
  const pod = await http.world.deploy(ref, {
    status: { phase: 'Pending', conditions: [{ type: 'PodScheduled', status: 'True' }] },
  })
  const placed = await until<FunctionDetails>(path, (details) => stateOf(details, 'pod') === 'done')
  expect(placed.rollout.state).toBe('running')
  const told = http.world.event((event) => event.type === 'function' && event.summary.name === 'steps')
  const installing: PodStatus = {
    phase: 'Pending',
    conditions: [{ type: 'PodScheduled', status: 'True' }],
    initContainerStatuses: [
      {
        ...readyStatus.containerStatuses![0]!,
        name: 'install',
        ready: false,
        state: { running: { startedAt: new Date().toISOString() } },
      },
    ],
  }
  await http.world.setStatus(pod, installing)
  await told
  await until<FunctionDetails>(path, (details) => stateOf(details, 'install') === 'running')
  await http.world.setStatus(pod, {
    ...readyStatus,
    initContainerStatuses: [
      {
        ...readyStatus.containerStatuses![0]!,
        name: 'install',
        state: {
          terminated: {
            exitCode: 0,
            startedAt: new Date().toISOString(),
            finishedAt: new Date().toISOString(),
          },
        },
      },
    ],
    containerStatuses: [{ ...readyStatus.containerStatuses![0]!, name: 'steps' }],
  })
  const live = await until<FunctionDetails>(path, ({ rollout }) => rollout.state === 'live')
  expect(live.rollout.liveAfterMs).toBeGreaterThanOrEqual(0)
  expect(live.rollout.checksum).toBe(live.checksum)
})
