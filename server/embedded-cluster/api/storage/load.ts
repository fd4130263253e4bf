/** Reads a folder as the last run left it, however that ended. Changes nothing. */
import { join } from 'node:path'
import type { KubeObject } from '../../../functions/objects.ts'
import type { Disk } from './disk.ts'
import { readHeader, readJournal, readSnapshot } from './read-file.ts'
import type { Damage, DataFile } from './read-file.ts'
import { isUnfinished, parseName } from './records.ts'
import type { Change } from './records.ts'

/** What a folder holds. */
export interface Found {
  objects: Map<string, KubeObject>
  /** Number of the last write. */
  lastWrite: number
  resourceVersion: number
  /** The snapshot that was used. */
  snapshot: DataFile | undefined
  /** Everything there is, needed or not. */
  files: DataFile[]
  /** Names of what the last run left half made. */
  unfinished: string[]
  damage: Damage[]
  /** Nothing was lost to the damage. */
  isComplete: boolean
}

/** After a loss we cannot know which numbers were given out, so we go on well beyond them. */
const leap = 1_000_000

/**
 * Rejects when a later version wrote the folder, and when the disk fails.
 *
 * Starts from the newest snapshot. The generation before it is kept, so when something is missing,
 * older snapshots and the journals after them are tried until nothing is.
 */
export async function loadFolder(disk: Disk, folder: string): Promise<Found> {
  const names = (await disk.list(folder)).sort()
  const files = await readHeaders(disk, folder, names)
  const snapshots = files.filter(({ kind }) => kind === 'snapshot').sort((a, b) => b.after - a.after)
  const journals = files.filter(({ kind }) => kind === 'journal').sort((a, b) => a.after - b.after)
  const damage = new Map<string, Damage>()
  const reached = Math.max(0, ...files.map(({ after }) => after))
  let newest: State | undefined
  for (const snapshot of [...snapshots, undefined]) {
    const state = await readFrom(disk, folder, snapshot, journals, reached)
    for (const each of state.damage) damage.set(each.name, each)
    newest ??= state
    if (state.damage.every(({ lost }) => lost === 0)) {
      newest = state
      break
    }
  }
  const best = newest ?? (await readFrom(disk, folder, undefined, journals, reached))
  const isComplete = best.damage.every(({ lost }) => lost === 0)
  return {
    objects: best.objects,
    lastWrite: best.lastWrite + (isComplete ? 0 : leap),
    resourceVersion: best.resourceVersion + (isComplete ? 0 : leap),
    snapshot: best.snapshot,
    files,
    unfinished: names.filter(isUnfinished),
    damage: [...damage.values()],
    isComplete,
  }
}

async function readHeaders(disk: Disk, folder: string, names: string[]): Promise<DataFile[]> {
  const files: DataFile[] = []
  for (const name of names) {
    const parsed = parseName(name)
    if (!parsed) continue
    const header = await readHeader(disk, folder, name)
    const bytes = await disk.size(join(folder, name))
    files.push({ name, ...parsed, ...(header && { after: header.after }), header, bytes })
  }
  return files
}

interface State {
  objects: Map<string, KubeObject>
  lastWrite: number
  resourceVersion: number
  snapshot: DataFile | undefined
  damage: Damage[]
}

/** What a snapshot (none: nothing at all) and the journals after it give. `reached` is a write that had been made. */
async function readFrom(
  disk: Disk,
  folder: string,
  snapshot: DataFile | undefined,
  journals: DataFile[],
  reached: number,
): Promise<State> {
  const state: State = { objects: new Map(), lastWrite: 0, resourceVersion: 0, snapshot, damage: [] }
  const seeVersion = (version: unknown) =>
    (state.resourceVersion = Math.max(state.resourceVersion, Number(version) || 0))
  const apply = ({ key, object }: Change) => {
    seeVersion(object?.metadata.resourceVersion)
    if (object) state.objects.set(key, object)
    else state.objects.delete(key)
  }
  const note = (damage: Damage) => {
    if (damage.problems.length > 0) state.damage.push(damage)
  }
  if (snapshot) {
    seeVersion(snapshot.header?.resourceVersion)
    note(await readSnapshot(disk, folder, snapshot, apply))
    state.lastWrite = snapshot.after
  }
  for (const [index, journal] of journals.entries()) {
    const end = journals[index + 1]?.after
    if (end !== undefined && end <= state.lastWrite) continue
    seeVersion(journal.header?.resourceVersion)
    const bounds = { lastWrite: state.lastWrite, end }
    const damage = await readJournal(disk, folder, journal, bounds, ({ write, resourceVersion, changes }) => {
      changes.forEach(apply)
      seeVersion(resourceVersion)
      state.lastWrite = write
    })
    note(damage)
    state.lastWrite = Math.max(state.lastWrite, end ?? journal.after)
  }
  const lost = reached - state.lastWrite
  if (lost > 0) {
    const name = journals.at(-1)?.name ?? snapshot?.name ?? 'the journal'
    note({ name, problems: [`writes ${state.lastWrite + 1} to ${reached} are missing`], keys: [], lost })
    state.lastWrite = reached
  }
  return state
}
