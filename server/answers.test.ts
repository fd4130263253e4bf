import { createHash } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { InvocationMethod } from './contract/invocations.ts'
import { invocationMethods } from './contract/invocations.ts'
import { call, create, node, python } from './testing/calls.ts'
import { startDashboard } from './testing/dashboard.ts'
import type { Dashboard } from './testing/dashboard.ts'

const pythonCode = `
import hashlib, json

def answer(event, context):
    request = event['extensions']['request']
    kind = request.query.get('kind', 'echo')
    if kind == 'method':
        return request.method
    if kind == 'large':
        return 'ä' * (5 * 1024 * 1024)
    if kind == 'binary':
        return bytes(range(256))
    if kind == 'empty':
        return ''
    if kind == 'json':
        return {'list': [1, 2.5, True, None], 'name': 'Zoë 🚲'}
    return event['data']
`
const nodeCode = `
exports.answer = (event) => {
  const { request } = event.extensions
  switch (request.query.kind) {
    case 'method': return request.method
    case 'large': return 'ä'.repeat(5 * 1024 * 1024)
    case 'binary': return Buffer.from(Array.from({ length: 256 }, (_, i) => i))
    case 'empty': return ''
    case 'json': return { list: [1, 2.5, true, null], name: 'Zoë 🚲' }
    default: return event.data
  }
}
`
let dashboard: Dashboard
beforeAll(async () => {
  dashboard = await startDashboard()
  await Promise.all([
    create(dashboard, { name: 'python', runtime: python, handler: 'handler.answer', code: pythonCode }),
    create(dashboard, { name: 'node', runtime: node, handler: 'handler.answer', code: nodeCode }),
  ])
})
afterAll(() => dashboard.close())

const both = ['python', 'node']

test.each(both)('%s: a 10 MB answer comes through whole', async (name) => {
  const { body } = await call(dashboard, name, { path: '/?kind=large' })
  expect(body).toMatchObject({ encoding: 'utf8', size: 10 * 1024 * 1024, truncated: false })
  expect(body.data).toBe('ä'.repeat(5 * 1024 * 1024))
})

test.each(both)('%s: a binary answer comes through byte for byte', async (name) => {
  const { body } = await call(dashboard, name, { path: '/?kind=binary' })
  expect(body.encoding).toBe('base64')
  expect([...Buffer.from(body.data, 'base64')]).toEqual(Array.from({ length: 256 }, (_, i) => i))
})

test.each(both)('%s: an empty answer is an answer', async (name) => {
  expect(await call(dashboard, name, { path: '/?kind=empty' })).toMatchObject({
    status: 200,
    body: { data: '', size: 0 },
  })
})

test.each(both)('%s: an object is answered as JSON, Unicode and all', async (name) => {
  const answer = await call(dashboard, name, { path: '/?kind=json' })
  expect(JSON.parse(answer.body.data)).toEqual({ list: [1, 2.5, true, null], name: 'Zoë 🚲' })
  expect(answer.headers['content-type']).toContain('application/json')
})

test.each(
  both.flatMap((name) => invocationMethods.map((method) => [name, method] as [string, InvocationMethod])),
)('%s: %s reaches the function', async (name, method) => {
  const answer = await call(dashboard, name, { method, path: '/deep/path?kind=method' })
  expect(answer.status).toBe(200)
  if (method !== 'HEAD') expect(answer.body.data).toBe(method)
})

test.each(both)('%s: text sent comes back as it was', async (name) => {
  const text = 'Zoë 🚲\r\nline two\u2028'
  const answer = await call(dashboard, name, {
    method: 'POST',
    body: text,
    headers: { 'content-type': 'text/plain' },
  })
  expect(answer.body.data).toBe(text)
})

test.each(both)('%s: the answer names the code that gave it', async (name) => {
  const code = name === 'python' ? pythonCode : nodeCode
  const checksum = `sha256:${createHash('sha256').update(code).digest('hex')}`
  expect((await call(dashboard, name)).answeredBy).toMatchObject({ checksum, isCurrent: true })
})
