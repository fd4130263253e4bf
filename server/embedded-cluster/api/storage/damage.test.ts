import { appendFile, cp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { powerCutDisk } from '../../../testing/power-cut-disk.ts'
import { opened, put, remove, temporaryFolder, texts } from '../../../testing/stored-objects.ts'
import { openStorage } from './storage.ts'

const firstJournal = 'journal-000000000001.jsonl'

/** A folder with a single journal: four objects, of which one was changed and one deleted. */
async function smallFolder(): Promise<string> {
  const folder = join(await temporaryFolder(), 'objects')
  const { storage } = await opened(folder)
  await storage.write([put('a', '1')], 1)
  await storage.write([put('b', '1'), put('c', '1')], 2)
  await storage.write([put('a', '2')], 3)
  await storage.write([remove('b')], 4)
  await storage.write([put('d', '1')], 5)
  await storage.close()
  return folder
}

/** What the small folder holds after so many of its writes. */
const states = [
  {},
  { a: '1' },
  { a: '1', b: '1', c: '1' },
  { a: '2', b: '1', c: '1' },
  { a: '2', c: '1' },
  { a: '2', c: '1', d: '1' },
]

/** A folder with two generations, each a snapshot and a journal. */
async function oldFolder(): Promise<{ folder: string; wanted: Record<string, string> }> {
  const folder = join(await temporaryFolder(), 'objects')
  const wanted: Record<string, string> = {}
  let version = 0
  let snapshots: string[] = []
  while (snapshots.length < 2) {
    const { storage } = await opened(folder, { compactBytes: 2000 })
    for (let count = 0; count < 12; count++) {
      const name = `a${++version % 7}`
      wanted[name] = `v${version}`
      await storage.write([put(name, `v${version}`)], version)
    }
    await storage.close()
    snapshots = (await namesOf(folder)).filter((name) => name.startsWith('snapshot-'))
  }
  return { folder, wanted }
}

async function namesOf(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.jsonl')).sort()
}

async function newest(folder: string, kind: string): Promise<string> {
  return (await namesOf(folder)).filter((name) => name.startsWith(kind)).at(-1) ?? ''
}

/** All that is kept for a person, by name. */
async function keptAside(folder: string): Promise<string[]> {
  const names = await readdir(join(folder, 'damaged'), { recursive: true }).catch(() => [])
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => name.replace(/^.*[/]/, ''))
}

/** Opens a disk in memory that holds these files in `/data`. */
async function openInMemory(files: Record<string, Buffer>) {
  const said: string[] = []
  const disk = powerCutDisk(
    Infinity,
    Object.entries(files).map(([name, bytes]) => [`/data/${name}`, bytes]),
  )
  const open = () => openStorage('/data', { log: (message) => said.push(message), disk })
  return { storage: await open(), said, disk, open }
}

test('a journal that ends after any byte opens with the writes that are whole, and goes on from there', async () => {
  const journal = await readFile(join(await smallFolder(), firstJournal))
  for (let length = 0; length <= journal.length; length++) {
    const { storage, said, open } = await openInMemory({ [firstJournal]: journal.subarray(0, length) })
    // A line is whole when only its end is missing.
    const lineEnds = journal.toString('latin1', 0, length + 1).split('\n').length - 1
    const state = states[Math.max(0, lineEnds - 1)]
    expect(texts(storage), `${length} bytes`).toEqual(state)
    await storage.write([put('e', 'new')], 9)
    await storage.close()
    const again = await open()
    expect(texts(again), `${length} bytes, again`).toEqual({ ...state, e: 'new' })
    expect(again.resourceVersion).toBe(9)
    await again.close()
    expect(said).toEqual([])
  }
})

test('a flipped bit in any byte of a journal is noticed, and everything that can be read is kept', async () => {
  const lines = (await readFile(join(await smallFolder(), firstJournal), 'utf8')).split('\n')
  const journal = Buffer.from(`${lines.slice(0, 4).join('\n')}\n`)
  const headerEnd = journal.indexOf('\n')
  for (let index = 0; index < journal.length - 1; index++) {
    const flipped = Buffer.from(journal)
    flipped[index] = (flipped[index] ?? 0) ^ 1
    const { storage, said, disk, open } = await openInMemory({ [firstJournal]: flipped })
    expect(said.join(), `byte ${index}`).toContain('are damaged')
    const aside = [...disk.files()].find(([path]) => path.startsWith('/data/damaged/'))
    expect(aside?.[1].equals(flipped)).toBe(true)
    expect(storage.resourceVersion).toBeGreaterThanOrEqual(3)
    const there = texts(storage)
    if (index < headerEnd) expect(there, `byte ${index}`).toEqual(states[3])
    // A damaged line end takes the next line with it, so one of the three writes is there.
    else expect(Object.keys(there).length, `byte ${index}`).toBeGreaterThanOrEqual(1)
    await storage.write([put('e', 'new')], storage.resourceVersion + 1)
    await storage.close()
    said.length = 0
    const again = await open()
    expect(texts(again)).toEqual({ ...there, e: 'new' })
    expect(said).toEqual([])
    await again.close()
  }
})

