import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, create, node, python, until } from './testing/calls.ts'
import { startDashboard } from './testing/dashboard.ts'
import type { Dashboard } from './testing/dashboard.ts'

let dashboard: Dashboard
beforeAll(async () => {
  dashboard = await startDashboard()
  await create(dashboard, { name: 'neighbour' })
  await call(dashboard, 'neighbour')
})
afterAll(() => dashboard.close())

/** Whatever a function does: the dashboard and its neighbours answer. */
async function expectNoHarmDone() {
  expect((await call(dashboard, 'neighbour')).body.data).toBe('hello')
  expect(await dashboard.ask('GET', '/api/functions')).toBeInstanceOf(Array)
}

test.each([
  ['python-loops', python, 'def hello(event, context):\n    while True:\n        pass\n'],
  ['python-sleeps', python, 'import time\ndef hello(event, context):\n    time.sleep(3600)\n'],
  ['node-loops', node, 'exports.hello = () => { for (;;); }\n'],
  ['node-never-settles', node, 'exports.hello = () => new Promise(() => {})\n'],
])(
  '%s: a call that never returns is stopped at its timeout with a clear answer',
  async (name, runtime, code) => {
    await create(dashboard, { name, runtime, code, timeoutSeconds: 1 })
    const answer = await call(dashboard, name)
    expect(answer.status).toBe(408)
    expect(answer.body.data).toMatch(/1 second/)
    await expectNoHarmDone()
  },
)

test.each([
  ['python-exits', python, 'import os\ndef hello(event, context):\n    os._exit(3)\n'],
  ['node-exits', node, 'exports.hello = () => process.exit(3)\n'],
  [
    'node-throws-later',
    node,
    "exports.hello = () => new Promise(() => setTimeout(() => { throw new Error('late') }))\n",
  ],
])(
  '%s: a call that ends its process is answered, and the next call is served',
  async (name, runtime, code) => {
    await create(dashboard, { name, runtime, code })
    expect((await call(dashboard, name)).status).toBe(500)
    await until(dashboard, name, ({ status }) => status.ready === 1)
    expect((await call(dashboard, name)).status).toBe(500)
    await expectNoHarmDone()
  },
)

test.each([
  ['python-forks', python, 'import os\ndef hello(event, context):\n    while True:\n        os.fork()\n'],
  [
    'node-forks',
    node,
    "const { spawn } = require('node:child_process')\nexports.hello = () => { for (;;) spawn('sleep', ['600'], { detached: true }) }\n",
  ],
])('%s: a fork bomb is ended', async (name, runtime, code) => {
  await create(dashboard, { name, runtime, code, timeoutSeconds: 20 })
  const answer = await call(dashboard, name).catch((error: Error) => error.message)
  expect(JSON.stringify(answer)).toMatch(/"status":(500|408)|function_unreachable|no_ready_pod|502|503/)
  await expectNoHarmDone()
})

test.each([
  [
    'python-hoards',
    python,
    'hoard = []\ndef hello(event, context):\n    while True:\n        hoard.append(bytearray(10_000_000))\n',
  ],
  [
    'node-hoards',
    node,
    'const hoard = []\nexports.hello = () => { for (;;) hoard.push(Buffer.alloc(10_000_000, 1)) }\n',
  ],
])('%s: a function that eats memory is ended, and its status says so', async (name, runtime, code) => {
  await create(dashboard, { name, runtime, code, memory: '128Mi', timeoutSeconds: 30 })
  await call(dashboard, name).catch(() => undefined)
  await expectNoHarmDone()
  const { status } = await until(
    dashboard,
    name,
    ({ status }) => /memory|128/i.test(`${status.reason} ${status.evidence}`) || status.ready === 1,
  )
  expect(status.wanted).toBe(1)
})

test('a function that prints without end neither fills the memory of the dashboard nor stops it', async () => {
  const code =
    "exports.hello = () => { for (let i = 0; i < 3e6; i++) process.stdout.write('x'.repeat(99) + '\\n'); return 'done' }\n"
  await create(dashboard, { name: 'node-prints', code, timeoutSeconds: 10 })
  await call(dashboard, 'node-prints').catch(() => undefined)
  await expectNoHarmDone()
})
