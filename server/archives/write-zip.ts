/** Writes a ZIP archive from its records. */

/** One entry, as both of its headers say it. */
export interface ZipRecord {
  name: Buffer
  madeBy: number
  needed: number
  flags: number
  method: number
  time: number
  date: number
  crc: number
  /** Bytes, unpacked. */
  size: number
  packed: Buffer
  localExtra: Buffer
  extra: Buffer
  comment: Buffer
  internal: number
  external: number
}

export function writeZip(records: readonly ZipRecord[], comment: Buffer): Buffer {
  const bodies: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const record of records) {
    const body = Buffer.concat([localHeader(record), record.name, record.localExtra, record.packed])
    directory.push(directoryHeader(record, offset), record.name, record.extra, record.comment)
    bodies.push(body)
    offset += body.length
  }
  const index = Buffer.concat(directory)
  return Buffer.concat([...bodies, index, endRecord(records.length, index.length, offset, comment), comment])
}

function localHeader(record: ZipRecord): Buffer {
  const header = Buffer.alloc(30)
  header.writeUInt32LE(0x04034b50, 0)
  writeShared(header, 4, record)
  header.writeUInt16LE(record.localExtra.length, 28)
  return header
}

function directoryHeader(record: ZipRecord, offset: number): Buffer {
  const header = Buffer.alloc(46)
  header.writeUInt32LE(0x02014b50, 0)
  header.writeUInt16LE(record.madeBy, 4)
  writeShared(header, 6, record)
  header.writeUInt16LE(record.extra.length, 30)
  header.writeUInt16LE(record.comment.length, 32)
  header.writeUInt16LE(record.internal, 36)
  header.writeUInt32LE(record.external, 38)
  header.writeUInt32LE(offset, 42)
  return header
}

/** What stands in both headers in the same order. */
function writeShared(header: Buffer, at: number, record: ZipRecord): void {
  header.writeUInt16LE(record.needed, at)
  header.writeUInt16LE(record.flags, at + 2)
  header.writeUInt16LE(record.method, at + 4)
  header.writeUInt16LE(record.time, at + 6)
  header.writeUInt16LE(record.date, at + 8)
  header.writeUInt32LE(record.crc, at + 10)
  header.writeUInt32LE(record.packed.length, at + 14)
  header.writeUInt32LE(record.size, at + 18)
  header.writeUInt16LE(record.name.length, at + 22)
}

function endRecord(entries: number, indexBytes: number, offset: number, comment: Buffer): Buffer {
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries, 8)
  end.writeUInt16LE(entries, 10)
  end.writeUInt32LE(indexBytes, 12)
  end.writeUInt32LE(offset, 16)
  end.writeUInt16LE(comment.length, 20)
  return end
}
