import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessToken, startHttpWorld } from '../testing/http-world.ts'
import type { HttpWorld } from '../testing/http-world.ts'
import { aSpec } from '../testing/small-world.ts'

let on: HttpWorld
beforeAll(async () => {
  on = await startHttpWorld({
    auth: {
      mode: 'forward',
      proxySecret: 'shared',
      operatorGroups: ['devs', 'ops'],
      tokenCommand: '',
      token: accessToken,
    },
  })
})
afterAll(() => on.close())

const functions = '/api/namespaces/default/functions'
const person = (groups = 'devs', extra: Record<string, string | string[]> = {}) => ({
  'x-kui-proxy-secret': 'shared',
  'x-forwarded-user': 'ann@example.com',
  'x-forwarded-groups': groups,
  ...extra,
})
const ask = (method: string, path: string, headers: Record<string, string | string[]>, body?: unknown) =>
  on.askAnybody(method, path, { headers, body })

test('whom the proxy names is believed, for as long as the request lasts', async () => {
  expect((await ask('GET', '/api/session', person())).json).toEqual({
    mode: 'forward',
    user: 'ann@example.com',
  })
  expect((await ask('GET', '/api/session', person('devs', { authorization: 'Basic YTpi' }))).status).toBe(200)
  expect((await ask('GET', '/api/session', {})).status).toBe(401)
  expect((await ask('GET', '/api/session/help', {})).json).toMatchObject({ mode: 'forward' })
})

test.each<[string, Record<string, string | string[]>]>([
  ['no secret', { 'x-forwarded-user': 'ann' }],
  ['a wrong secret', { ...person(), 'x-kui-proxy-secret': 'guessed' }],
  ['an empty secret', { ...person(), 'x-kui-proxy-secret': '' }],
  ['two secrets', { ...person(), 'x-kui-proxy-secret': ['shared', 'other'] }],
  ['a secret with an underscore', { x_kui_proxy_secret: 'shared', 'x-forwarded-user': 'ann' }],
  ['a user with an underscore', { 'x-kui-proxy-secret': 'shared', X_Forwarded_User: 'ann' }],
  ['no user', { 'x-kui-proxy-secret': 'shared' }],
  ['an empty user', { ...person(), 'x-forwarded-user': '' }],
  ['two users', { ...person(), 'x-forwarded-user': ['ann', 'root'] }],
  ['a user of several words', { ...person(), 'x-forwarded-user': 'ann root' }],
  ['a probe by its name', { 'user-agent': 'kube-probe/1.36' }],
  [
    'an address of the proxy',
    { 'x-forwarded-for': '127.0.0.1', 'x-real-ip': '127.0.0.1', 'x-forwarded-user': 'ann' },
  ],
])('CVE-2025-64484 and its like: %s is not believed', async (_, headers) => {
  expect((await ask('GET', '/api/functions', headers)).status).toBeOneOf([400, 401])
})

test('a page of another origin can no more use the proxy’s cookie than ours', async () => {
  const own = { origin: `http://${on.host}` }
  expect((await ask('POST', functions, person('devs'), aSpec())).json).toMatchObject({
    code: 'origin_not_allowed',
  })
  expect((await ask('POST', functions, person('devs', { origin: 'http://evil' }), aSpec())).status).toBe(403)
  expect((await ask('POST', functions, person('ops,devs', own), aSpec())).status).toBe(201)
})

test('who is in none of the groups may look and not touch', async () => {
  const viewer = person('sales, devs2', { origin: `http://${on.host}` })
  expect((await ask('GET', '/api/functions', viewer)).status).toBe(200)
  for (const [method, path] of [
    ['POST', functions],
    ['POST', `${functions}/hello/invocations`],
    ['DELETE', `${functions}/hello`],
  ] as const) {
    const { json } = await ask(method, path, viewer, method === 'POST' ? aSpec({ name: 'x' }) : undefined)
    expect(json).toMatchObject({
      status: 403,
      code: 'forbidden',
      detail: expect.stringContaining('ann@example.com') as string,
    })
  }
})

test('a program comes with its own token, past the proxy', async () => {
  expect((await on.ask('GET', '/api/functions')).status).toBe(200)
  expect((await ask('GET', '/api/functions', { authorization: 'Bearer wrong' })).status).toBe(401)
})

test('the log names the person', async () => {
  await ask('DELETE', `${functions}/gone`, person('devs', { origin: `http://${on.host}` }))
  expect(JSON.parse(on.lines.at(-1) ?? '{}')).toMatchObject({
    auth: 'proxy',
    user: 'ann@example.com',
    code: 'not_found',
  })
  expect(on.lines.join('')).not.toContain('shared')
})
