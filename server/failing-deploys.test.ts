import { afterAll, beforeAll, expect, test } from 'vitest'
import { call, change, create, node, python, until } from './testing/calls.ts'
import { startDashboard } from './testing/dashboard.ts'
import type { Dashboard } from './testing/dashboard.ts'

let dashboard: Dashboard
beforeAll(async () => {
  dashboard = await startDashboard()
})
afterAll(() => dashboard.close())

const good = {
  python: 'def hello(event, context):\n    return "first"\n',
  node: "exports.hello = () => 'first'\n",
}

const failures = [
  [
    'python-syntax',
    python,
    { code: 'def hello(event, context):\n    return (\n' },
    /SyntaxError|syntax/i,
    'handler.py',
    2,
  ],
  [
    'node-syntax',
    node,
    { code: 'exports.hello = () => {\n  return (\n}\n' },
    /SyntaxError|syntax/i,
    'handler.js',
    3,
  ],
  [
    'python-module',
    python,
    { code: 'import json\nimport nothere\n\n\ndef hello(event, context):\n    return 1\n' },
    /nothere/,
    'handler.py',
    2,
  ],
  [
    'node-module',
    node,
    { code: "'use strict'\nconst x = require('nothere')\nexports.hello = () => x\n" },
    /nothere/,
    'handler.js',
    2,
  ],
] as const

test.each(failures)(
  '%s: the status says in words what is wrong and where, and the previous version still answers',
  async (name, runtime, broken, words, file, line) => {
    await create(dashboard, { name, runtime, code: runtime === python ? good.python : good.node })
    expect((await call(dashboard, name)).body.data).toBe('first')
    await change(dashboard, name, broken)
    const { status } = await until(dashboard, name, ({ status }) => status.state === 'failing')
    expect(status.reason).toMatch(words)
    expect(status.location).toMatchObject({ file, line })
    const answer = await call(dashboard, name, { waitMs: 0 })
    expect(answer.body.data).toBe('first')
    expect(answer.answeredBy.isCurrent).toBe(false)
  },
)

test.each([
  ['python-handler', python, good.python],
  ['node-handler', node, good.node],
])('%s: a handler that the code does not have is named, with those it has', async (name, runtime, code) => {
  await create(dashboard, { name, runtime, code, handler: 'handler.wrong' })
  const { status } = await until(dashboard, name, ({ status }) => status.state === 'failing')
  expect(`${status.reason} ${status.hint} ${status.evidence}`).toMatch(/wrong/)
  expect(`${status.reason} ${status.hint} ${status.evidence}`).toMatch(/hello/)
  await change(dashboard, name, { handler: 'handler.hello' })
  expect((await call(dashboard, name)).body.data).toBe('first')
})

test('a dependency that cannot be installed is named, and the previous version still answers', async () => {
  await create(dashboard, { name: 'deps', code: good.node })
  await call(dashboard, 'deps')
  await change(dashboard, 'deps', { deps: '{"dependencies":{"nothere":"file:./nothere-1.0.0.tgz"}}' })
  const { status } = await until(dashboard, 'deps', ({ status }) => status.state === 'failing')
  expect(`${status.reason} ${status.evidence}`).toMatch(/nothere/)
  expect(status.location?.file).toBe('package.json')
  expect((await call(dashboard, 'deps', { waitMs: 0 })).body.data).toBe('first')
})
