/** ZIP archives, read by yauzl and put together again record by record (the format is PKWARE's APPNOTE). */
import { promisify } from 'node:util'
import { crc32, deflateRawSync, inflateRaw } from 'node:zlib'
import yauzl from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import type { Edit, Format, Item } from './archive.ts'
import { checkCount, mostUnpackedBytes, tooLarge, unreadable } from './limits.ts'
import { writeZip } from './write-zip.ts'
import type { ZipRecord } from './write-zip.ts'

const inflate = promisify(inflateRaw)

export async function readZip(archive: Buffer): Promise<Format> {
  const entries = await entriesOf(archive)
  const records = entries.map((entry) => recordOf(archive, entry))
  const items = entries.map((entry, at) => itemOf(entry, records[at]?.packed ?? Buffer.alloc(0)))
  return {
    items,
    async pack({ changed, added }: Edit) {
      const kept = records.flatMap((record, at) => {
        const content = changed.get(at)
        if (content === null) return []
        return [content ? withContent(record, content) : record]
      })
      const fresh = added.map(({ path, content }) => withContent(blankRecord(path), content))
      return writeZip([...kept, ...fresh], commentOf(archive))
    },
  }
}

async function entriesOf(archive: Buffer): Promise<Entry[]> {
  const entries: Entry[] = []
  const most = mostUnpackedBytes(archive.length)
  let bytes = 0
  try {
    const zip = await open(archive)
    checkCount(zip.entryCount)
    await new Promise<void>((resolve, reject) => {
      zip.on('error', reject)
      zip.on('end', resolve)
      zip.on('entry', (entry: Entry) => {
        entries.push(entry)
        bytes += entry.uncompressedSize
        if (bytes > most) reject(tooLarge(most))
        else zip.readEntry()
      })
      zip.readEntry()
    })
  } catch (error) {
    throw error instanceof Error && error.name === 'AppError' ? error : unreadable('a ZIP archive', error)
  }
  return entries
}

function open(archive: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(archive, { lazyEntries: true }, (error, zip) => {
      if (zip) resolve(zip)
      else reject(error ?? new Error('it is empty'))
    })
  })
}

const kindBits = 0o170000
const kinds = { folder: 0o040000, link: 0o120000 }

function itemOf(entry: Entry, packed: Buffer): Item {
  const mode = entry.externalFileAttributes >>> 16
  const isFolder = entry.fileName.endsWith('/') || (mode & kindBits) === kinds.folder
  return {
    path: entry.fileName.replace(/\/+$/, '').replace(/^(\.\/)+/, ''),
    kind: isFolder ? 'folder' : (mode & kindBits) === kinds.link ? 'link' : 'file',
    size: entry.uncompressedSize,
    mode: mode & 0o7777,
    async content() {
      try {
        return await contentOf(entry, packed)
      } catch (error) {
        throw unreadable(`a ZIP archive (${entry.fileName})`, error)
      }
    },
  }
}

async function contentOf(entry: Entry, packed: Buffer): Promise<Buffer> {
  if (entry.isEncrypted()) throw new Error('it is encrypted')
  if (saysNothing(entry)) return inflate(packed, { maxOutputLength: mostUnpackedBytes(0) })
  const content =
    entry.compressionMethod === 0
      ? packed
      : entry.compressionMethod === 8
        ? // Never more than it says it has, whatever it holds.
          await inflate(packed, { maxOutputLength: Math.max(1, entry.uncompressedSize) })
        : undefined
  if (!content) throw new Error(`its compression method ${entry.compressionMethod} is not known`)
  if (content.length !== entry.uncompressedSize || crc32(content) !== entry.crc32)
    throw new Error('its content is damaged')
  return content
}

/**
 * Serverless 1 on Node 20 and later leaves size and checksum at zero, which `unzip` refuses; what was
 * deflated is there all the same.
 */
function saysNothing({ uncompressedSize, crc32: sum, compressionMethod, compressedSize }: Entry): boolean {
  return uncompressedSize === 0 && sum === 0 && compressionMethod === 8 && compressedSize > 2
}

function recordOf(archive: Buffer, entry: Entry): ZipRecord {
  const at = entry.relativeOffsetOfLocalHeader
  if (at + 30 > archive.length || archive.readUInt32LE(at) !== 0x04034b50)
    throw unreadable('a ZIP archive', new Error(`${entry.fileName} is not where it should be`))
  const nameEnd = at + 30 + archive.readUInt16LE(at + 26)
  const start = nameEnd + archive.readUInt16LE(at + 28)
  if (start + entry.compressedSize > archive.length)
    throw unreadable('a ZIP archive', new Error(`${entry.fileName} is cut off`))
  return {
    name: entry.fileNameRaw,
    madeBy: entry.versionMadeBy,
    needed: entry.versionNeededToExtract,
    // Sizes stand before the content here, not behind it.
    flags: entry.generalPurposeBitFlag & ~0x8,
    method: entry.compressionMethod,
    time: entry.lastModFileTime,
    date: entry.lastModFileDate,
    crc: entry.crc32,
    size: entry.uncompressedSize,
    packed: archive.subarray(start, start + entry.compressedSize),
    localExtra: withoutSizes(archive.subarray(nameEnd, start)),
    extra: withoutSizes(entry.extraFieldRaw),
    comment: entry.fileCommentRaw,
    internal: entry.internalFileAttributes,
    external: entry.externalFileAttributes,
  }
}

/** Extra fields but the one of ZIP64, whose sizes are written in full here: what is stored is far below 4 GB. */
function withoutSizes(extra: Buffer): Buffer {
  const kept: Buffer[] = []
  for (let at = 0; at + 4 <= extra.length;) {
    const end = at + 4 + extra.readUInt16LE(at + 2)
    if (extra.readUInt16LE(at) !== 1) kept.push(extra.subarray(at, end))
    at = end
  }
  return Buffer.concat(kept)
}

function withContent(record: ZipRecord, content: Buffer): ZipRecord {
  const deflated = deflateRawSync(content, { level: 9 })
  const isSmaller = deflated.length < content.length
  return {
    ...record,
    // What is encrypted was refused before.
    method: isSmaller ? 8 : 0,
    needed: 20,
    packed: isSmaller ? deflated : content,
    size: content.length,
    crc: crc32(content),
    ...later(record),
  }
}

/**
 * A change has to be seen by whoever compares times (a compiled copy beside its source), and the same change has to
 * give the same bytes: so the time moves by its smallest step, two seconds.
 */
function later({ time, date }: ZipRecord): { time: number; date: number } {
  const seconds = time & 0x1f
  return seconds < 29 ? { time: time + 1, date } : { time: (time & ~0x1f) | (seconds - 29), date }
}

function blankRecord(path: string): ZipRecord {
  const none = Buffer.alloc(0)
  return {
    name: Buffer.from(path),
    madeBy: (3 << 8) | 20,
    needed: 20,
    // The name is UTF-8.
    flags: 0x800,
    method: 0,
    time: 0,
    // 1 January 1980, the first day there is.
    date: (1 << 5) | 1,
    ...{ crc: 0, size: 0, packed: none, localExtra: none, extra: none, comment: none, internal: 0 },
    external: (0o100644 << 16) >>> 0,
  }
}

/** What stands at the very end of the archive. */
function commentOf(archive: Buffer): Buffer {
  const at = archive.lastIndexOf(Buffer.from('504b0506', 'hex'))
  return at < 0 ? Buffer.alloc(0) : archive.subarray(at + 22)
}
