/** All objects in one file, to be kept elsewhere or brought to another machine. */
import { basename, dirname } from 'node:path'
import type { KubeObject } from '../../../functions/objects.ts'
import { nodeDisk } from './disk.ts'
import type { Disk } from './disk.ts'
import { loadFolder } from './load.ts'
import { lockFolder } from './lock.ts'
import { readHeader, readSnapshot } from './read-file.ts'
import { writeObjects, writeSnapshot } from './snapshot.ts'
import { StorageError, storageError } from './storage-error.ts'
import type { Storage } from './storage.ts'

/** Writes the objects as they are at this moment to the file, whole or not at all, readable by nobody else: Secrets are in it. */
export async function exportStorage(storage: Storage, path: string, disk: Disk = nodeDisk): Promise<void> {
  const { resourceVersion, objects } = storage
  try {
    await writeObjects(disk, path, { after: 0, resourceVersion, objects: [...objects] })
  } catch (error) {
    throw storageError(error, 'Exporting the objects', path)
  }
}

/**
 * Replaces everything in the folder by what the file holds, or rejects and changes nothing: `invalid` when a single line of the
 * file cannot be read, `in_use` while the folder is open, `newer_format`. Gives back how many objects there are.
 */
export async function importStorage(folder: string, path: string, disk: Disk = nodeDisk): Promise<number> {
  try {
    const { objects, resourceVersion } = await readExport(disk, path)
    await disk.makeFolder(folder)
    const losing = new AbortController()
    const lock = await lockFolder(disk, folder, { onLost: (error) => losing.abort(error) })
    try {
      const found = await loadFolder(disk, folder)
      if (found.damage.length > 0) throw damagedFolder(folder)
      const snapshot = {
        after: found.lastWrite + 1,
        // Higher than any that was seen, so that whoever watched reads everything anew.
        resourceVersion: Math.max(found.resourceVersion, resourceVersion) + 1,
        objects: [...objects],
      }
      await writeSnapshot(disk, folder, snapshot, losing.signal)
      return objects.size
    } finally {
      await lock.release()
    }
  } catch (error) {
    throw storageError(error, 'Importing the objects', path)
  }
}

async function readExport(
  disk: Disk,
  path: string,
): Promise<{ objects: Map<string, KubeObject>; resourceVersion: number }> {
  const [folder, name] = [dirname(path), basename(path)]
  const header = await readHeader(disk, folder, name)
  const objects = new Map<string, KubeObject>()
  const file = { name, kind: 'snapshot', after: 0, header, bytes: 0 } as const
  const { problems, lost } = await readSnapshot(
    disk,
    folder,
    file,
    ({ key, object }) => object && objects.set(key, object),
  )
  if (lost === 0 && header?.objects === objects.size)
    return { objects, resourceVersion: header.resourceVersion }
  const [problem = 'it holds an object twice, or is no export'] = problems
  throw new StorageError(
    'invalid',
    `${path} cannot be imported: ${problem}. Nothing was changed. Export again, or use an earlier copy.`,
  )
}

function damagedFolder(folder: string): StorageError {
  return new StorageError(
    'failed',
    `Files in ${folder} are damaged, and an import would hide that. Nothing was changed. ` +
      'Start Kubeless UI on it once, which sets them aside, stop it and import again.',
  )
}
