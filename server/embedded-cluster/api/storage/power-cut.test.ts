import { expect, test } from 'vitest'
import { powerCutDisk } from '../../../testing/power-cut-disk.ts'
import type { PowerCutDisk } from '../../../testing/power-cut-disk.ts'
import { put, remove, texts } from '../../../testing/stored-objects.ts'
import { randomFrom } from '../../../tools/kill/kill-rounds.ts'
import { openStorage } from './storage.ts'

interface Promised {
  /** By name; nothing: deleted. */
  texts: Map<string, string | undefined>
  version: number
  /** What was asked for but not answered: names and texts that go together. */
  open: Map<string, string | undefined>[]
}

/** Writes, deletes and compacts until done or until the disk stops working. */
async function work(disk: PowerCutDisk, promised: Promised): Promise<void> {
  const storage = await openStorage('/data', { log: () => undefined, disk, compactBytes: 600 })
  let version = promised.version
  const write = async (changes: [name: string, text: string | undefined][]) => {
    const mine = ++version
    const asked = new Map(changes)
    promised.open.push(asked)
    await storage.write(
      changes.map(([name, text]) => (text === undefined ? remove(name) : put(name, text))),
      mine,
    )
    promised.open.splice(promised.open.indexOf(asked), 1)
    for (const [name, text] of asked) promised.texts.set(name, text)
    promised.version = Math.max(promised.version, mine)
  }
  try {
    for (let round = 0; round < 10; round++)
      await Promise.all([
        write([['a', `a${round}`]]),
        write([
          ['b', `b${round}`],
          ['c', round % 2 ? undefined : `c${round}`],
        ]),
        write([['d', round % 3 ? `d${round}` : undefined]]),
      ])
  } finally {
    await storage.close()
  }
}

async function expectKept(disk: PowerCutDisk, promised: Promised, where: string): Promise<void> {
  const storage = await openStorage('/data', { log: () => undefined, disk })
  const there = texts(storage)
  expect(storage.resourceVersion, where).toBeGreaterThanOrEqual(promised.version)
  for (const asked of promised.open.splice(0)) {
    const kept = [...asked].filter(
      ([name, text]) => there[name] === text && text !== promised.texts.get(name),
    )
    const changing = [...asked].filter(([name, text]) => text !== promised.texts.get(name))
    expect([0, changing.length], `${where}: a write is kept whole or not at all`).toContain(kept.length)
    if (kept.length > 0) for (const [name, text] of asked) promised.texts.set(name, text)
  }
  const wanted = [...promised.texts].filter(([, text]) => text !== undefined)
  expect(there, where).toEqual(Object.fromEntries(wanted))
  await storage.close()
}

test('a power cut at any moment loses nothing that was acknowledged, and the next start works', async () => {
  const whole = powerCutDisk()
  await work(whole, { texts: new Map(), version: 0, open: [] })
  expect(await whole.list('/data')).toContainEqual(expect.stringContaining('snapshot'))
  for (let cut = 0; cut < whole.operations; cut++) {
    for (const seed of [1, 2, 3]) {
      const disk = powerCutDisk(cut)
      const promised: Promised = { texts: new Map(), version: 0, open: [] }
      await work(disk, promised).catch(() => undefined) // The power is gone.
      await expectKept(
        disk.afterPowerCut(randomFrom(cut * 10 + seed)),
        promised,
        `cut after ${cut}, seed ${seed}`,
      )
    }
  }
})

test('a power cut while the storage recovers from one loses nothing either', async () => {
  const random = randomFrom(7)
  for (let round = 0; round < 40; round++) {
    const promised: Promised = { texts: new Map(), version: 0, open: [] }
    let disk = powerCutDisk(20 + Math.floor(random() * 60))
    for (let life = 0; life < 4; life++) {
      await work(disk, promised).catch(() => undefined)
      const next = disk.afterPowerCut(random)
      await expectKept(next, promised, `round ${round}, life ${life}`)
      disk = next.afterPowerCut(random)
    }
  }
})
