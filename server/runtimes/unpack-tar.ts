/** Tar archives: plain, or compressed with gzip, bzip2 or xz, told apart by their first bytes as `tar xf` does. */
import { spawn } from 'node:child_process'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import type { Header } from 'tar-stream'
import { ArchiveRefused, startUnpacking } from './unpacking.ts'
import type { Unpacking } from './unpacking.ts'

/** Unpacks into `root`; what is there already is replaced. */
export async function unpackTar(archive: Buffer, root: string): Promise<void> {
  const unpacking = await startUnpacking(root, archive.length)
  const entries = extract()
  const reading = readEntries(entries, unpacking)
  const [fed, read] = await Promise.allSettled([feed(archive, entries), reading])
  // Why it was refused says more than that the pipe then broke.
  for (const { reason } of [read, fed].filter((result) => result.status === 'rejected'))
    throw reason instanceof ArchiveRefused ? reason : broken(reason)
  await unpacking.finish()
}

function feed(archive: Buffer, entries: ReturnType<typeof extract>): Promise<void> {
  const compression = compressionOf(archive)
  const source = Readable.from([archive])
  if (compression === 'none') return pipeline(source, entries)
  if (compression === 'gzip') return pipeline(source, createGunzip(), entries)
  return decompress(compression, source, entries)
}

function compressionOf(archive: Buffer): 'none' | 'gzip' | 'bzip2' | 'xz' {
  const starts = (hex: string) => archive.subarray(0, hex.length / 2).toString('hex') === hex
  if (starts('1f8b')) return 'gzip'
  if (starts('425a68')) return 'bzip2'
  if (starts('fd377a585a00')) return 'xz'
  return 'none'
}

/** Node has neither of these two: the machine's own program does it, where there is one. */
async function decompress(
  program: 'bzip2' | 'xz',
  source: Readable,
  entries: NodeJS.WritableStream,
): Promise<void> {
  const child = spawn(program, ['-dc'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise<void>((resolve, reject) => {
    child.on('error', () =>
      reject(
        new ArchiveRefused(
          `the archive is compressed with ${program}, which is not installed here: use gzip (.tar.gz)`,
        ),
      ),
    )
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${program} cannot read it`))))
  })
  try {
    await Promise.all([ended, pipeline(source, child.stdin), pipeline(child.stdout, entries)])
  } finally {
    child.kill('SIGKILL')
    // One failure is enough to report.
    ended.catch(() => undefined)
  }
}

async function readEntries(entries: ReturnType<typeof extract>, unpacking: Unpacking): Promise<void> {
  let count = 0
  for await (const entry of entries) {
    count++
    await unpackEntry(entry.header, Readable.from(entry), unpacking)
    entry.resume()
  }
  if (count === 0) throw broken(new Error('it holds nothing'))
}

async function unpackEntry(header: Header, content: Readable, unpacking: Unpacking): Promise<void> {
  const { name, type, mode, linkname } = header
  switch (type) {
    case 'directory':
      return unpacking.folder(name)
    case 'file':
    case 'contiguous-file':
      return unpacking.file(name, mode ?? 0, content)
    case 'symlink':
      return unpacking.symbolicLink(name, linkname ?? '')
    case 'link':
      return unpacking.hardLink(name, linkname ?? '')
    default:
      throw new ArchiveRefused(`the archive holds ${name}, which is neither a file nor a folder`)
  }
}

function broken(error: unknown): ArchiveRefused {
  const why = error instanceof Error ? error.message : 'it is damaged'
  return new ArchiveRefused(`this does not look like a tar archive: ${why}`)
}
