import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Problem } from '../contract/errors.ts'
import { accessToken, startHttpWorld } from '../testing/http-world.ts'
import type { HttpWorld } from '../testing/http-world.ts'

let on: HttpWorld
let token: string | undefined = accessToken
let problem: Problem | undefined
beforeAll(async () => {
  on = await startHttpWorld({
    auth: {
      mode: 'token',
      tokenCommand: 'print it',
      get token() {
        return token
      },
      get problem() {
        return problem
      },
    },
  })
})
afterAll(() => on.close())

test('another token ends what was begun with the old one: sessions, and what programs follow', async () => {
  const halves = await on.signIn()
  const asked = (headers: Record<string, string>) => on.askAnybody('GET', '/api/functions', { headers })
  const streams = [halves, on.bearer].map((headers) =>
    on.askAnybody('GET', '/api/events', { headers: { ...headers } }),
  )
  expect((await asked({ ...halves })).status).toBe(200)

  token = `kui_${'n'.repeat(43)}`
  on.sessions.closeAll()

  for (const stream of streams) expect((await stream).text).toContain('reset')
  expect((await asked({ ...halves })).json).toMatchObject({ code: 'session_expired' })
  expect((await asked(on.bearer)).status).toBe(401)
  expect((await asked({ authorization: `Bearer ${token}` })).status).toBe(200)
  token = accessToken
})

test('without a token nobody is let in, and the page and the kubelet are told what mends it', async () => {
  token = undefined
  problem = { code: 'not_found', message: 'There is no Secret.', hint: 'kubectl create secret' }
  const ready = await on.askAnybody('GET', '/readyz')
  expect(ready).toMatchObject({
    status: 503,
    text: expect.stringContaining('kubectl create secret') as string,
  })
  expect((await on.askAnybody('GET', '/api/session/help')).json).toMatchObject({ problem })
  for (const sent of [accessToken, '', 'undefined', 'null'])
    expect(await on.askAnybody('POST', '/api/session', { body: { token: sent } })).toMatchObject({
      status: 503,
      json: { detail: 'There is no Secret.', hint: 'kubectl create secret' },
    })
  expect((await on.ask('GET', '/api/functions')).status).toBe(401)
  expect((await on.askAnybody('GET', '/healthz')).status).toBe(200)
  token = accessToken
  problem = undefined
  expect((await on.ask('GET', '/api/readiness')).json).toMatchObject(
    expect.arrayContaining([expect.objectContaining({ id: 'sign-in', state: 'ok' })]) as object,
  )
})
