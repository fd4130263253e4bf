/** Writes all objects to one file, under another name until it is whole and durable. */
import { dirname, join } from 'node:path'
import type { KubeObject } from '../../../functions/objects.ts'
import type { Disk } from './disk.ts'
import { printLine } from './lines.ts'
import type { DataFile } from './read-file.ts'
import { format, snapshotName, unfinishedName } from './records.ts'
import type { Header } from './records.ts'

export interface Snapshot {
  /** The last write in it. */
  after: number
  resourceVersion: number
  objects: [key: string, object: KubeObject][]
}

/** So much is printed at a time, so that requests in between do not wait for long. */
const blockBytes = 256 * 1024

/** Gives back the new file. An abort stops it between two blocks. */
export async function writeSnapshot(
  disk: Disk,
  folder: string,
  snapshot: Snapshot,
  signal?: AbortSignal,
): Promise<DataFile> {
  const name = snapshotName(snapshot.after)
  const written = await writeObjects(disk, join(folder, name), snapshot, signal)
  return { name, kind: 'snapshot', after: snapshot.after, ...written }
}

/** Makes the file, whole or not at all. */
export async function writeObjects(
  disk: Disk,
  path: string,
  { after, resourceVersion, objects }: Snapshot,
  signal?: AbortSignal,
): Promise<{ header: Header; bytes: number }> {
  const header = { format, after, resourceVersion, objects: objects.length }
  const unfinished = unfinishedName(path)
  try {
    await disk.remove(unfinished)
    const bytes = await writeBlocks(disk, unfinished, blocksOf(header, objects), signal)
    await disk.rename(unfinished, path)
    await disk.syncFolder(dirname(path))
    return { header, bytes }
  } catch (error) {
    await disk.remove(unfinished).catch(() => undefined) // Or at the next start.
    throw error
  }
}

/** Gives back how many bytes they were. */
async function writeBlocks(
  disk: Disk,
  path: string,
  blocks: Iterable<Buffer>,
  signal?: AbortSignal,
): Promise<number> {
  const file = await disk.create(path)
  let bytes = 0
  try {
    for (const block of blocks) {
      signal?.throwIfAborted()
      await file.append(block)
      bytes += block.length
    }
    await file.sync()
    return bytes
  } finally {
    await file.close()
  }
}

function* blocksOf(header: object, objects: [string, KubeObject][]): Iterable<Buffer> {
  let lines = [printLine(JSON.stringify(header))]
  let size = 0
  for (const [key, object] of objects) {
    const line = printLine(JSON.stringify({ key, object }))
    lines.push(line)
    size += line.length
    if (size < blockBytes) continue
    yield Buffer.concat(lines)
    lines = []
    size = 0
  }
  yield Buffer.concat(lines)
}
