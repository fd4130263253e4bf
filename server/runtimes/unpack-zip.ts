/** ZIP archives, as the serverless plugin and the kubeless CLI send them. */
import { text } from 'node:stream/consumers'
import type { Readable } from 'node:stream'
import { promisify } from 'node:util'
import { createInflateRaw } from 'node:zlib'
import yauzl from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { ArchiveRefused, startUnpacking } from './unpacking.ts'
import type { Unpacking } from './unpacking.ts'

/** Unpacks into `root`; what is there already is replaced. */
export async function unpackZip(archive: Buffer, root: string): Promise<void> {
  const zip = await open(archive)
  const unpacking = await startUnpacking(root, archive.length)
  await new Promise<void>((resolve, reject) => {
    zip.on('error', (error: Error) => reject(broken(error)))
    zip.on('end', resolve)
    zip.on('entry', (entry: Entry) => {
      unpackEntry(zip, entry, unpacking).then(
        () => zip.readEntry(),
        (error: unknown) => reject(error instanceof ArchiveRefused ? error : broken(error)),
      )
    })
    zip.readEntry()
  })
  await unpacking.finish()
}

function open(archive: Buffer): Promise<ZipFile> {
  return new Promise((resolve, reject) => {
    yauzl.fromBuffer(archive, { lazyEntries: true, validateEntrySizes: true }, (error, zip) => {
      if (zip) resolve(zip)
      else reject(broken(error))
    })
  })
}

const kindBits = 0o170000
const kinds = { folder: 0o040000, file: 0o100000, link: 0o120000 }

async function unpackEntry(zip: ZipFile, entry: Entry, unpacking: Unpacking): Promise<void> {
  const name = entry.fileName
  const mode = entry.externalFileAttributes >>> 16
  const kind = mode & kindBits
  if (name.endsWith('/') || kind === kinds.folder) return unpacking.folder(name)
  if (entry.isEncrypted()) throw new ArchiveRefused(`the archive is encrypted (${name})`)
  const content = await contentOf(zip, entry)
  // It may fail before anybody reads it, and yauzl only says so once: whoever reads it then finds it destroyed.
  content.on('error', (error) => content.destroy(error))
  if (kind === kinds.link) {
    if (entry.uncompressedSize > 4096) throw new ArchiveRefused(`the link ${name} is too long`)
    return unpacking.symbolicLink(name, await text(content))
  }
  // Zero: an archive made where files have no mode.
  if (kind !== kinds.file && kind !== 0)
    throw new ArchiveRefused(`the archive holds ${name}, which is neither a file nor a folder`)
  await unpacking.file(name, mode, content)
}

/**
 * Serverless 1 on Node 20 and later leaves size and checksum of every file at zero. `unzip` refuses that; here the
 * checksum of the whole archive has been compared already, so what was deflated is taken as it is.
 */
async function contentOf(zip: ZipFile, entry: Entry): Promise<Readable> {
  const open = promisify(zip.openReadStream.bind(zip) as OpenEntry)
  const saysNothing = entry.uncompressedSize === 0 && entry.crc32 === 0 && entry.compressedSize > 2
  if (!saysNothing || entry.compressionMethod !== 8) return open(entry, {})
  const packed = await open(entry, { decodeFileData: false })
  const content = createInflateRaw()
  packed.on('error', (error) => content.destroy(error))
  return packed.pipe(content)
}

type OpenEntry = (
  entry: Entry,
  options: { decodeFileData?: false },
  done: (error: Error | null, content: Readable) => void,
) => void

function broken(error: unknown): ArchiveRefused {
  return new ArchiveRefused(`unzip: ${error instanceof Error ? error.message : 'the archive is damaged'}`)
}
