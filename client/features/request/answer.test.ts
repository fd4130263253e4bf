import { expect, test } from 'vitest'
import type { Invocation, InvocationBody } from '#contract/invocations.ts'
import {
  answerSentence,
  downloadName,
  durationWords,
  hexDump,
  sizeWords,
  toneOf,
  viewOf,
  whoAnswered,
} from './answer.ts'

function aBody(data: string, changes: Partial<InvocationBody> = {}): InvocationBody {
  return { encoding: 'utf8', data, size: data.length, truncated: false, incomplete: false, ...changes }
}

function anAnswer(changes: Partial<Invocation>): Invocation {
  return {
    status: 200,
    statusText: 'OK',
    headers: {},
    body: aBody(''),
    startedAt: '2026-11-24T10:00:00Z',
    durationMs: 3,
    waitedMs: 0,
    eventId: 'e',
    answeredBy: {},
    warnings: [],
    ...changes,
  }
}

test('a failing answer is the function’s, and says so', () => {
  expect(answerSentence(anAnswer({ status: 500 }))).toBe('The function answered 500')
  expect(answerSentence(anAnswer({ status: 500, headers: { 'x-kubeless-error': 'exception' } }))).toBe(
    'The function answered 500: it raised an exception',
  )
  expect(answerSentence(anAnswer({ status: 408, headers: { 'x-kubeless-error': 'timeout' } }))).toMatch(
    /timeout/,
  )
  expect(answerSentence(anAnswer({ status: 204 }))).toBeUndefined()
})

test.each([
  [200, 'good'],
  [302, 'moved'],
  [404, 'refused'],
  [503, 'failed'],
])('%i is tinted as %s', (status, tone) => expect(toneOf(status)).toBe(tone))

test('JSON is recognised by type and by look, and anything else stays text', () => {
  expect(viewOf(aBody('{"a":12345678901234567890}'))).toMatchObject({
    kind: 'json',
    pretty: '{\n  "a": 12345678901234567890\n}',
  })
  expect(viewOf(aBody('"a"'), 'application/json; charset=utf-8').kind).toBe('json')
  expect(viewOf(aBody('12'), 'text/plain').kind).toBe('text')
  expect(viewOf(aBody('{ broken'), 'application/json')).toEqual({ kind: 'text', raw: '{ broken' })
  expect(viewOf(aBody('<script>alert(1)</script>'), 'text/html').kind).toBe('text')
  expect(viewOf(aBody('')).kind).toBe('empty')
})

test('binary bodies become bytes and a dump', () => {
  const view = viewOf(aBody('AAECf0E=', { encoding: 'base64' }))
  expect(view).toEqual({ kind: 'binary', bytes: Uint8Array.of(0, 1, 2, 127, 65) })
  if (view.kind === 'binary') expect(hexDump(view.bytes)).toMatch(/^00000000 {2}00 01 02 7f 41 +\.{4}A$/)
  expect(hexDump(new Uint8Array(1000), 40).split('\n')).toHaveLength(3)
})

test.each([
  [0, '0 B'],
  [999, '999 B'],
  [1000, '1 KB'],
  [1234, '1.2 KB'],
  [45_678, '46 KB'],
  [10_485_760, '10 MB'],
])('%i bytes read as %s', (bytes, words) => expect(sizeWords(bytes)).toBe(words))

test.each([
  [0.42, '0.4 ms'],
  [3, '3 ms'],
  [250.7, '251 ms'],
  [1234, '1.23 s'],
  [125_000, '2 min 5 s'],
])('%d milliseconds read as %s', (ms, words) => expect(durationWords(ms)).toBe(words))

const checksum = 'sha256:0123456789abcdef'
const startedAt = '2026-11-27T10:00:00.500Z'
test.each([
  ['the stored one', checksum, '2026-11-27T09:00:00Z', true, 'current version 0123456'],
  ['an earlier one', 'sha256:new', '2026-11-27T09:59:59Z', false, 'previous version 0123456'],
  ['one that was replaced since', 'sha256:new', '2026-11-27T10:00:02Z', true, 'previous version 0123456'],
  ['a newer one than this page knows', 'sha256:old', '2026-11-27T09:00:00Z', true, 'current version 0123456'],
])('which version answered: %s', (_, stored, changedAt, isCurrent, words) => {
  const invocation = anAnswer({ answeredBy: { checksum, isCurrent }, startedAt })
  expect(whoAnswered(invocation, { checksum: stored, changedAt })?.words).toBe(words)
})

test('which version answered is said only where the runtime said it', () => {
  expect(whoAnswered(anAnswer({ answeredBy: {} }), { checksum, changedAt: '' })).toBeUndefined()
})

test('a downloaded body gets a telling name', () => {
  expect(downloadName('hello', 'application/problem+json')).toBe('hello-response.json')
  expect(downloadName('hello', 'image/png; x=y')).toBe('hello-response.png')
  expect(downloadName('hello')).toBe('hello-response.bin')
})
