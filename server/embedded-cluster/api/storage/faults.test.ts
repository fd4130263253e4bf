import { execFileSync } from 'node:child_process'
import { rm, writeFile } from 'node:fs/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { faultyDisk } from '../../../testing/faulty-disk.ts'
import type { DiskOperation, Faults } from '../../../testing/faulty-disk.ts'
import { powerCutDisk } from '../../../testing/power-cut-disk.ts'
import { opened, put, temporaryFolder, texts } from '../../../testing/stored-objects.ts'

/** A disk in memory, and what fails on it. */
function aDisk(errno: string) {
  const faults: Faults = { errno, operations: [] }
  const memory = powerCutDisk()
  return { disk: faultyDisk(memory, faults), faults, memory }
}

const failures: [operations: DiskOperation[]][] = [
  [['append']],
  [['sync']],
  [['append', 'truncate']],
  [['sync', 'truncate']],
  [['sync', 'truncate', 'remove']],
  [['create']],
  [['syncFolder']],
  [['syncFolder', 'remove']],
]

test.each(failures)(
  'when %j fail, the write is refused, nothing of it stays, and later ones work',
  async (operations) => {
    for (const [errno, code] of [
      ['ENOSPC', 'disk_full'],
      ['EIO', 'failed'],
      ['EROFS', 'read_only'],
    ] as const) {
      for (const isNewFile of [true, false]) {
        const { disk, faults } = aDisk(errno)
        const first = await opened('/data', { disk })
        await first.storage.write([put('a', '1')], 1)
        await first.storage.close()
        const { storage } = await opened('/data', { disk })
        if (!isNewFile) await storage.write([put('b', '1')], 2)
        const before = texts(storage)
        faults.operations = operations
        const writes = await Promise.allSettled([
          storage.write([put('a', 'refused'), put('c', 'refused')], 3),
          storage.write([put('d', 'refused')], 4),
        ])
        faults.operations = []
        const isRefused = writes.every(({ status }) => status === 'rejected')
        // Only a new file is created.
        expect(isRefused).toBe(isNewFile || !['create', 'syncFolder'].includes(operations[0] ?? ''))
        if (!isRefused) continue
        expect(writes[0]).toMatchObject({ reason: { name: 'StorageError', code } })
        expect(texts(storage)).toEqual(before)
        expect(storage.resourceVersion).toBe(isNewFile ? 1 : 2)
        await storage.write([put('e', 'works')], 5)
        await storage.close()
        const again = await opened('/data', { disk })
        expect(texts(again.storage)).toEqual({ ...before, e: 'works' })
        expect(again.said).toEqual([])
      }
    }
  },
)

test('a refused write is not there after a restart, although nothing was written after it', async () => {
  for (const operations of [['append'], ['sync']] satisfies DiskOperation[][]) {
    const { disk, faults } = aDisk('ENOSPC')
    const { storage } = await opened('/data', { disk })
    await storage.write([put('a', '1')], 1)
    faults.operations = operations
    await expect(storage.write([put('a', 'refused')], 2)).rejects.toThrow(
      /disk is full\. Make room on it and try again/,
    )
    await storage.close()
    faults.operations = []
    const again = await opened('/data', { disk })
    expect(texts(again.storage)).toEqual({ a: '1' })
    expect(again.storage.resourceVersion).toBe(1)
  }
})

test('after a failed sync nothing is added to that file, since nobody knows what the disk holds of it', async () => {
  const { disk, faults, memory } = aDisk('EIO')
  const { storage } = await opened('/data', { disk })
  await storage.write([put('a', '1')], 1)
  const [path = '', before] = [...memory.files()].find(([name]) => name.includes('journal')) ?? []
  Object.assign(faults, { operations: ['sync'], isOnce: true })
  await expect(storage.write([put('a', 'refused')], 2)).rejects.toMatchObject({ code: 'failed' })
  await storage.write([put('b', '1')], 2)
  expect(memory.files().get(path)).toEqual(before)
})

test('a disk that stays bad leaves neither files nor writes behind', async () => {
  const { disk, faults, memory } = aDisk('EIO')
  const { storage } = await opened('/data', { disk })
  await storage.write([put('a', '1')], 1)
  faults.operations = ['sync', 'truncate']
  for (let version = 2; version < 50; version++)
    await expect(storage.write([put('a', 'refused')], version)).rejects.toMatchObject({ code: 'failed' })
  expect([...memory.files().keys()].length).toBeLessThan(5)
  faults.operations = []
  await storage.write([put('b', '1')], 2)
  await storage.close()
  expect(texts((await opened('/data', { disk })).storage)).toEqual({ a: '1', b: '1' })
})

test.each<[DiskOperation]>([['create'], ['append'], ['rename'], ['remove']])(
  'a snapshot whose %s fails is told, stops no write, and is made later',
  async (operation) => {
    const { disk, faults, memory } = aDisk('ENOSPC')
    const onlySnapshots = {
      ...disk,
      create: (path: string) => (path.includes('snapshot') ? disk.create(path) : memory.create(path)),
      remove: (path: string) => (path.includes('snapshot') ? disk.remove(path) : memory.remove(path)),
    }
    const { storage, said } = await opened('/data', { disk: onlySnapshots, compactBytes: 500 })
    faults.operations = [operation]
    let version = 0
    const write = async () => storage.write([put('a', `v${++version}`)], version)
    while (said.length === 0) await write()
    expect(said[0]).toMatch(/Tidying up the stored objects failed: the disk is full.*tried again later/)
    faults.operations = []
    const snapshots = () =>
      [...memory.files().keys()].filter((path) => path.endsWith('.jsonl') && path.includes('snapshot'))
    while (snapshots().length === 0) await write()
    await storage.close()
    const again = await opened('/data', { disk })
    expect(texts(again.storage)).toEqual({ a: `v${version}` })
    expect([...memory.files().keys()].filter((path) => path.endsWith('.unfinished'))).toEqual([])
  },
)

