import { afterAll, beforeAll, expect, test } from 'vitest'
import { accessToken, startHttpWorld } from '../testing/http-world.ts'
import type { HttpWorld } from '../testing/http-world.ts'
import { lines } from './lines.ts'

let on: HttpWorld
beforeAll(async () => {
  on = await startHttpWorld()
})
afterAll(() => on.close())

const minute = 60_000
const hour = 60 * minute
const open = ['POST /api/session', 'GET /api/session/help']
const guarded = lines
  .filter((line) => !open.includes(line))
  .map(
    (line) => line.replace(':namespace', 'default').replace(':name', 'hello').split(' ') as [string, string],
  )

/** Sends what a page of ours sends. */
const asPage = (method: string, path: string, halves: object, body?: unknown) =>
  on.askAnybody(method, path, { headers: { ...halves, origin: `http://${on.host}` }, body })

test.each(guarded)('%s %s needs a credential', async (method, path) => {
  const answer = await on.askAnybody(method, path, { body: method === 'GET' ? undefined : {} })
  expect(answer.status).toBe(401)
  expect(answer.json).toMatchObject({ code: 'unauthenticated', status: 401, title: 'Unauthorized' })
  expect(answer.headers['www-authenticate']).toContain('Bearer')
})

test('whatever the method and however the address is spelt, nothing of the API is answered without a credential', async () => {
  const spellings = [
    '/api/functions',
    '/api/functions/',
    '/API/functions',
    '/api',
    '/metrics',
    '/api/functions;x',
    '/api/nothing',
    '/Api/x',
  ]
  for (const path of spellings)
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'])
      expect(`${method} ${path} ${(await on.askAnybody(method, path)).status}`).toBe(`${method} ${path} 401`)
  for (const path of ['//api/functions', '/api//functions/..', '/%61pi/%2e%2e/functions'])
    expect((await on.askAnybody('GET', path)).status).toBeGreaterThanOrEqual(400)
})

test('what is there and what is not are refused alike', async () => {
  const bodies = await Promise.all(
    ['/api/functions', '/api/nothing', '/api/namespaces/a/functions/b'].map(async (path) => {
      const { json } = await on.askAnybody('GET', path)
      return { ...(json as object), requestId: '' }
    }),
  )
  expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1)
})

test('only health and the help for signing in are told to anybody, and no secret with them', async () => {
  expect(await on.askAnybody('GET', '/healthz')).toMatchObject({ status: 200, text: 'ok' })
  expect((await on.askAnybody('GET', '/readyz')).status).toBe(200)
  expect((await on.askAnybody('GET', '/api/session/help')).json).toEqual({
    mode: 'token',
    methods: ['token'],
    command: 'cat token',
  })
  const metrics = await on.ask('GET', '/metrics')
  expect(metrics.text).toContain('kubeless_ui_requests_total')
  expect(metrics.text).not.toContain(accessToken)
})

test('the access token opens the API, for programs without any origin', async () => {
  expect((await on.ask('GET', '/api/functions')).status).toBe(200)
  expect((await on.ask('DELETE', '/api/session')).status).toBe(204)
  expect((await on.ask('GET', '/api/session')).json).toEqual({ mode: 'token', user: 'access token' })
})

test.each([
  ['a wrong token', { authorization: `Bearer ${accessToken}x` }, 401, 'unauthenticated'],
  ['no token', { authorization: 'Bearer ' }, 401, 'unauthenticated'],
  ['Basic', { authorization: 'Basic YTpi' }, 401, 'unauthenticated'],
  ['a cookie alone', { cookie: 'kui_PORT=abc' }, 401, 'session_incomplete'],
  ['the header half alone', { 'x-kui-session': 'abc' }, 401, 'session_incomplete'],
  ['halves of no session', { cookie: 'kui_PORT=abc', 'x-kui-session': 'abc' }, 401, 'session_expired'],
])('%s is refused', async (_, headers, status, code) => {
  const { port } = new URL(on.http.url)
  const sent = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, value.replace('PORT', port)]),
  )
  const answer = await on.askAnybody('GET', '/api/functions', { headers: sent })
  expect(answer.status).toBe(status)
  expect(answer.json).toMatchObject({ code })
})

test('a token that is too long, broken, or there twice is refused', async () => {
  const { headers } = await on.askAnybody('GET', '/api/functions', {
    headers: { authorization: 'Bearer a b' },
  })
  expect(headers['www-authenticate']).toBeDefined()
  expect(
    (
      await on.askAnybody('GET', '/api/functions', {
        headers: { authorization: `Bearer ${'x'.repeat(20_000)}` },
      })
    ).status,
  ).toBe(431)
  const twice = await on.send(
    `GET /api/functions HTTP/1.1\r\nHost: ${on.host}\r\nAuthorization: Bearer ${accessToken}\r\nAuthorization: Bearer x\r\nConnection: close\r\n\r\n`,
  )
  expect(twice).toContain('400 Bad Request')
  expect(twice).toContain('ambiguous_credentials')
})

