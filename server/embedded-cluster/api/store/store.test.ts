import { expect, test } from 'vitest'
import type { ApiObject } from '../json.ts'
import { ApiError } from '../status.ts'
import type { Change } from '../storage/records.ts'
import { memoryStorage } from './memory-storage.ts'
import { startStore } from './store.ts'
import type { Store } from './store.ts'

const target = (name: string) => ({ collection: '/configmaps', namespace: 'd', name })
const map = (name: string, value: string): ApiObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'd' },
  data: { value },
})
const put = (store: Store, name: string, value: string) =>
  store.change(target(name), () => ({ put: map(name, value) }))
const namesIn = (store: Store) =>
  store
    .collection('/configmaps')
    .list('d')
    .map(({ object }) => object.metadata.name)

/** A disk that does each write when it is told to, and fails when it is told to. */
function slowDisk() {
  const writes: {
    changes: readonly Change[]
    version: number
    done: () => void
    fail: (error: Error) => void
  }[] = []
  let wake = () => {}
  return {
    writes,
    async next() {
      while (writes.length === 0) await new Promise<void>((resolve) => (wake = resolve))
      return writes.shift()!
    },
    storage: {
      ...memoryStorage(),
      write: (changes: readonly Change[], version: number) =>
        new Promise<void>((done, fail) => {
          writes.push({ changes, version, done, fail })
          wake()
        }),
    },
  }
}

test('nothing is seen or acknowledged before the disk has it', async () => {
  const disk = slowDisk()
  const store = startStore(disk.storage, () => undefined)
  const heard: string[] = []
  store
    .collection('/configmaps')
    .watch(({ type, entry }) => heard.push(`${type} ${entry.object.metadata.name}`))
  let isAcknowledged = false
  const writing = put(store, 'a', '1').then(() => (isAcknowledged = true))
  const write = await disk.next()
  expect([store.get('/configmaps', 'd', 'a'), heard, isAcknowledged]).toEqual([undefined, [], false])
  write.done()
  await writing
  expect(heard).toEqual(['ADDED a'])
  expect(store.get('/configmaps', 'd', 'a')?.metadata.resourceVersion).toBe(String(store.version))
})

test('who is refused for a change that is still on its way to the disk finds it when reading again', async () => {
  const disk = slowDisk()
  const store = startStore(disk.storage, () => undefined)
  const first = put(store, 'a', '1')
  const seen = () => store.get('/configmaps', 'd', 'a')?.data
  const refused = store
    .change(target('a'), () => {
      throw new Error('it is there already')
    })
    .catch(() => seen())
  const kept = store.change(target('a'), () => ({ keep: true })).then(() => seen())
  const write = await disk.next()
  write.done()
  await first
  expect(await Promise.all([refused, kept])).toEqual([{ value: '1' }, { value: '1' }])
})

test('changes that come while a write is under way are written together, in order', async () => {
  const disk = slowDisk()
  const store = startStore(disk.storage, () => undefined)
  const heard: number[] = []
  store.collection('/configmaps').watch(({ version }) => heard.push(version))
  const all = [put(store, 'a', '1'), put(store, 'b', '1'), put(store, 'a', '2')]
  const first = await disk.next()
  const more = [put(store, 'c', '1'), put(store, 'd', '1')]
  first.done()
  const second = await disk.next()
  second.done()
  await Promise.all([...all, ...more])
  expect([first.changes.length, second.changes.length]).toEqual([2, 2])
  expect(heard).toEqual([...heard].sort((a, b) => a - b))
  expect(heard.length).toBe(5)
})

test('a change decides on what was decided before it, written or not', async () => {
  const disk = slowDisk()
  const store = startStore(disk.storage, () => undefined)
  const first = put(store, 'a', '1')
  const seen: unknown[] = []
  const second = store.change(target('a'), (current) => {
    seen.push(current?.['data'])
    return { put: map('a', '2') }
  })
  expect(seen).toEqual([{ value: '1' }])
  ;(await disk.next()).done()
  await Promise.all([first, second])
})

test.each([
  ['disk_full', 507],
  ['ENOSPC', 507],
  ['EIO', 500],
])('a write that fails with %s is answered %i, and nothing of it is seen', async (code, status) => {
  const disk = slowDisk()
  const store = startStore(disk.storage, () => undefined)
  const writing = put(store, 'a', '1')
  const write = await disk.next()
  write.fail(Object.assign(new Error('no'), { code }))
  const error: unknown = await writing.catch((reason: unknown) => reason)
  expect(error instanceof ApiError && error.status.code).toBe(status)
  expect(namesIn(store)).toEqual([])
  const again = put(store, 'a', '1')
  ;(await disk.next()).done()
  await again
  expect(namesIn(store)).toEqual(['a'])
})

test('kinds kept in memory are not written, and their versions are not used again after a restart', async () => {
  const written: [number, number][] = []
  const storage = {
    ...memoryStorage(),
    write: (changes: readonly Change[], version: number) => {
      written.push([changes.length, version])
      return Promise.resolve()
    },
  }
  const store = startStore(storage, () => undefined)
  await store.change({ ...target('e'), isVolatile: true }, () => ({ put: map('e', '1') }))
  const before = store.version
  expect(written.map(([count]) => count)).toEqual([0])
  const later = startStore({ ...memoryStorage(), resourceVersion: written.at(-1)?.[1] ?? 0 }, () => undefined)
  expect(later.version).toBeGreaterThanOrEqual(before)
})

test('an earlier state can be listed as long as what happened since is known', async () => {
  const store = startStore(memoryStorage(), () => undefined)
  await put(store, 'a', '1')
  const then = store.version
  await put(store, 'b', '1')
  await store.change(target('a'), (current) => ({ remove: current ?? map('a', '1') }))
  const at = (version: number) =>
    store
      .collection('/configmaps')
      .listAt(version, 'd')
      ?.map(({ object }) => object.metadata.name)
  expect([namesIn(store), at(then)]).toEqual([['b'], ['a']])
  store.collection('/configmaps').compact(store.version)
  expect(at(then)).toBeUndefined()
})

test('a store that is closed takes no more changes', async () => {
  const store = startStore(memoryStorage(), () => undefined)
  await store.close()
  await expect(put(store, 'a', '1')).rejects.toThrow('shutting down')
})
