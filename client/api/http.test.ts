import { afterEach, expect, test, vi } from 'vitest'
import { ApiError, ask } from './http.ts'
import { onSessionRefused, storeHalf } from './session-half.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  storeHalf(undefined)
})

interface Asked {
  path: string
  options: RequestInit
}

/** The network: answers everything so, and notes what was asked. */
function answerWith(answer: (asked: Asked) => Response | Promise<Response>): Asked[] {
  const questions: Asked[] = []
  vi.stubGlobal('fetch', async (path: string, options: RequestInit) => {
    questions.push({ path, options })
    return answer({ path, options })
  })
  return questions
}

function refusal(status: number, body: object): Response {
  return Response.json({ status, requestId: 'r', ...body }, { status })
}

async function failureOf(asking: Promise<unknown>): Promise<ApiError> {
  const error: unknown = await asking.then(
    () => undefined,
    (failure: unknown) => failure,
  )
  expect(error).toBeInstanceOf(ApiError)
  return error as ApiError
}

test('parameters, query, body and session half go where the table says', async () => {
  const asked = answerWith(() => Response.json({}))
  storeHalf('my half')
  await ask('GET /api/namespaces/:namespace/functions/:name', { params: { namespace: 'a b', name: 'c/d' } })
  await ask('GET /api/functions', { query: { namespace: 'team' } })
  await ask('GET /api/functions', { query: { namespace: undefined } })
  await ask('POST /api/session', { body: { token: 't' } })
  expect(asked.map(({ path }) => path)).toEqual([
    '/api/namespaces/a%20b/functions/c%2Fd',
    '/api/functions?namespace=team',
    '/api/functions',
    '/api/session',
  ])
  expect(asked[0]?.options).toMatchObject({
    method: 'GET',
    headers: { 'x-kui-session': 'my half' },
    body: undefined,
  })
  expect(asked[3]?.options).toMatchObject({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"token":"t"}',
  })
})

test('a refusal becomes an error with its sentence, its hint and its fields', async () => {
  answerWith(() => refusal(422, { code: 'name_invalid', detail: 'No.', hint: 'Mend it.', field: 'name' }))
  const error = await failureOf(ask('GET /api/functions'))
  expect(error).toMatchObject({
    message: 'No.',
    code: 'name_invalid',
    status: 422,
    hint: 'Mend it.',
    requestId: 'r',
  })
  expect(error.problems).toEqual([{ code: 'name_invalid', field: 'name', message: 'No.', hint: 'Mend it.' }])
})

test('an answer of something in between is told apart from one of ours', async () => {
  answerWith(() => new Response('<h1>Bad gateway</h1>', { status: 502 }))
  expect(await failureOf(ask('GET /api/functions'))).toMatchObject({
    code: 'server_unreachable',
    status: 502,
  })
})

test('no answer at all is an error in words', async () => {
  answerWith(() => Promise.reject(new TypeError('Failed to fetch')))
  const error = await failureOf(ask('GET /api/functions'))
  expect(error).toMatchObject({ code: 'server_unreachable', status: 0 })
  expect(error.message).toMatch(/does not answer/)
  expect(error.hint).toBeTruthy()
})

test('an answer that is not what it says is an error in words, not a mistake of the page', async () => {
  answerWith(() => new Response('<html>', { status: 200 }))
  expect(await failureOf(ask('GET /api/functions'))).toMatchObject({ code: 'server_unreachable' })
})

test('a session that is over is told to whoever asks for a new one, a wrong token is not', async () => {
  answerWith(() => refusal(401, { code: 'session_expired', detail: 'Over.' }))
  const told: string[] = []
  onSessionRefused(({ code }) => told.push(code))
  await failureOf(ask('POST /api/session', { body: { token: 'wrong' } }))
  expect(told).toEqual([])
  await failureOf(ask('GET /api/functions'))
  expect(told).toEqual(['session_expired'])
})

test('an aborted question is no failure of the server', async () => {
  answerWith(
    ({ options: { signal } }) =>
      new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error))),
  )
  const asker = new AbortController()
  const asking = ask('GET /api/functions', { signal: asker.signal })
  asker.abort()
  await expect(asking).rejects.toMatchObject({ name: 'AbortError' })
})

test('an empty answer is an answer', async () => {
  answerWith(() => new Response(null, { status: 204 }))
  expect(await ask('DELETE /api/session')).toBeUndefined()
})
