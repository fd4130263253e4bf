/** Kills a program that writes to a storage, and compares what it was promised with what is there. */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { openStorage } from '../../embedded-cluster/api/storage/storage.ts'
import type { KubeObject } from '../../functions/objects.ts'
import { killRounds, randomFrom } from './kill-rounds.ts'

export interface KillReport {
  rounds: number
  /** Writes that were acknowledged. */
  acknowledged: number
  /** Writes that a kill left without an answer, and how many of them were there all the same. */
  unanswered: number
  unansweredButKept: number
  /** Rounds that died before the storage was open. */
  diedOpening: number
  /** Rounds that left a half-made snapshot. */
  diedCompacting: number
}

/** Rejects, naming the round and keeping the folder, when a promise was not kept. */
export async function killStorage(
  rounds: number,
  seed: number,
  onRound?: (round: number) => void,
): Promise<KillReport> {
  const bench = await mkdtemp(join(tmpdir(), 'kubeless-ui-kill-'))
  const folder = join(bench, 'objects')
  await mkdir(folder)
  const random = randomFrom(seed)
  const report = {
    rounds,
    acknowledged: 0,
    unanswered: 0,
    unansweredButKept: 0,
    diedOpening: 0,
    diedCompacting: 0,
  }
  /** What each key has to hold. */
  const promised = new Map<string, string>()
  const asked = new Map<number, [key: string, content: string][]>()
  let highest = 0
  let isOpen = false

  const promise = (version: number) => {
    for (const [key, content] of asked.get(version) ?? []) {
      if (content) promised.set(key, content)
      else promised.delete(key)
    }
    asked.delete(version)
  }
  const problems: string[] = []
  const onLine = (line: string) => {
    const [word, version, ...changes] = line.split(' ')
    if (word === 'ask') asked.set(Number(version), changes.map(parseChange))
    if (word === 'opened') {
      isOpen = true
      if (Number(version) < highest) problems.push(`version ${version} after ${highest}`)
    }
    if (word === 'log') problems.push(line)
    if (word !== 'ack') return
    highest = Math.max(highest, Number(version))
    report.acknowledged += 1
    promise(Number(version))
  }

  const check = async (round: number) => {
    const isCompacting = (await readdir(folder)).some((name) => name.endsWith('.unfinished'))
    report.diedCompacting += Number(isCompacting)
    report.diedOpening += Number(!isOpen)
    isOpen = false
    const storage = await openStorage(folder, { log: (message) => problems.push(message) })
    const there = new Map([...storage.objects].map(([key, object]) => [key, contentOf(object)]))
    if (storage.resourceVersion < highest)
      problems.push(`version ${storage.resourceVersion} after ${highest}`)
    await storage.close()
    for (const [version, changes] of [...asked]) {
      report.unanswered += 1
      const kept = changes.filter(([key, content]) => (there.get(key) ?? '') === content).length
      if (kept > 0 && kept < changes.length) problems.push(`write ${version} was kept in part`)
      if (kept === changes.length) {
        report.unansweredButKept += 1
        promise(version)
      }
    }
    asked.clear()
    for (const key of new Set([...promised.keys(), ...there.keys()]))
      if (promised.get(key) !== there.get(key))
        problems.push(
          `${key}: promised ${promised.get(key) ?? 'nothing'}, there is ${there.get(key) ?? 'nothing'}`,
        )
    if (problems.length > 0)
      throw new Error(`Round ${round}, seed ${seed}, ${folder}: ${problems.join('; ')}`)
    onRound?.(round)
  }

  const writer = await bundleWriter(bench)
  let readyWord = ''
  await killRounds({
    rounds,
    start() {
      // A third may die while it opens.
      readyWord = random() < 1 / 3 ? 'opening' : 'opened'
      const seedOfRound = String(Math.floor(random() * 2 ** 32))
      return spawn(process.execPath, [writer, folder, seedOfRound], { stdio: ['ignore', 'pipe', 'inherit'] })
    },
    onLine,
    isReady: (line) => line.startsWith(readyWord),
    delayMs: () => random() * 200,
    check,
  })
  await rm(bench, { recursive: true })
  return report
}

/** As one file of plain JavaScript, which starts several times faster. */
async function bundleWriter(folder: string): Promise<string> {
  const outfile = join(folder, 'storage-writer.mjs')
  const entryPoints = [join(import.meta.dirname, 'storage-writer.ts')]
  await build({ entryPoints, outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'warning' })
  return outfile
}

function parseChange(change: string): [key: string, content: string] {
  const [key = '', content = ''] = change.split('=')
  return [key, content]
}

function contentOf(object: KubeObject): string {
  const content =
    'data' in object && object.data instanceof Object && 'content' in object.data && object.data.content
  return typeof content === 'string' ? content : ''
}
