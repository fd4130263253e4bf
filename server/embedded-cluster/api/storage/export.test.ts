import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { opened, put, temporaryFolder, texts } from '../../../testing/stored-objects.ts'
import { exportStorage, importStorage } from './export.ts'

/** Fifty objects in a file. */
async function anExport(): Promise<string> {
  const path = join(await temporaryFolder(), 'objects.jsonl')
  const { storage } = await opened(await temporaryFolder())
  for (let index = 1; index <= 50; index++) await storage.write([put(`a${index}`, `text ${index}`)], index)
  await exportStorage(storage, path)
  return path
}

/** A folder that holds something else. */
async function aFolder(): Promise<string> {
  const folder = await temporaryFolder()
  const { storage } = await opened(folder)
  await storage.write([put('mine', '1')], 1000)
  await storage.close()
  return folder
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith('lock-'))
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  )
}

test('what was exported from one storage replaces what is in another', async () => {
  const path = await anExport()
  const folder = await aFolder()
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await importStorage(folder, path)).toBe(50)
  const { storage, said } = await opened(folder)
  expect(Object.keys(texts(storage))).toHaveLength(50)
  expect(texts(storage)).toMatchObject({ a1: 'text 1', a50: 'text 50' })
  expect(storage.resourceVersion).toBeGreaterThan(1000)
  await storage.write([put('more', '1')], 2000)
  await storage.close()
  expect(texts((await opened(folder)).storage)).toMatchObject({ a1: 'text 1', more: '1' })
  expect(said).toEqual([])
})

test.each([
  ['a changed object', (text: string) => text.replace('text 25', 'text 52')],
  ['a missing object', (text: string) => text.replace(/[^\n]*text 25"[^\n]*\n/, '')],
  [
    'an object twice',
    (text: string) => text.replace(/[^\n]*text 25"[^\n]*\n/, '').replace(/[^\n]*text 26"[^\n]*\n/, '$&$&'),
  ],
  ['a missing end', (text: string) => text.slice(0, -100)],
  ['nothing in it', () => ''],
  ['something else in it', () => '{"kind":"List","items":[]}'],
])(
  'a file with %s is refused with the reason, and the folder stays byte for byte as it was',
  async (_, change) => {
    const path = await anExport()
    const folder = await aFolder()
    const before = await filesOf(folder)
    await writeFile(path, change(await readFile(path, 'utf8')))
    await expect(importStorage(folder, path)).rejects.toMatchObject({
      code: 'invalid',
      message: expect.stringMatching(/cannot be imported: .*Nothing was changed/) as unknown,
    })
    expect(await filesOf(folder)).toEqual(before)
  },
)

test('a file of a newer version, a missing file and a folder in use are refused', async () => {
  const path = await anExport()
  const folder = await aFolder()
  const text = await readFile(path, 'utf8')
  await expect(importStorage(folder, `${path}.missing`)).rejects.toMatchObject({ code: 'failed' })
  const { storage } = await opened(folder)
  await expect(importStorage(folder, path)).rejects.toMatchObject({ code: 'in_use' })
  await storage.close()
  await writeFile(path, text.replace('"format":1', '"format":7'))
  await expect(importStorage(folder, path)).rejects.toMatchObject({ code: 'newer_format' })
})

test('an imported snapshot that is damaged later is not passed over for what it had replaced', async () => {
  const folder = await aFolder()
  await importStorage(folder, await anExport())
  const snapshot = (await readdir(folder)).find((name) => name.startsWith('snapshot')) ?? ''
  await writeFile(
    join(folder, snapshot),
    (await readFile(join(folder, snapshot), 'utf8')).replace('text 25', 'text 52'),
  )
  const { storage, said } = await opened(folder)
  expect(Object.keys(texts(storage))).toHaveLength(49)
  expect(said[0]).toContain('/configmaps/default/a25')
})
