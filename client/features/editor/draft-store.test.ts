import { expect, test } from 'vitest'
import type { FunctionDetails } from '#contract/functions.ts'
import { createDraftStore } from './draft-store.ts'
import type { DraftStorage } from './draft-store.ts'

const ref = { namespace: 'default', name: 'hello' }

function aVersion(code: string, resourceVersion = '1'): FunctionDetails {
  return {
    ...ref,
    runtime: 'nodejs24',
    handler: 'handler.hello',
    code,
    deps: '',
    contentType: 'text',
    checksum: '',
    timeoutSeconds: 180,
    env: [],
    cpu: '',
    memory: '',
    port: 8080,
    labels: {},
    description: '',
    uid: 'u1',
    resourceVersion,
    createdAt: '',
    changedAt: '',
    status: { state: 'ready', reason: '', ready: 1, wanted: 1, answering: [] },
    rollout: { state: 'live', checksum: '', savedAt: '', steps: [] },
    envFromElsewhere: [],
    fileName: 'handler.js',
    depsFileName: '',
  }
}

function aStorage(): DraftStorage & { items: Map<string, string> } {
  const items = new Map<string, string>()
  return {
    items,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  }
}

test('a draft is found again after a reload, and is told what happened meanwhile', () => {
  const storage = aStorage()
  const before = createDraftStore(storage)
  before.follow(aVersion('one'))
  before.dispatch(ref, { type: 'edited', changes: { code: 'mine' } })

  const after = createDraftStore(storage)
  expect(after.hasChanges(ref)).toBe(true)
  after.follow(aVersion('theirs', '2'))
  expect(after.get(ref)).toMatchObject({ fields: { code: 'mine' }, theirs: { code: 'theirs' } })
})

test('a clean draft leaves nothing behind', () => {
  const storage = aStorage()
  const store = createDraftStore(storage)
  store.follow(aVersion('one'))
  store.dispatch(ref, { type: 'edited', changes: { code: 'two' } })
  expect(storage.items.size).toBe(1)
  store.dispatch(ref, { type: 'discarded' })
  expect(storage.items.size).toBe(0)
})

test('a storage that refuses or holds rubbish harms nothing', () => {
  const storage: DraftStorage = {
    getItem: () => '{"base":1',
    setItem: () => {
      throw new Error('full')
    },
    removeItem: () => undefined,
  }
  const store = createDraftStore(storage)
  store.follow(aVersion('one'))
  store.dispatch(ref, { type: 'edited', changes: { code: 'two' } })
  expect(store.get(ref)?.fields.code).toBe('two')
})

test('those who listen hear every change until they leave', () => {
  const store = createDraftStore()
  let heard = 0
  const leave = store.subscribe(() => (heard += 1))
  store.follow(aVersion('one'))
  store.dispatch(ref, { type: 'edited', changes: { code: 'two' } })
  leave()
  store.forget(ref)
  expect(heard).toBe(2)
  expect(store.get(ref)).toBeUndefined()
})

test('a draft outlives its tab, and says when it was last changed', () => {
  const lasting = aStorage()
  const before = createDraftStore(aStorage(), lasting, () => '2026-11-24T10:00:00Z')
  before.follow(aVersion('one'))
  before.dispatch(ref, { type: 'edited', changes: { code: 'mine' } })

  const nextTab = createDraftStore(aStorage(), lasting)
  nextTab.follow(aVersion('one', '2'))
  expect(nextTab.get(ref)).toMatchObject({ fields: { code: 'mine' }, restoredFrom: '2026-11-24T10:00:00Z' })
  nextTab.dispatch(ref, { type: 'discarded' })
  expect(nextTab.get(ref)?.restoredFrom).toBeUndefined()
  expect(lasting.items.size).toBe(0)
})

test('a tab with nothing to keep leaves the draft of another one alone', () => {
  const lasting = aStorage()
  const idle = createDraftStore(aStorage(), lasting)
  idle.follow(aVersion('one'))
  const busy = createDraftStore(aStorage(), lasting)
  busy.follow(aVersion('one'))
  busy.dispatch(ref, { type: 'edited', changes: { code: 'mine' } })
  idle.follow(aVersion('one', '2'))
  expect(lasting.items.size).toBe(1)
})
