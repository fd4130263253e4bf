import { expect, test } from 'vitest'
import { firstCall, firstRequestKey, loadCall, parseCall, requestOf, saveCall } from './call-draft.ts'
import type { CallDraft, CallStorage } from './call-draft.ts'

const ref = { namespace: 'default', name: 'hello' }

function aCall(changes: Partial<CallDraft> = {}): CallDraft {
  return { ...firstCall, method: 'POST', body: '{"a":1}', ...changes }
}

function aStorage(): CallStorage {
  const items = new Map<string, string>()
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}

test('JSON is sent with exactly application/json, text with text/plain', () => {
  expect(requestOf(aCall())).toEqual({
    method: 'POST',
    path: '/',
    headers: { 'content-type': 'application/json' },
    body: '{"a":1}',
    waitMs: 30_000,
  })
  expect(requestOf(aCall({ bodyType: 'text' })).headers).toEqual({ 'content-type': 'text/plain' })
})

test('GET and HEAD send neither body nor type, though the text is kept', () => {
  for (const method of ['GET', 'HEAD'] as const) {
    const request = requestOf(aCall({ method }))
    expect(request).not.toHaveProperty('body')
    expect(request.headers).toEqual({})
  }
})

test('a content type typed by hand counts, and rows without a name are left out', () => {
  const headers = [
    { name: ' Content-Type ', value: 'text/csv' },
    { name: '', value: 'lost' },
    { name: 'x-a', value: '' },
  ]
  expect(requestOf(aCall({ headers })).headers).toEqual({ 'Content-Type': 'text/csv', 'x-a': '' })
})

test('an empty path is the root', () => {
  expect(requestOf(aCall({ path: '  ' })).path).toBe('/')
  expect(requestOf(aCall({ path: '/a?b=c' })).path).toBe('/a?b=c')
})

test('a call is kept for its function, before what its sample suggests', () => {
  const storage = aStorage()
  expect(loadCall(storage, ref)).toEqual(firstCall)
  storage.setItem(firstRequestKey(ref), JSON.stringify({ method: 'POST', type: 'text', body: 'Hi' }))
  expect(loadCall(storage, ref)).toEqual(aCall({ bodyType: 'text', body: 'Hi' }))
  saveCall(storage, ref, aCall({ path: '/kept' }))
  expect(loadCall(storage, ref).path).toBe('/kept')
  expect(loadCall(storage, { ...ref, name: 'other' })).toEqual(firstCall)
})

test.each([null, '', 'null', '7', '{"method":', '[]'])('rubbish in the storage (%j) does no harm', (text) => {
  expect(parseCall(text) ?? firstCall).toEqual(firstCall)
})

test('an unknown method or a misshapen row is replaced, the rest is kept', () => {
  const text = JSON.stringify({
    method: 'BREW',
    body: 'x',
    headers: [{ name: 'a', value: 'b' }, 7, { name: 1 }],
  })
  expect(parseCall(text)).toEqual({ ...firstCall, body: 'x', headers: [{ name: 'a', value: 'b' }] })
})