test('a damaged file on a full disk does not stop the start, and is set aside when there is room', async () => {
  const { disk, faults, memory } = aDisk('ENOSPC')
  const first = await opened('/data', { disk })
  await first.storage.write([put('a', '1')], 1)
  await first.storage.write([put('b', '1')], 2)
  await first.storage.close()
  const [path = '', journal = Buffer.alloc(0)] =
    [...memory.files()].find(([name]) => name.includes('journal')) ?? []
  journal[journal.length - 4] = 0
  faults.operations = ['create', 'addName']
  const second = await opened('/data', { disk })
  expect(texts(second.storage)).toEqual({ a: '1' })
  expect(second.said.join('\n')).toMatch(
    /are damaged[^]*Setting damaged files aside failed: the disk is full/,
  )
  await second.storage.close()
  faults.operations = []
  const third = await opened('/data', { disk })
  expect(texts(third.storage)).toEqual({ a: '1' })
  expect(third.said[1]).toMatch(/The damaged files are kept in \/data\/damaged/)
  expect([...memory.files().keys()]).not.toContain(path)
})

test.each<[errno: string, operation: DiskOperation, code: string, sentence: RegExp]>([
  [
    'EROFS',
    'makeFolder',
    'read_only',
    /may not be written to\. Give this user write access, or set DATA_DIR/,
  ],
  ['EACCES', 'link', 'read_only', /may not be written to/],
  ['ENOTDIR', 'makeFolder', 'failed', /a file stands where a folder has to be/],
  ['EMFILE', 'list', 'failed', /too many files are open/],
  ['EIO', 'list', 'failed', /disk reports an error/],
])('%s when opening is said in a sentence with the folder', async (errno, operation, code, sentence) => {
  const { disk, faults } = aDisk(errno)
  faults.operations = [operation]
  const error: unknown = await opened('/data', { disk }).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'StorageError', code })
  expect(String(error)).toMatch(sentence)
  expect(String(error)).toContain('/data')
})

test('a file in place of the folder is said in a sentence', async () => {
  const path = join(await temporaryFolder(), 'objects')
  await writeFile(path, '')
  await expect(opened(path)).rejects.toThrow(/a file stands where a folder has to be/)
  await expect(opened(join(path, 'below'))).rejects.toThrow(/a file stands where a folder has to be/)
})

/** A small file system of its own; only root may mount one. */
function mount(size: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'kubeless-ui-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size},mode=0700`, 'none', folder], {
      stdio: 'ignore',
    })
    return folder
  } catch {
    rmSync(folder, { recursive: true })
    return undefined
  }
}

function unmount(folder: string): void {
  execFileSync('umount', ['--lazy', folder])
  rmSync(folder, { recursive: true })
}

const probe = mount('16k')
if (probe) unmount(probe)
const cannotMount = probe === undefined

test.skipIf(cannotMount)(
  'a disk that is really full refuses writes, survives restarts, and works once there is room',
  async () => {
    const root = mount('400k') ?? ''
    onTestFinished(() => unmount(root))
    const folder = join(root, 'objects')
    const filler = join(root, 'filler')
    await writeFile(filler, Buffer.alloc(200_000))
    let { storage } = await opened(folder)
    const kept: Record<string, string> = {}
    let version = 0
    let refused = 0
    const writeMany = () =>
      Promise.all(
        Array.from({ length: 10 }, async (_, index) => {
          const text = `${++version} ${'x'.repeat(3000)}`
          const name = `a${index}`
          try {
            await storage.write([put(name, text)], version)
            kept[name] = text
          } catch (error) {
            expect(error).toMatchObject({ code: 'disk_full' })
            refused += 1
          }
        }),
      )
    for (let round = 0; round < 20; round++) await writeMany()
    expect(Object.keys(kept)).toHaveLength(10)
    expect(refused).toBeGreaterThan(10)
    expect(texts(storage)).toEqual(kept)
    for (let restart = 0; restart < 3; restart++) {
      await storage.close()
      const again = await opened(folder)
      expect(again.said).toEqual([])
      storage = again.storage
      expect(texts(storage)).toEqual(kept)
      await writeMany()
    }
    await rm(filler)
    refused = 0
    await writeMany()
    expect(refused).toBe(0)
    await storage.close()
    expect(texts((await opened(folder)).storage)).toEqual(kept)
  },
)

test.skipIf(cannotMount)('a disk that may not be written to is said in a sentence', async () => {
  const root = mount('400k') ?? ''
  onTestFinished(() => unmount(root))
  const folder = join(root, 'objects')
  const { storage } = await opened(folder)
  await storage.write([put('a', '1')], 1)
  await storage.close()
  execFileSync('mount', ['-o', 'remount,ro', root])
  await expect(opened(folder)).rejects.toMatchObject({
    code: 'read_only',
    message: expect.stringContaining(folder) as unknown,
  })
})
