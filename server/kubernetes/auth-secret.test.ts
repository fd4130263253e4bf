import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import { startGuardedCluster } from '../testing/guarded-cluster.ts'
import type { GuardedCluster } from '../testing/guarded-cluster.ts'
import { followAuthSecret } from './auth-secret.ts'
import type { AuthSecret } from './auth-secret.ts'
import type { KubernetesClient } from './client.ts'
import { KubernetesError } from './errors.ts'

type Secret = KubeObject & { data?: Record<string, string> }

let on: GuardedCluster
let dashboard: KubernetesClient
beforeAll(async () => {
  on = await startGuardedCluster()
  dashboard = await on.as('ui-acct')
})
afterAll(() => on.close())

const place = () => ({ namespace: on.home, name: 'kubeless-ui-auth' })
const write = (data: Record<string, string | null>) =>
  on.admin.patch<Secret>(resources.secrets, place(), { merge: { data } })
const base64 = (text: string) => Buffer.from(text).toString('base64')

beforeEach(async () => {
  await write({ token: null })
})

/** One that looks all the time, and the way to wait for what it finds. */
function follow(
  client = dashboard,
  onChange?: () => void,
): AuthSecret & { until(holds: () => boolean): Promise<void> } {
  const secret = followAuthSecret({ client, namespace: on.home, everyMs: 5, onChange })
  return {
    ...secret,
    async until(holds) {
      await expect.poll(holds, { interval: 5, timeout: 20_000 }).toBe(true)
    },
  }
}

test('the first to find it empty fills it, and all others agree', async () => {
  const all = [1, 2, 3].map(() => follow())
  for (const one of all) await one.until(() => one.token() !== undefined)
  const stored = await on.admin.get<Secret>(resources.secrets, place())
  const token = Buffer.from(stored.data?.['token'] ?? '', 'base64').toString()
  expect(token).toMatch(/^kui_[\w-]{43}$/)
  expect(all.map((one) => one.token())).toEqual([token, token, token])
  await Promise.all(all.map((one) => one.close()))
})

test('a token that was put there is used as it is, without the end of line that came with it', async () => {
  await write({ token: base64('a-token-of-my-own\n') })
  const secret = follow()
  await secret.until(() => secret.token() === 'a-token-of-my-own')
  await secret.close()
})

test('a token that is removed is made anew, and that is told', async () => {
  let changes = 0
  const secret = follow(dashboard, () => changes++)
  await secret.until(() => secret.token() !== undefined)
  const first = secret.token()
  expect(changes).toBe(0)
  await write({ token: null })
  await secret.until(() => secret.token() !== first && secret.token() !== undefined)
  expect(changes).toBeGreaterThanOrEqual(1)
  await secret.close()
})

test('a token too short to be one counts for nothing', async () => {
  await write({ token: base64('secret') })
  const secret = follow()
  await secret.until(() => secret.problem()?.message.includes('fewer than') === true)
  expect(secret.token()).toBeUndefined()
  expect(secret.problem()?.hint).toContain('kubectl -n kubeless patch secret')
  await secret.close()
})

test('without the Secret, or the right to it, nobody is let in, and the command that mends it is named', async () => {
  const secret = follow()
  await secret.until(() => secret.token() !== undefined)
  await on.admin.delete(resources.secrets, place())
  await secret.until(() => secret.token() === undefined)
  expect(secret.problem()?.hint).toBe('kubectl -n kubeless create secret generic kubeless-ui-auth')
  await on.admin.create(resources.secrets, { apiVersion: 'v1', kind: 'Secret', metadata: place() })
  await secret.until(() => secret.token() !== undefined)
  await secret.close()

  const stranger = follow(await on.as('nobody-in-particular'))
  await stranger.until(() => stranger.problem()?.code === 'forbidden')
  expect(stranger.token()).toBeUndefined()
  await stranger.close()
})

test('while the API is away the last known token goes on counting', async () => {
  let isAway = false
  const flaky: KubernetesClient = {
    ...dashboard,
    get: (...asked) =>
      isAway
        ? Promise.reject(new KubernetesError('the connection was refused', { code: 0 }))
        : dashboard.get(...asked),
  }
  const secret = follow(flaky)
  await secret.until(() => secret.token() !== undefined)
  isAway = true
  let looks = 0
  await secret.until(() => ++looks > 5)
  expect(secret.token()).toBeDefined()
  await secret.close()

  const late = follow(flaky)
  await late.until(() => late.problem()?.message.includes('cannot be reached') === true)
  expect(late.token()).toBeUndefined()
  await late.close()
})
