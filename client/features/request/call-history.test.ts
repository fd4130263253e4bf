import { expect, test } from 'vitest'
import { firstCall } from './call-draft.ts'
import { historyLength, loadHistory, remember, saveHistory } from './call-history.ts'
import type { PastCall } from './call-history.ts'

const ref = { namespace: 'default', name: 'hello' }

function aPastCall(body: string): PastCall {
  return {
    call: { ...firstCall, method: 'POST', body },
    at: '2026-11-24T10:00:00Z',
    status: 200,
    durationMs: 4,
  }
}

test('the newest call stands first and the oldest falls out', () => {
  let history: PastCall[] = []
  for (let n = 1; n <= historyLength + 2; n++) history = remember(history, aPastCall(String(n)))
  expect(history).toHaveLength(historyLength)
  expect(history[0]?.call.body).toBe('12')
  expect(history.at(-1)?.call.body).toBe('3')
})

test('history comes back as it was kept, and rubbish comes back as nothing', () => {
  const items = new Map<string, string>()
  const storage = {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  }
  saveHistory(storage, ref, [aPastCall('a')])
  expect(loadHistory(storage, ref)).toEqual([aPastCall('a')])
  expect(loadHistory(storage, { ...ref, name: 'other' })).toEqual([])
  items.set('kui:calls:default/hello', '[7, null, {"call":{}}, {"at":1}]')
  expect(loadHistory(storage, ref)).toEqual([])
  items.set('kui:calls:default/hello', '{')
  expect(loadHistory(storage, ref)).toEqual([])
})
