import { afterAll, beforeAll, expect, test } from 'vitest'
import { createControllerApp } from './controller-app.ts'
import { startHttp } from './listen.ts'
import type { Http } from './listen.ts'

let health: { state: 'active' | 'standby' | 'starting'; message: string }
let http: Http
beforeAll(async () => {
  http = await startHttp(createControllerApp({ health: () => health }), {
    host: '127.0.0.1',
    port: 0,
    mayMovePort: false,
  })
})
afterAll(() => http.close())

const get = async (path: string) => {
  const answer = await fetch(new URL(path, http.url))
  return { status: answer.status, text: await answer.text() }
}

test.each([
  ['active', 200],
  ['standby', 200],
  ['starting', 503],
] as const)('a controller that is %s answers %i, and says why', async (state, status) => {
  health = { state, message: `It is ${state}.` }
  expect(await get('/readyz')).toEqual({ status, text: `It is ${state}.` })
  expect((await get('/healthz')).status).toBe(200)
  expect((await get('/metrics')).text).toContain(`kubeless_ui_controller_state{state="${state}"} 1`)
})

test('there is nothing else at a controller', async () => {
  for (const path of ['/', '/api/functions', '/api/session/help']) expect((await get(path)).status).toBe(404)
})
