/** Calls that somebody may wonder about, and what is to be seen of them when the request panel is right. */
import { expect } from 'vitest'
import type { EnvVariable } from '../../contract/functions.ts'
import type { InvocationRequest } from '../../contract/invocations.ts'
import type { ShimAnswer } from './shim-process.ts'

/** As `shim-process.ts` sets them. */
export const limits: EnvVariable[] = [
  { name: 'REQ_MB_LIMIT', value: '6' },
  { name: 'FUNC_MEMFILE_MAX', value: String(6 * 1024 * 1024) },
]

const json = '{ "a": [1] }'
const large = 'x'.repeat(6 * 1024 * 1024 + 1)
const post = (type: string, body: string): InvocationRequest => ({
  method: 'POST',
  body,
  headers: { 'content-type': type },
})
/** With a name for each. */
export const surprisingCalls: [string, InvocationRequest][] = [
  ['JSON', post('application/json', json)],
  ['broken JSON', post('application/json', '{ "a": ')],
  ['broken JSON with a charset', post('application/json; charset=utf-8', '{ "a": ')],
  ['JSON of a number there is not', post('application/json', '{ "a": NaN }')],
  ['JSON with a comment', post('application/json', '{ "a": 1 /* one */ }')],
  ['JSON with a comma too many', post('application/json', '{ "a": 1, }')],
  ['JSON with a charset', post('application/json; charset=utf-8', json)],
  ['JSON written large', post('Application/JSON', json)],
  ['JSON of a type of its own', post('application/vnd.api+json', json)],
  ['a form', post('application/x-www-form-urlencoded', 'a=1&b=Zo%C3%AB')],
  ['a form in parts', post('multipart/form-data; boundary=x', '--x\r\n\r\none\r\n--x--\r\n')],
  ['too much', post('text/plain', large)],
  ['text', post('text/plain', json)],
  ['nothing as JSON', post('application/json', '')],
  ['HEAD', { method: 'HEAD', path: '/?do=request&name=x' }],
  ['GET /healthz', { method: 'GET', path: '/healthz?do=request' }],
  ['HEAD /metrics', { method: 'HEAD', path: '/metrics' }],
  ['POST /healthz', { method: 'POST', path: '/healthz', body: 'here' }],
  ['GET /health', { method: 'GET', path: '/health?do=request&name=x' }],
  ['OPTIONS', { method: 'OPTIONS', path: '/?do=request&name=x' }],
]

/** What each warning of the request panel comes to, by its id. */
export const comesTrue: Record<string, (answer: ShimAnswer, request: InvocationRequest) => void> = {
  'not-json': isRefusedAs(400),
  'not-json-node': isRefusedAs(400),
  'too-large-node': isRefusedAs(413),
  'too-large': isRefusedAs(413),
  'json-not-parsed': arrivesAsItIs,
  'json-like-not-parsed': arrivesAsItIs,
  form: arrivesAsItIs,
  'multipart-raw': arrivesAsItIs,
  'multipart-empty': ({ text }) => expect(text).toBe('{}'),
  'no-body-to-see': ({ text }) => expect(text).toBe(''),
  'own-path': ({ headers }) => expect(headers).not.toHaveProperty('x-kubeless-began'),
}

function isRefusedAs(status: number) {
  return (answer: ShimAnswer) =>
    expect(answer).toMatchObject({ status, headers: { 'x-kubeless-error': 'bad-request' } })
}

function arrivesAsItIs({ status, text }: ShimAnswer, { body }: InvocationRequest): void {
  expect([status, text]).toEqual([200, body])
}

/** The function was called, and got JSON parsed where its language parses any. */
export function isTaken(answer: ShimAnswer, { body, headers }: InvocationRequest, parsesJson: boolean): void {
  expect(answer).toMatchObject({ status: 200, headers: { 'x-kubeless-began': expect.anything() as string } })
  if (body !== json || !parsesJson || !headers?.['content-type']?.startsWith('application/json')) return
  expect(answer.text).not.toBe(json)
  expect(JSON.parse(answer.text)).toEqual(JSON.parse(json))
}
