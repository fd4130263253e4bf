/** A disk on which operations fail when they are told to. */
import type { Disk } from '../embedded-cluster/api/storage/disk.ts'

export type DiskOperation = Exclude<keyof Disk, 'read'> | 'append' | 'sync' | 'truncate'

export interface Faults {
  /** The error an operation fails with, such as `ENOSPC`. */
  errno: string
  operations: DiskOperation[]
  /** Only the next of them fails. */
  isOnce?: boolean
}

/** Whatever is in `faults` at the time fails; an `append` that fails has written half of its bytes. */
export function faultyDisk(disk: Disk, faults: Faults): Disk {
  const check = (operation: DiskOperation, path: string) => {
    if (!faults.operations.includes(operation)) return
    if (faults.isOnce) faults.operations = []
    throw Object.assign(new Error(`${faults.errno}: ${operation} '${path}'`), { code: faults.errno })
  }
  const checked =
    <A extends [path: string, ...rest: string[]], T>(
      operation: DiskOperation,
      run: (...args: A) => Promise<T>,
    ) =>
    async (...args: A) => {
      check(operation, args[0])
      return run(...args)
    }
  return {
    makeFolder: checked('makeFolder', disk.makeFolder),
    list: checked('list', disk.list),
    size: checked('size', disk.size),
    read: disk.read,
    rename: checked('rename', disk.rename),
    addName: checked('addName', disk.addName),
    link: checked('link', disk.link),
    readLink: checked('readLink', disk.readLink),
    remove: checked('remove', disk.remove),
    syncFolder: checked('syncFolder', disk.syncFolder),
    async create(path) {
      check('create', path)
      const file = await disk.create(path)
      return {
        async append(bytes) {
          if (faults.operations.includes('append')) await file.append(bytes.subarray(0, bytes.length / 2))
          check('append', path)
          await file.append(bytes)
        },
        async sync() {
          check('sync', path)
          await file.sync()
        },
        async truncate(length) {
          check('truncate', path)
          await file.truncate(length)
        },
        close: () => file.close(),
      }
    },
  }
}
