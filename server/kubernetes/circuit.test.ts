import { expect, test } from 'vitest'
import { startObedientClock } from '../testing/obedient-clock.ts'
import { startCircuit } from './circuit.ts'
import { KubernetesError, toAppError } from './errors.ts'

const unanswered = new KubernetesError('no answer in time', { code: 0 })
/** After everything that is under way has had its turn. */
const turn = () => new Promise((resolve) => setImmediate(resolve))

function given() {
  const clock = startObedientClock('2026-11-27T03:00:00Z')
  const api = { asked: 0, answers: false }
  const circuit = startCircuit({
    clock,
    random: () => 0,
    ask: () => {
      api.asked++
      return api.answers ? Promise.resolve() : Promise.reject(unanswered)
    },
  })
  const fail = (times: number) => {
    for (let time = 0; time < times; time++) circuit.failed(unanswered)
  }
  return { clock, api, circuit, fail }
}

test('after five questions without an answer nobody is let through, and each is told when to come back', () => {
  const { circuit, clock, fail } = given()
  fail(4)
  circuit.check()
  fail(1)
  expect(() => circuit.check()).toThrow(unanswered.message)
  clock.pass(400)
  try {
    circuit.check()
    expect.unreachable()
  } catch (error) {
    expect(toAppError(error)).toMatchObject({
      status: 503,
      code: 'api_unavailable',
      message: 'The Kubernetes API does not answer.',
      extra: { retryAfterSeconds: 1, hint: expect.stringContaining('Nothing was changed') as string },
    })
  }
})

test('questions that fail now and then, or between answers, hold nobody back', () => {
  const { circuit, clock, fail } = given()
  for (let time = 0; time < 9; time++) {
    fail(1)
    clock.pass(8_000)
  }
  circuit.check()
  fail(3)
  circuit.answered()
  fail(4)
  circuit.check()
})

test('one question at a time is asked meanwhile, more and more seldom, and its answer lets everybody in', async () => {
  const { api, circuit, clock, fail } = given()
  fail(50)
  const askedAfter = async (ms: number) => {
    clock.pass(ms)
    await turn()
    return api.asked
  }
  expect(await askedAfter(1_000)).toBe(1)
  expect(await askedAfter(2_000)).toBe(2)
  expect(await askedAfter(4_000)).toBe(3)
  for (let minute = 0; minute < 12; minute++) await askedAfter(5_000)
  expect(api.asked).toBe(15)
  expect(() => circuit.check()).toThrow()

  api.answers = true
  await askedAfter(5_000)
  circuit.check()
  await askedAfter(60_000)
  expect(api.asked).toBe(16)
})

test('who asks on his own account and gets an answer ends it for all', async () => {
  const { api, circuit, clock, fail } = given()
  fail(5)
  circuit.answered()
  circuit.check()
  clock.pass(60_000)
  await turn()
  expect(api.asked).toBe(0)
})

test('a client that is closed asks nothing more', async () => {
  const { api, circuit, clock, fail } = given()
  fail(5)
  circuit.close()
  clock.pass(60_000)
  await turn()
  expect(api.asked).toBe(0)
})
