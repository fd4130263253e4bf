/**
 * The disk under the API: every object, durable before its write is acknowledged. What lives here knows
 * objects by their key only; what an object means, and who may change it, is the API's.
 */
import { join } from 'node:path'
import type { KubeObject } from '../../../functions/objects.ts'
import { startCompaction } from './compaction.ts'
import { nodeDisk } from './disk.ts'
import type { Disk } from './disk.ts'
import { startJournal } from './journal.ts'
import { maxLineBytes } from './lines.ts'
import { loadFolder } from './load.ts'
import { lockFolder } from './lock.ts'
import { printChanges } from './records.ts'
import type { Change } from './records.ts'
import { StorageError, storageError } from './storage-error.ts'

/** The objects of a folder. */
export interface Storage {
  /**
   * By `<group>/<plural>/<namespace or empty>/<name>`: as found at the start, and from then on with every write that was
   * acknowledged.
   */
  readonly objects: ReadonlyMap<string, KubeObject>
  /** The highest that was ever acknowledged. Never goes back, whatever is deleted. */
  readonly resourceVersion: number
  /**
   * Resolves when all the changes would survive a power cut; `object: undefined` deletes. Rejects with a
   * `StorageError` when none of them would. Writes are kept in the order of the calls. An object that was handed in is not to be
   * changed any more.
   */
  write(changes: readonly Change[], resourceVersion: number): Promise<void>
  /** Waits for the writes under way, then lets others use the folder. */
  close(): Promise<void>
}

export interface StorageOptions {
  log: (message: string) => void
  disk?: Disk
  /** Journals smaller than this are left as they are. */
  compactBytes?: number
  /** Changes that are larger as JSON are refused. */
  mostBytes?: number
  /** How long a holder of the folder in another container has to answer. */
  patienceMs?: number
}

/**
 * Opens the folder, and makes it when there is none. Rejects with a `StorageError`: `in_use`, `newer_format`, `read_only`,
 * `disk_full`, `failed`. What a kill or a fault of the disk left is mended, and said to `log`.
 */
export async function openStorage(folder: string, options: StorageOptions): Promise<Storage> {
  const { disk = nodeDisk, patienceMs } = options
  const losing = new AbortController()
  try {
    await disk.makeFolder(folder)
    const lock = await lockFolder(disk, folder, { patienceMs, onLost: (error) => losing.abort(error) })
    try {
      return await open(folder, { ...options, disk, lost: losing.signal, release: () => lock.release() })
    } catch (error) {
      await lock.release()
      throw error
    }
  } catch (error) {
    throw storageError(error, 'Opening the stored objects', folder)
  }
}

interface OpenOptions extends StorageOptions {
  disk: Disk
  /** Aborted when the folder is ours no more. */
  lost: AbortSignal
  release: () => Promise<void>
}

async function open(
  folder: string,
  { disk, log, compactBytes, mostBytes = maxLineBytes / 2, lost, release }: OpenOptions,
): Promise<Storage> {
  const found = await loadFolder(disk, folder)
  for (const name of found.unfinished) await disk.remove(join(folder, name))
  const { objects } = found
  const files = new Map(found.files.map((file) => [file.name, file]))
  const journal = startJournal({ disk, folder, ...found, lost, onFile: (file) => files.set(file.name, file) })
  const compaction = startCompaction({
    disk,
    folder,
    found,
    files,
    journal,
    objects,
    lost,
    log,
    compactBytes,
  })
  await compaction.mend()
  let closing: Promise<void> | undefined
  return {
    objects,
    get resourceVersion() {
      return journal.resourceVersion
    },
    async write(changes, resourceVersion) {
      const text = printChanges(changes)
      if (Buffer.byteLength(text) > mostBytes)
        throw new StorageError(
          'failed',
          'These changes are too large to be saved at once. Make them in smaller parts.',
        )
      await journal.write(text, resourceVersion, () => {
        for (const { key, object } of changes) {
          if (object) objects.set(key, object)
          else objects.delete(key)
        }
      })
      compaction.consider()
    },
    close() {
      closing ??= (async () => {
        await compaction.close()
        await journal.close()
        await release()
      })()
      return closing
    },
  }
}
