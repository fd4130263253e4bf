import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { powerCutDisk } from '../../../testing/power-cut-disk.ts'
import { opened, put, temporaryFolder, texts } from '../../../testing/stored-objects.ts'
import type { Disk } from './disk.ts'
import { openStorage } from './storage.ts'

const writer = join(import.meta.dirname, '../../../tools/kill/storage-writer.ts')

/** Another process that has opened the folder. */
async function aHolder(folder: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--import', 'tsx', writer, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines = createInterface({ input: child.stdout })
  await new Promise<void>((resolve) => lines.on('line', (line) => line.startsWith('opened') && resolve()))
  return child
}

async function lockOf(folder: string): Promise<{ path: string; target: string }> {
  const name = (await readdir(folder)).find((each) => each.startsWith('lock-')) ?? ''
  return { path: join(folder, name), target: await readlink(join(folder, name)) }
}

/** The lock as it would be if one part of it were different. */
async function changeLock(folder: string, part: number, value: string): Promise<void> {
  const { path, target } = await lockOf(folder)
  const parts = target.split('.')
  parts[part] = value
  await rm(path)
  await symlink(parts.join('.'), path)
}

const [start, boot, world, host] = [1, 2, 3, 4]

test('a second process is refused with a sentence that names the first, and gets the folder when that is killed', async () => {
  const folder = await temporaryFolder()
  const holder = await aHolder(folder)
  const error: unknown = await opened(folder).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'StorageError', code: 'in_use' })
  expect(String(error)).toContain(`${folder} is in use by process ${holder.pid} (`)
  expect(String(error)).toContain('storage-writer.ts')
  expect(String(error)).toMatch(/stop it \(kill \d+\), or set DATA_DIR to another folder/)
  const ended = once(holder, 'exit')
  holder.kill('SIGKILL')
  await ended
  const { storage } = await opened(folder)
  expect(storage.objects.size).toBeGreaterThan(0)
})

test('the same process cannot open a folder twice, but again once it is closed', async () => {
  const folder = await temporaryFolder()
  const { storage } = await opened(folder)
  await expect(opened(folder)).rejects.toMatchObject({
    code: 'in_use',
    message: expect.stringContaining('this very process') as unknown,
  })
  await storage.write([put('a', '1')], 1)
  await storage.close()
  expect(texts((await opened(folder)).storage)).toEqual({ a: '1' })
})

test('a lock whose number belongs to another process by now holds nobody up', async () => {
  const folder = await temporaryFolder()
  await opened(folder)
  await changeLock(folder, start, '1')
  await opened(folder)
})

test('a lock from before the machine was started holds nobody up', async () => {
  const folder = await temporaryFolder()
  await opened(folder)
  await changeLock(folder, boot, 'ffffffff')
  await opened(folder)
})

test.each([
  ['container', world],
  ['machine', host],
])(
  'a holder in another %s is asked: one that lives is respected, one that does not answer is succeeded',
  async (_, part) => {
    const folder = await temporaryFolder()
    const { storage } = await opened(folder)
    await changeLock(folder, part, '1')
    await expect(opened(folder, { patienceMs: 30_000 })).rejects.toMatchObject({
      code: 'in_use',
      message: expect.stringContaining('another container or on another machine') as unknown,
    })
    await storage.close()
    await rm((await lockOf(folder)).path)
    await symlink(`7.7.7.7.7`, join(folder, 'lock-9'))
    await opened(folder, { patienceMs: 10 })
  },
)

test('of many that start at once, after a kill, exactly one gets the folder', async () => {
  for (let round = 0; round < 20; round++) {
    const disk = powerCutDisk()
    await disk.link('999999999.1.1.0.0', '/data/lock-4')
    const starts = await Promise.allSettled(
      Array.from({ length: 8 }, () => openStorage('/data', { log: () => undefined, disk, patienceMs: 0 })),
    )
    const storages = starts.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
    for (const storage of storages) await storage.close()
    expect(storages).toHaveLength(1)
    const reasons = starts.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []))
    for (const reason of reasons) expect(reason).toMatchObject({ code: 'in_use' })
  }
})

test('one that was halted while it succeeded a dead holder does not get the folder beside a later one', async () => {
  const disk = powerCutDisk()
  await disk.link('999999999.1.1.0.0', '/data/lock-4')
  let isFirst = true
  const halted: Disk = {
    ...disk,
    async link(target, path) {
      if (isFirst && path.endsWith('/lock-5')) {
        isFirst = false
        const earlier = await opened('/data', { disk, patienceMs: 0 })
        await earlier.storage.close()
        await opened('/data', { disk })
      }
      await disk.link(target, path)
    },
  }
  await expect(opened('/data', { disk: halted, patienceMs: 0 })).rejects.toMatchObject({ code: 'in_use' })
  expect(isFirst).toBe(false)
})

test('a storage whose folder another process took over refuses to write', async () => {
  const taken = await temporaryFolder()
  const { storage } = await opened(taken)
  await storage.write([put('a', '1')], 1)
  await symlink('7.7.7.7.7', join(taken, 'lock-99'))
  let version = 1
  await expect(async () => {
    for (;;) await storage.write([put('a', '2')], ++version)
  }).rejects.toMatchObject({
    code: 'failed',
    message: expect.stringContaining('restart Kubeless UI') as unknown,
  })
  await storage.close()
  expect(await readlink(join(taken, 'lock-99'))).toBe('7.7.7.7.7')
})

test('a storage whose folder was removed refuses to write', async () => {
  const folder = await temporaryFolder()
  const { storage } = await opened(folder)
  await storage.write([put('a', '1')], 1)
  await rm(folder, { recursive: true })
  let version = 1
  await expect(async () => {
    for (;;) await storage.write([put('a', '2')], ++version)
  }).rejects.toMatchObject({ code: 'failed', message: expect.stringContaining('was removed') as unknown })
  await storage.close()
})

test('what the lock says can be read by a person', async () => {
  const folder = await temporaryFolder()
  await opened(folder)
  const { target } = await lockOf(folder)
  expect(target.split('.')[0]).toBe(String(process.pid))
  expect(target.length).toBeLessThan(60) // So it needs no block of its own on a full disk.
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => '')
  if (stat) expect(stat.split(' ')).toContain(target.split('.')[1])
})
