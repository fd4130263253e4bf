import { afterAll, beforeAll, expect, test } from 'vitest'
import type { FunctionSummary } from '../contract/functions.ts'
import { startHttpWorld } from '../testing/http-world.ts'
import type { HttpWorld } from '../testing/http-world.ts'
import { aSpec } from '../testing/small-world.ts'

let on: HttpWorld
beforeAll(async () => {
  on = await startHttpWorld()
})
afterAll(() => on.close())

const create = (name: string) =>
  on.ask('POST', '/api/namespaces/default/functions', { body: aSpec({ name }) })
const names = async () => {
  const answer = await on.ask('GET', '/api/functions')
  expect(answer.status).toBe(200)
  return (answer.json as FunctionSummary[]).map(({ name }) => name)
}
const until = (state: 'connected' | 'disconnected') =>
  on.world.event((event) => event.type === 'connection' && event.connection.state === state)

test('while the API is away the list stays, a change is refused with when to come back, and all works again after', async () => {
  expect((await create('before')).status).toBe(201)
  const lost = until('disconnected')
  await on.world.stopApi()
  await lost

  expect(await names()).toEqual(['before'])
  const refusals = await Promise.all(Array.from({ length: 20 }, (_, index) => create(`lost-${index}`)))
  for (const { status, json, headers } of refusals) {
    expect(status).toBe(503)
    expect(json).toMatchObject({ code: 'api_unavailable', hint: expect.any(String) as string })
    expect(Number(headers['retry-after'])).toBeGreaterThan(0)
  }
  // The page is still worth serving: taking the pod out of its Service would help nobody.
  expect((await on.askAnybody('GET', '/readyz')).status).toBe(200)

  const back = until('connected')
  await on.world.startApi()
  await back
  expect((await create('after')).status).toBe(201)
  expect(await names()).toEqual(['after', 'before'])
})
