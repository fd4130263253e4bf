/**
 * Appends writes to a journal, many to one sync: whatever is asked for while the disk works goes
 * out together with the next sync. A journal is cut back when a write fails, so that nothing of it is
 * seen later; where even that fails, a new journal is begun, whose header says where the old one ended.
 */
import { join } from 'node:path'
import type { Disk, DiskFile } from './disk.ts'
import { printLine } from './lines.ts'
import { format, journalName, printEntry } from './records.ts'
import type { DataFile } from './read-file.ts'
import { StorageError, storageError } from './storage-error.ts'

export interface JournalOptions {
  disk: Disk
  folder: string
  lastWrite: number
  resourceVersion: number
  /** Once aborted, nothing is written any more; the reason is what writes are told. */
  lost: AbortSignal
  /** Told about every new file. */
  onFile: (file: DataFile) => void
}

export interface Journal {
  readonly lastWrite: number
  readonly resourceVersion: number
  /** What was written since the last `divide`. */
  readonly bytes: number
  readonly files: number
  /** Resolves when durable, after `onDurable` was called; `changes` as of `printChanges`. */
  write(changes: string, resourceVersion: number, onDurable: () => void): Promise<void>
  /**
   * Ends the file, so that a snapshot of what is durable at this moment, which `look` takes, can replace it and those before it.
   */
  divide<T>(look: (since: { bytes: number; files: number }) => T): Promise<T>
  /** Waits for what is under way. */
  close(): Promise<void>
}

interface Waiting {
  changes: string
  resourceVersion: number
  onDurable: () => void
  resolve: () => void
  reject: (error: Error) => void
}

interface Open {
  file: DiskFile
  /** Everything before this is durable. */
  length: number
  isSyncing: boolean
}

/** A sync takes at most so much with it, unless a single write is larger. */
const batchBytes = 8 * 1024 * 1024

export function startJournal(options: JournalOptions): Journal {
  const { disk, folder, lost } = options
  let { lastWrite, resourceVersion } = options
  let waiting: Waiting[] = []
  let current: Open | undefined
  let bytes = 0
  let files = 0
  let isClosed = false
  let working: Promise<void> | undefined
  const dividers: (() => Promise<void>)[] = []

  const begin = async (): Promise<Open> => {
    const name = journalName(lastWrite)
    const path = join(folder, name)
    // One of this name ended before its first write.
    await disk.remove(path)
    const file = await disk.create(path)
    try {
      const header = { format, after: lastWrite, resourceVersion }
      const line = printLine(JSON.stringify(header))
      await file.append(line)
      await file.sync()
      await disk.syncFolder(folder)
      options.onFile({ name, kind: 'journal', after: lastWrite, header, bytes: 0 })
      bytes += line.length
      files += 1
      return { file, length: line.length, isSyncing: false }
    } catch (error) {
      await file.close().catch(() => undefined) // It is given up.
      await disk.remove(path).catch(() => undefined) // Or when the next one begins.
      throw error
    }
  }

  const end = async () => {
    const ended = current
    current = undefined
    await ended?.file.close().catch(() => undefined) // All that counts is synced.
  }

  /** Cuts off what could not be made durable. After a failed sync nobody knows what a disk holds, so that file is left. */
  const undo = async (open: Open) => {
    try {
      await open.file.truncate(open.length)
      await open.file.sync()
      if (!open.isSyncing) return
    } catch {
      // The next journal will say where this one ended.
    }
    await end()
  }

  const commit = async (batch: Waiting[]) => {
    let open = current
    try {
      lost.throwIfAborted()
      open = current ??= await begin()
      const lines = batch.map((write, index) =>
        printLine(printEntry(lastWrite + 1 + index, write.resourceVersion, write.changes)),
      )
      const block = Buffer.concat(lines)
      await open.file.append(block)
      open.isSyncing = true
      await open.file.sync()
      open.isSyncing = false
      open.length += block.length
      bytes += block.length
    } catch (error) {
      if (open) await undo(open)
      const said = storageError(error, 'Saving', folder)
      for (const { reject } of batch) reject(said)
      return
    }
    lastWrite += batch.length
    for (const write of batch) {
      resourceVersion = Math.max(resourceVersion, write.resourceVersion)
      write.onDurable()
      write.resolve()
    }
  }

  const work = async () => {
    await Promise.resolve() // Whatever is asked for in the same turn goes together.
    for (;;) {
      const divide = dividers.shift()
      if (divide) await divide()
      else if (waiting.length > 0) await commit(takeBatch())
      else break
    }
    working = undefined
  }

  const takeBatch = (): Waiting[] => {
    let size = 0
    let count = 0
    for (const { changes } of waiting) {
      if (count > 0 && size + changes.length > batchBytes) break
      size += changes.length
      count += 1
    }
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    return batch
  }

  const wake = () => (working ??= work())

  return {
    get lastWrite() {
      return lastWrite
    },
    get resourceVersion() {
      return resourceVersion
    },
    get bytes() {
      return bytes
    },
    get files() {
      return files
    },
    write(changes, version, onDurable) {
      if (isClosed)
        return Promise.reject(new StorageError('closed', 'The storage is closed: Kubeless UI is stopping.'))
      return new Promise((resolve, reject) => {
        waiting.push({ changes, resourceVersion: version, onDurable, resolve, reject })
        void wake()
      })
    },
    divide(look) {
      return new Promise((resolve) => {
        dividers.push(async () => {
          await end()
          const since = { bytes, files }
          bytes = files = 0
          resolve(look(since))
        })
        void wake()
      })
    },
    async close() {
      isClosed = true
      await working
      await end()
    },
  }
}
