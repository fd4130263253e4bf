import { readFile, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { opened, put, remove, temporaryFolder, texts } from '../../../testing/stored-objects.ts'
import { nodeDisk } from './disk.ts'
import type { Disk } from './disk.ts'

test('what was written is there after a restart, and what was deleted is not', async () => {
  const folder = join(await temporaryFolder(), 'made', 'for', 'it')
  const { storage } = await opened(folder)
  await storage.write([put('a', 'one')], 1)
  await storage.write([put('b', 'line\nbreak, é, 🙂, \ud800, "quotes"')], 2)
  await storage.write([put('a', 'two'), put('c', 'three')], 4)
  await storage.write([remove('c')], 5)
  expect(texts(storage)).toEqual({ a: 'two', b: 'line\nbreak, é, 🙂, \ud800, "quotes"' })
  await storage.close()
  const again = await opened(folder)
  expect(texts(again.storage)).toEqual({ a: 'two', b: 'line\nbreak, é, 🙂, \ud800, "quotes"' })
  expect(again.storage.resourceVersion).toBe(5)
  expect(again.said).toEqual([])
})

test('the resource version does not go back when everything is deleted and written anew', async () => {
  const folder = await temporaryFolder()
  const { storage } = await opened(folder, { compactBytes: 500 })
  for (let version = 1; version <= 60; version += 2) {
    await storage.write([put('a', 'x'.repeat(100))], version)
    await storage.write([remove('a')], version + 1)
  }
  await storage.close()
  const again = await opened(folder)
  expect(again.storage.objects.size).toBe(0)
  expect(again.storage.resourceVersion).toBe(60)
})

test('an object that changes after it was handed in is stored as it was', async () => {
  const folder = await temporaryFolder()
  const { storage } = await opened(folder)
  const change = put('a', 'before')
  const writing = storage.write([change], 1)
  change.object.data.text = 'after'
  await writing
  await storage.close()
  expect(texts((await opened(folder)).storage)).toEqual({ a: 'before' })
})

test('many writes at once share a sync, and all of them are kept', async () => {
  const folder = await temporaryFolder()
  let syncs = 0
  const counting: Disk = {
    ...nodeDisk,
    async create(path) {
      const file = await nodeDisk.create(path)
      return { ...file, sync: () => file.sync().then(() => void (syncs += 1)) }
    },
  }
  const { storage } = await opened(folder, { disk: counting })
  await Promise.all(
    Array.from({ length: 200 }, (_, index) => storage.write([put(`a${index}`, '')], index + 1)),
  )
  expect(syncs).toBeLessThan(5)
  await storage.close()
  const again = await opened(folder)
  expect(again.storage.objects.size).toBe(200)
})

test('writes to the same key end as the last one', async () => {
  const folder = await temporaryFolder()
  const { storage } = await opened(folder)
  await Promise.all(
    Array.from({ length: 50 }, (_, index) => storage.write([put('a', String(index))], index + 1)),
  )
  await storage.close()
  expect(texts((await opened(folder)).storage)).toEqual({ a: '49' })
})

test('the folder stays small however often an object changes and the storage is restarted', async () => {
  const folder = await temporaryFolder()
  let version = 0
  for (let restart = 0; restart < 20; restart++) {
    const { storage } = await opened(folder, { compactBytes: 10_000 })
    for (let round = 0; round < 10; round++)
      await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          storage.write([put(`a${index}`, 'x'.repeat(300))], ++version),
        ),
      )
    await storage.close()
  }
  const names = await readdir(folder)
  const sizes = await Promise.all(
    names.filter((name) => name.endsWith('.jsonl')).map((name) => stat(join(folder, name))),
  )
  // Two snapshots of 5 KB and their journals, of which 0.8 MB were written.
  expect(sizes.reduce((sum, { size }) => sum + size, 0)).toBeLessThan(100_000)
  expect(names.length).toBeLessThan(40)
  const { storage } = await opened(folder)
  expect(storage.objects.size).toBe(10)
  expect(storage.resourceVersion).toBe(2000)
})

test('nobody else can read the folder or a file in it', async () => {
  const folder = join(await temporaryFolder(), 'objects')
  const { storage } = await opened(folder, { compactBytes: 100 })
  for (let version = 1; version < 10; version++) await storage.write([put('a', 'secret')], version)
  await storage.close()
  expect((await stat(folder)).mode & 0o777).toBe(0o700)
  for (const name of (await readdir(folder)).filter((name) => name.endsWith('.jsonl')))
    expect((await stat(join(folder, name))).mode & 0o777).toBe(0o600)
})

test('every line can be read and checked with the usual tools', async () => {
  const folder = await temporaryFolder()
  const { storage } = await opened(folder)
  await storage.write([put('a', 'one')], 7)
  await storage.close()
  expect(await readFile(join(folder, 'journal-000000000001.jsonl'), 'utf8')).toBe(
    'fa4430fb75bc2912 {"format":1,"after":0,"resourceVersion":0}\n' +
      '739128ee14848791 {"write":1,"resourceVersion":7,"changes":[{"key":"/configmaps/default/a","object":' +
      '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"},"data":{"text":"one"}}}]}\n',
  )
})

test('a closed storage refuses writes', async () => {
  const { storage } = await opened(await temporaryFolder())
  await storage.close()
  await expect(storage.write([put('a', '')], 1)).rejects.toMatchObject({
    name: 'StorageError',
    code: 'closed',
  })
})

test('changes that are too large to be read again are refused, and the next write works', async () => {
  const { storage } = await opened(await temporaryFolder(), { mostBytes: 1000 })
  await expect(storage.write([put('a', 'é'.repeat(500))], 1)).rejects.toMatchObject({
    code: 'failed',
  })
  await storage.write([put('a', 'small')], 1)
  expect(texts(storage)).toEqual({ a: 'small' })
})