test('signing in gives a cookie no script reads and the other half, and both together are a session', async () => {
  const answer = await on.askAnybody('POST', '/api/session', { body: { token: `  ${accessToken}\n` } })
  expect(answer.status).toBe(200)
  expect(answer.json).toMatchObject({ mode: 'token', expiresAt: '2026-11-27T18:00:00.000Z' })
  const { port } = new URL(on.http.url)
  const [cookie = ''] = [answer.headers['set-cookie'] ?? ''].flat()
  expect(cookie).toMatch(
    new RegExp(`^kui_${port}=[\\w-]{43}; HttpOnly; SameSite=Strict; Path=/; Max-Age=28800$`),
  )
  const { session = '' } = answer.json as { session?: string }
  expect(session).toMatch(/^[\w-]{43}$/)
  expect(cookie).not.toContain(session)

  const halves = { cookie: cookie.split(';', 1)[0] ?? '', 'x-kui-session': session }
  const now = await asPage('GET', '/api/session', halves)
  expect(now.json).toEqual({ mode: 'token', user: 'access token', expiresAt: '2026-11-27T18:00:00.000Z' })
})

test('halves of two sessions are no session, and the cookie that somebody put there is taken away', async () => {
  const [mine, theirs] = [await on.signIn(), await on.signIn()]
  const answer = await asPage('GET', '/api/functions', { ...mine, cookie: theirs.cookie })
  expect(answer.status).toBe(401)
  expect(answer.json).toMatchObject({ code: 'session_incomplete' })
  expect([answer.headers['set-cookie'] ?? ''].flat()[0]).toMatch(/=; .*Max-Age=0/)
  // Beside the right one it does no harm.
  const both = await asPage('GET', '/api/functions', { ...mine, cookie: `${theirs.cookie}; ${mine.cookie}` })
  expect(both.status).toBe(200)
})

test('a session and a token at once are refused', async () => {
  const answer = await asPage('GET', '/api/functions', { ...(await on.signIn()), ...on.bearer })
  expect(answer.status).toBe(400)
  expect(answer.json).toMatchObject({ code: 'ambiguous_credentials' })
})

test('signing out ends the session on the server', async () => {
  const halves = await on.signIn()
  expect((await asPage('DELETE', '/api/session', halves)).status).toBe(204)
  expect((await asPage('GET', '/api/functions', halves)).json).toMatchObject({ code: 'session_expired' })
})

test('a session ends after eight hours without use, and after a day in any case', async () => {
  const [idle, busy] = [await on.signIn(), await on.signIn()]
  for (let passed = 0; passed < 24; passed += 6) {
    expect((await asPage('GET', '/api/session', busy)).status).toBe(200)
    on.pass(6 * hour)
  }
  expect((await asPage('GET', '/api/session', idle)).json).toMatchObject({ code: 'session_expired' })
  expect((await asPage('GET', '/api/session', busy)).json).toMatchObject({ code: 'session_expired' })
})

test('a one-time code signs in once, and not after a minute', async () => {
  const code = on.sessions.mintOneTimeCode()
  const signIn = (token: string) => on.askAnybody('POST', '/api/session', { body: { token } })
  expect((await signIn(code)).status).toBe(200)
  expect((await signIn(code)).status).toBe(401)
  const late = on.sessions.mintOneTimeCode()
  on.pass(minute)
  expect((await signIn(late)).status).toBe(401)
  on.pass(minute)
})

test('after ten wrong tokens in a minute there is a pause, but the right one is taken at once', async () => {
  const signIn = (token: string) => on.askAnybody('POST', '/api/session', { body: { token } })
  on.pass(minute)
  for (let round = 0; round < 10; round++) {
    const { json } = await signIn(`wrong${round}`)
    expect(json).toMatchObject({ status: 401, code: 'unauthenticated', field: 'token' })
  }
  const refused = await signIn('wrong again')
  expect(refused.json).toMatchObject({ status: 429, code: 'too_many_attempts' })
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0)
  expect(
    (await on.askAnybody('GET', '/api/functions', { headers: { authorization: 'Bearer x' } })).status,
  ).toBe(429)
  expect((await signIn(accessToken)).status).toBe(200)
  expect((await on.ask('GET', '/api/functions')).status).toBe(200)
  on.pass(minute)
  expect((await signIn('wrong')).status).toBe(401)
})

test('a page that is reached by HTTPS gets a cookie that never travels without it', async () => {
  const behindProxy = await startHttpWorld({ allowedHosts: ['kubeless.example'] })
  try {
    const { headers } = await behindProxy.askAnybody('POST', '/api/session', {
      body: { token: accessToken },
      headers: { host: 'kubeless.example', origin: 'https://kubeless.example' },
    })
    expect([headers['set-cookie'] ?? ''].flat()[0]).toMatch(
      /^__Host-kui=[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=28800; Secure$/,
    )
  } finally {
    await behindProxy.close()
  }
})

test('without login nobody has to sign in, but a page of another origin still gets nothing', async () => {
  const open = await startHttpWorld({ auth: { mode: 'none', tokenCommand: '' } })
  try {
    expect((await open.askAnybody('GET', '/api/functions')).status).toBe(200)
    expect((await open.askAnybody('GET', '/api/session')).json).toEqual({ mode: 'none', user: 'anybody' })
    const deletion = '/api/namespaces/default/functions/hello'
    for (const origin of [undefined, 'http://evil.example', 'null'])
      expect((await open.askAnybody('DELETE', deletion, { headers: origin ? { origin } : {} })).status).toBe(
        403,
      )
    expect(
      (await open.askAnybody('DELETE', deletion, { headers: { origin: `http://${open.host}` } })).status,
    ).toBe(404)
  } finally {
    await open.close()
  }
})

test('no secret is ever written to the log', async () => {
  const halves = await on.signIn()
  await asPage('GET', '/api/functions', halves)
  await on.ask('GET', '/api/functions')
  const written = on.lines.join('')
  for (const secret of [accessToken, halves.cookie.split('=')[1] ?? '', halves['x-kui-session'], 'Bearer '])
    expect(written.includes(secret)).toBe(false)
})
