/** "Why is it not working?" against functions that really run, or really do not. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FunctionDiagnosis } from './contract/diagnosis.ts'
import type { FunctionSpec } from './contract/functions.ts'
import { call, change, create, node, python, until } from './testing/calls.ts'
import { startDashboard } from './testing/dashboard.ts'
import type { Dashboard } from './testing/dashboard.ts'

let dashboard: Dashboard
beforeAll(async () => {
  dashboard = await startDashboard()
})
afterAll(() => dashboard.close())

const diagnosisOf = (name: string) =>
  dashboard.ask<FunctionDiagnosis>('GET', `/api/namespaces/default/functions/${name}/diagnosis`)

const hungry = "kept = 'a' * 400_000_000\n\n\ndef hello(event, context):\n    return len(kept)\n"

const cases: [name: string, spec: Partial<FunctionSpec>, cause: RegExp, brokenAt: string, fix: object][] = [
  [
    'python-handler',
    { runtime: python, code: 'def hello(event, context):\n    return 1\n', handler: 'handler.helo' },
    /handler\.py has no function helo/,
    'handler',
    { handler: 'handler.hello' },
  ],
  [
    'node-handler',
    { runtime: node, code: 'exports.hello = () => 1\n', handler: 'handler.helo' },
    /handler\.js has no function helo/,
    'handler',
    { handler: 'handler.hello' },
  ],
  [
    'python-module',
    { runtime: python, code: 'import nothere\n\n\ndef hello(event, context):\n    return 1\n' },
    /nothere is not installed/,
    'start',
    { deps: 'nothere\n' },
  ],
  [
    'node-module',
    { runtime: node, code: "const x = require('nothere')\nexports.hello = () => x\n" },
    /nothere is not installed/,
    'start',
    { deps: '{\n  "dependencies": {\n    "nothere": "*"\n  }\n}\n' },
  ],
  [
    'memory',
    { runtime: python, code: hungry, memory: '64Mi' },
    /more memory than its limit of 64Mi/,
    'start',
    { memory: '128Mi' },
  ],
]

test.each(cases)(
  '%s: the cause is said, with the change that mends it',
  async (name, spec, cause, brokenAt, fix) => {
    await create(dashboard, { name, ...spec })
    await until(dashboard, name, ({ status }) => status.state === 'failing')
    const diagnosis = await diagnosisOf(name)
    expect(diagnosis).toMatchObject({ state: 'broken', brokenAt })
    expect(diagnosis.cause).toMatch(cause)
    expect(diagnosis.fixes[0]).toMatchObject({ type: 'change', change: fix })
  },
)

// Two rollouts, one after the other.
test('the fix of a wrong handler mends it', { timeout: 150_000 }, async () => {
  await create(dashboard, { name: 'mended', code: 'exports.hello = () => 1\n', handler: 'handler.helo' })
  await until(dashboard, 'mended', ({ status }) => status.state === 'failing')
  const [fix] = (await diagnosisOf('mended')).fixes
  if (fix?.type !== 'change') throw new Error('there is no change')
  await change(dashboard, 'mended', fix.change)
  await until(dashboard, 'mended', ({ rollout }) => rollout.state === 'live')
  expect((await call(dashboard, 'mended')).status).toBe(200)
  expect((await diagnosisOf('mended')).state).toBe('well')
})

test('a version that is saved while another one is on its way supersedes it, and is what answers', async () => {
  await create(dashboard, { name: 'twice', code: "exports.hello = () => 'first'\n" })
  await call(dashboard, 'twice')
  // It takes its time to load, so that it is still on its way when the next one comes.
  const slow = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20000)\n'
  await change(dashboard, 'twice', { code: `${slow}exports.hello = () => 'second'\n` })
  await until(dashboard, 'twice', ({ status }) => status.state === 'deploying')
  await change(dashboard, 'twice', { code: "exports.hello = () => 'third'\n" })
  const answer = await call(dashboard, 'twice')
  expect(answer.body.data).toBe('third')
  expect(answer.answeredBy.isCurrent).toBe(true)
  const { rollout } = await until(dashboard, 'twice', ({ rollout }) => rollout.state === 'live')
  expect(rollout.supersedes).toBeDefined()
})
