/**
 * Keeps the folder small: when the journals have grown as large as what they describe, everything is
 * written to a new snapshot while writes go on in a new journal. The generation before is kept, in case
 * the new snapshot turns out to be unreadable; what is older is removed.
 */
import { join } from 'node:path'
import type { KubeObject } from '../../../functions/objects.ts'
import { describeDamage, setAside } from './damaged.ts'
import type { Disk } from './disk.ts'
import type { Journal } from './journal.ts'
import type { Found } from './load.ts'
import type { DataFile } from './read-file.ts'
import { writeSnapshot } from './snapshot.ts'
import { storageError } from './storage-error.ts'

export interface CompactionOptions {
  disk: Disk
  folder: string
  found: Found
  /** Every file there is, by its name; what is removed here is removed there. */
  files: Map<string, DataFile>
  journal: Journal
  objects: ReadonlyMap<string, KubeObject>
  /** Aborted when the folder is ours no more. */
  lost: AbortSignal
  log: (message: string) => void
  /** Journals that are smaller are left as they are. */
  compactBytes?: number
}

export interface Compaction {
  /** Sets damaged files aside and writes anew what could be read. Tried again later when the disk refuses. */
  mend(): Promise<void>
  /** Starts a compaction in the background when it is time for one. */
  consider(): void
  close(): Promise<void>
}

const defaultCompactBytes = 4 * 1024 * 1024
const mostJournals = 16

export function startCompaction(options: CompactionOptions): Compaction {
  const {
    disk,
    folder,
    found,
    files,
    journal,
    objects,
    lost,
    log,
    compactBytes = defaultCompactBytes,
  } = options
  const closing = new AbortController()
  const stopping = AbortSignal.any([closing.signal, lost])
  let { damage } = found
  /** Where the generation begins that a new snapshot replaces. */
  let generation = found.snapshot?.after ?? 0
  let snapshotBytes = found.snapshot?.bytes ?? 0
  const earlier = found.files.filter(({ kind, after }) => kind === 'journal' && after >= generation)
  /** Of journals before the present one that no snapshot has replaced yet. */
  let journalBytes = earlier.reduce((sum, { bytes }) => sum + bytes, 0)
  let journals = earlier.length
  let retryBytes = 0
  let running: Promise<void> | undefined

  const compact = async () => {
    await keepDamaged()
    const view = await journal.divide(({ bytes, files }) => {
      journalBytes += bytes
      journals += files
      return { after: journal.lastWrite, resourceVersion: journal.resourceVersion, objects: [...objects] }
    })
    const file = await writeSnapshot(disk, folder, view, stopping)
    files.set(file.name, file)
    journalBytes = journals = retryBytes = 0
    snapshotBytes = file.bytes
    // A generation with a hole in it is no help.
    await removeBefore(damage.length > 0 ? view.after : generation)
    generation = view.after
    damage = []
  }

  const keepDamaged = async () => {
    if (damage.length === 0) return
    // After a loss, a person may find in any of the files what is missing.
    const names = found.isComplete ? damage.map(({ name }) => name) : found.files.map(({ name }) => name)
    log(`The damaged files are kept in ${await setAside(disk, folder, names)}`)
  }

  const removeBefore = async (oldest: number) => {
    for (const { name, after } of [...files.values()]) {
      if (after >= oldest) continue
      await disk.remove(join(folder, name))
      files.delete(name)
    }
  }

  const run = async (action: string) => {
    try {
      await compact()
    } catch (error) {
      if (stopping.aborted) return
      retryBytes = journalBytes + journal.bytes + compactBytes
      log(`${storageError(error, action, folder).message} It is tried again later; nothing is lost.`)
    }
  }

  return {
    async mend() {
      if (damage.length === 0) return
      log(describeDamage(folder, damage, found.isComplete))
      await run('Setting damaged files aside')
    },
    consider() {
      const bytes = journalBytes + journal.bytes
      const isTime = bytes > Math.max(compactBytes, snapshotBytes) || journals + journal.files > mostJournals
      if (running || stopping.aborted || !isTime || bytes < retryBytes) return
      running = run('Tidying up the stored objects').finally(() => (running = undefined))
    },
    async close() {
      closing.abort()
      await running
    },
  }
}
