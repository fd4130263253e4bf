/**
 * One process a folder. The lock is a symbolic link `lock-<n>` whose target names the process: made in
 * one step with all it says, readable with `ls -l`, and it needs no room on a full disk.
 *
 * The highest number counts. It is never taken away, only outdone by the next higher one, so two
 * processes that find the same dead holder cannot both succeed it: the link can be made only once.
 */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Disk } from './disk.ts'
import { describeProcess, identityOf, isRunning } from './process-identity.ts'
import { StorageError, errnoOf } from './storage-error.ts'

export interface LockOptions {
  /** How long a holder that this machine cannot see has to answer a knock. */
  patienceMs?: number
  /** The folder was removed, or another process took it over while this one was halted. */
  onLost: (error: StorageError) => void
}

export interface Lock {
  release(): Promise<void>
}

const released = 'released'
const mostAttempts = 100
const watchEveryMs = 1000

/** Rejects with `in_use` when a process that lives holds the folder. */
export async function lockFolder(
  disk: Disk,
  folder: string,
  { patienceMs = 5 * watchEveryMs, onLost }: LockOptions,
): Promise<Lock> {
  const me = (await identityOf(process.pid)) ?? String(process.pid)
  for (let attempt = 0; attempt < mostAttempts; attempt++) {
    const highest = await highestLock(disk, folder)
    const holder = highest === undefined ? released : await targetOf(disk, folder, highest)
    if (holder === undefined) continue // Outdone since we looked.
    if (holder !== released && (await lives(disk, folder, holder, patienceMs)))
      throw await inUse(folder, holder)
    const mine = (highest ?? 0) + 1
    if (!(await make(disk, folder, mine, me))) continue
    if ((await highestLock(disk, folder)) === mine) return hold(disk, folder, mine, onLost)
    // We looked so long ago that the folder has had other holders since.
    await disk.remove(pathOf(folder, mine))
  }
  throw new StorageError(
    'in_use',
    `Too many processes try to use ${folder} at once. Start a single Kubeless UI.`,
  )
}

async function hold(disk: Disk, folder: string, mine: number, onLost: LockOptions['onLost']): Promise<Lock> {
  for (const name of await disk.list(folder)) {
    const number = numberOf(name)
    if (number !== undefined && number < mine) await disk.remove(join(folder, name))
  }
  const watch = setInterval(() => void look(), watchEveryMs).unref()
  const look = async () => {
    try {
      const names = await disk.list(folder)
      if (highestOf(names) !== mine) return lose()
      for (const name of names.filter(isKnock)) await disk.remove(join(folder, name))
    } catch (error) {
      if (errnoOf(error) === 'ENOENT') lose()
      // Anything else says nothing about the lock; we look again.
    }
  }
  const lose = () => {
    clearInterval(watch)
    onLost(lost(folder))
  }
  return {
    async release() {
      clearInterval(watch)
      if (await make(disk, folder, mine + 1, released).catch(() => false))
        await disk.remove(pathOf(folder, mine))
    },
  }
}

/** Whether the holder still runs. One in another container or on another machine is asked through the folder. */
async function lives(disk: Disk, folder: string, holder: string, patienceMs: number): Promise<boolean> {
  const seen = await isRunning(holder)
  if (seen !== undefined) return seen
  const knock = `knock-${randomUUID()}`
  await disk.link(holder, join(folder, knock))
  for (const until = performance.now() + patienceMs; performance.now() < until;) {
    if (!(await disk.list(folder)).includes(knock)) return true
    await sleep(Math.min(100, patienceMs))
  }
  await disk.remove(join(folder, knock))
  return false
}

async function inUse(folder: string, holder: string): Promise<StorageError> {
  const pid = Number(holder.split('.')[0])
  const isNear = (await isRunning(holder)) === true
  const who = !isNear
    ? `process ${pid} in another container or on another machine`
    : pid === process.pid
      ? `this very process (${pid})`
      : `process ${pid} (${await describeProcess(pid)})`
  return new StorageError(
    'in_use',
    `${folder} is in use by ${who}, and two would destroy each other's objects. Use the Kubeless UI that runs, ` +
      `stop it${isNear ? ` (kill ${pid})` : ''}, or set DATA_DIR to another folder.`,
  )
}

function lost(folder: string): StorageError {
  return new StorageError(
    'failed',
    `${folder} was removed, or another process has taken it over while this one was halted. Nothing is saved any more: restart Kubeless UI.`,
  )
}

/** False: somebody else was quicker. */
async function make(disk: Disk, folder: string, number: number, target: string): Promise<boolean> {
  try {
    await disk.link(target, pathOf(folder, number))
    return true
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
}

async function targetOf(disk: Disk, folder: string, number: number): Promise<string | undefined> {
  try {
    return await disk.readLink(pathOf(folder, number))
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return undefined
    if (errnoOf(error) === 'EINVAL') return released // No link but a file, as some ways to copy a folder make.
    throw error
  }
}

async function highestLock(disk: Disk, folder: string): Promise<number | undefined> {
  return highestOf(await disk.list(folder))
}

function highestOf(names: string[]): number | undefined {
  const numbers = names.flatMap((name) => numberOf(name) ?? [])
  return numbers.length > 0 ? Math.max(...numbers) : undefined
}

function numberOf(name: string): number | undefined {
  const [, digits] = /^lock-(\d{1,15})$/.exec(name) ?? []
  return digits === undefined ? undefined : Number(digits)
}

function isKnock(name: string): boolean {
  return name.startsWith('knock-')
}

function pathOf(folder: string, number: number): string {
  return join(folder, `lock-${number}`)
}
