/** Tar archives, plain or gzipped, read by tar-stream; what is not changed is copied with its headers, block by block. */
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { extract, pack } from 'tar-stream'
import type { Header } from 'tar-stream'
import { AppError } from '../errors.ts'
import type { Edit, Format, Item } from './archive.ts'
import { checkCount, mostUnpackedBytes, tooLarge, unreadable } from './limits.ts'

const block = 512

type TarHeader = Partial<Header> & Pick<Header, 'name'>

/** What tar-stream gives besides what its types say. */
interface EntryHeader extends TarHeader {
  /** Where the content begins. */
  byteOffset?: number
}

interface Group {
  header: EntryHeader
  content: Buffer
  /** Its headers and its content as they stand in the archive. */
  raw: Buffer
}

export async function readTar(archive: Buffer): Promise<Format> {
  const isGzip = archive.subarray(0, 2).toString('hex') === '1f8b'
  const plain = isGzip ? await unzipped(archive) : archive
  refuseOthers(archive)
  const groups = await groupsOf(plain)
  return {
    items: groups.map(itemOf),
    async pack({ changed, added }: Edit) {
      const parts: Buffer[] = []
      for (const [at, { header, raw }] of groups.entries()) {
        const content = changed.get(at)
        if (content === null) continue
        // Extended attributes would be written again as they were, the old size among them.
        parts.push(content ? await packed({ ...header, pax: undefined, mtime: later(header) }, content) : raw)
      }
      for (const { path, content } of added) parts.push(await packed(fresh(path), content))
      const next = Buffer.concat([...parts, Buffer.alloc(2 * block)])
      return isGzip ? zipped(next) : next
    },
  }
}

async function unzipped(archive: Buffer): Promise<Buffer> {
  const most = mostUnpackedBytes(archive.length)
  try {
    return await promisify(gunzip)(archive, { maxOutputLength: most })
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(most)
    throw unreadable('a tar archive', error)
  }
}

async function zipped(plain: Buffer): Promise<Buffer> {
  const bytes = await promisify(gzip)(plain, { level: 9 })
  // The system it was made on: unknown, so that every machine makes the same.
  bytes[9] = 0xff
  return bytes
}

function refuseOthers(archive: Buffer): void {
  const starts = (hex: string) => archive.subarray(0, hex.length / 2).toString('hex') === hex
  const program = starts('425a68') ? 'bzip2' : starts('fd377a585a00') ? 'xz' : undefined
  if (program === undefined) return
  throw new AppError(
    422,
    'archive_unreadable',
    `The archive is compressed with ${program}, which is not read here.`,
    { hint: 'Download it to look into it, or replace it with a .tar.gz or a .zip.' },
  )
}

async function groupsOf(plain: Buffer): Promise<Group[]> {
  const groups: Group[] = []
  const entries = extract()
  let end = 0
  try {
    Readable.from([plain]).pipe(entries)
    for await (const entry of entries) {
      const header: EntryHeader = entry.header
      const content = await buffer(entry)
      const start = header.byteOffset ?? 0
      const next = start + Math.ceil(content.length / block) * block
      groups.push({ header, content, raw: plain.subarray(end, next) })
      checkCount(groups.length)
      end = next
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    throw unreadable('a tar archive', error)
  }
  if (groups.length === 0) throw unreadable('a tar archive', new Error('it holds nothing'))
  return groups
}

function itemOf({ header, content }: Group): Item {
  const { type, mode = 0 } = header
  const isFile = type === 'file' || type === 'contiguous-file'
  return {
    path: header.name.replace(/^(\.\/)+/, '').replace(/\/+$/, ''),
    kind: type === 'directory' ? 'folder' : isFile ? 'file' : 'link',
    size: content.length,
    mode: mode & 0o7777,
    content: async () => content,
  }
}

/** Seen by whoever compares times, and the same for the same change. */
function later({ mtime }: TarHeader): Date {
  return new Date((mtime?.getTime() ?? 0) + 2000)
}

function fresh(name: string): TarHeader {
  return { name, mode: 0o644, uid: 0, gid: 0, uname: '', gname: '', type: 'file', mtime: new Date(0) }
}

/** One entry without the end of an archive. */
async function packed(header: EntryHeader, content: Buffer): Promise<Buffer> {
  const writer = pack()
  writer.entry({ ...header, size: content.length }, content)
  writer.finalize()
  const bytes = await buffer(Readable.from(writer))
  return bytes.subarray(0, bytes.length - 2 * block)
}