test('a damaged line in the middle costs only its own write, and the message names the object and the file', async () => {
  const folder = await smallFolder()
  const path = join(folder, firstJournal)
  const text = await readFile(path, 'utf8')
  await writeFile(path, text.replace('"name":"d"', '"name":"x"'))
  const { storage, said } = await opened(folder)
  expect(texts(storage)).toEqual(states[4])
  expect(said[0]).toContain(`${path} (line 6: its checksum does not match)`)
  expect(said[0]).toContain('/configmaps/default/d')
  expect(said[1]).toContain(join(folder, 'damaged'))
})

test.each([
  ['cut off', (path: string) => truncate(path, 200)],
  ['empty', (path: string) => truncate(path, 0)],
  ['zeros', async (path: string) => writeFile(path, Buffer.alloc((await readFile(path)).length))],
  [
    'bytes of something else',
    (path: string) => writeFile(path, Buffer.from([0x89, 0x50, 0x4e, 0x47, 10, 0, 255, 10, 13])),
  ],
  [
    'without its last line',
    async (path: string) => writeFile(path, (await readFile(path, 'utf8')).replace(/[^\n]*\n$/, '')),
  ],
  ['with a line of another program', (path: string) => appendFile(path, 'edited {"hello":"world"}\n')],
  ['gone', (path: string) => rm(path)],
])(
  'when the newest snapshot is %s, the generation before it still gives everything',
  async (kind, damage) => {
    const { folder, wanted } = await oldFolder()
    const name = await newest(folder, 'snapshot')
    await damage(join(folder, name))
    const { storage, said } = await opened(folder)
    expect(texts(storage)).toEqual(wanted)
    if (kind === 'gone') return // Nothing shows that it had been there, and nothing is missing.
    expect(said[0]).toContain(name)
    expect(said[0]).toContain('Nothing was lost')
    expect(await keptAside(folder)).toEqual([name])
    await storage.close()
    const again = await opened(folder)
    expect(texts(again.storage)).toEqual(wanted)
    expect(again.said).toEqual([])
  },
)

test('when both snapshots are damaged, what can be read is kept and every file is set aside', async () => {
  const { folder, wanted } = await oldFolder()
  const names = await namesOf(folder)
  for (const name of names.filter((name) => name.startsWith('snapshot'))) {
    const path = join(folder, name)
    await writeFile(path, (await readFile(path, 'utf8')).replace('"name":"a3"', '"name":"??"'))
  }
  const { storage, said } = await opened(folder)
  expect(texts(storage)).toMatchObject({ ...wanted, a3: expect.anything() as unknown })
  expect(said[0]).toContain('/configmaps/default/a3')
  expect((await keptAside(folder)).sort()).toEqual(names)
})

test('a journal that is missing between others is noticed', async () => {
  const folder = await smallFolder()
  for (const version of [6, 7]) {
    const { storage } = await opened(folder)
    await storage.write([put('a', `v${version}`)], version)
    await storage.close()
  }
  await rm(join(folder, 'journal-000000000006.jsonl'))
  const { storage, said } = await opened(folder)
  expect(texts(storage)).toEqual({ a: 'v7', c: '1', d: '1' })
  expect(said[0]).toContain('write 6 is missing')
  expect(storage.resourceVersion).toBeGreaterThan(7)
})

test('half-made files of the last run are removed, and files of others are left alone', async () => {
  const folder = await smallFolder()
  await writeFile(join(folder, 'snapshot-000000000005.jsonl.unfinished'), 'half')
  await writeFile(join(folder, 'notes.txt'), 'mine')
  const { storage, said } = await opened(folder)
  expect(texts(storage)).toEqual(states[5])
  expect(said).toEqual([])
  expect(await readdir(folder)).not.toContain('snapshot-000000000005.jsonl.unfinished')
  expect(await readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine')
})

test('a line changed by hand counts when its checksum says "edited"', async () => {
  const folder = await smallFolder()
  const path = join(folder, firstJournal)
  const lines = (await readFile(path, 'utf8')).split('\n')
  lines[3] = (lines[3] ?? '').replace(/^\S+/, 'edited').replace('"text":"2"', '"text":"by hand"')
  await writeFile(path, lines.join('\n'))
  const { storage, said } = await opened(folder)
  expect(texts(storage)).toEqual({ a: 'by hand', c: '1', d: '1' })
  expect(said).toEqual([])
})

test.each(['snapshot', 'journal'])(
  'a %s of a newer version is refused with a sentence, and no file is touched',
  async (kind) => {
    const { folder } = await oldFolder()
    const path = join(folder, await newest(folder, kind))
    await writeFile(path, (await readFile(path, 'utf8')).replace('"format":1', '"format":2'))
    const before = await temporaryFolder()
    await cp(folder, before, { recursive: true, filter: (name) => !name.includes('lock-') })
    await expect(opened(folder)).rejects.toMatchObject({
      code: 'newer_format',
      message: expect.stringMatching(
        /newer version of Kubeless UI.*Nothing was touched\. Start that version/,
      ) as unknown,
    })
    expect(await namesOf(folder)).toEqual(await namesOf(before))
    for (const name of await namesOf(folder))
      expect(await readFile(join(folder, name))).toEqual(await readFile(join(before, name)))
  },
)
