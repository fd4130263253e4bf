/** Reads one file: everything in it that can be read, and what is wrong with the rest. */
import { join } from 'node:path'
import type { Disk } from './disk.ts'
import { readLines } from './lines.ts'
import type { BadLine } from './lines.ts'
import { format, parseChange, parseEntry, parseHeader } from './records.ts'
import type { Change, Entry, Header } from './records.ts'
import { StorageError } from './storage-error.ts'

/** A file of the storage. */
export interface DataFile {
  name: string
  kind: 'snapshot' | 'journal'
  /** As its header says, or its name when that is damaged. */
  after: number
  header: Header | undefined
  /** Size when it was opened. */
  bytes: number
}

/** What is wrong with a file. */
export interface Damage {
  name: string
  problems: string[]
  /** Objects that the unreadable lines seem to be about. */
  keys: string[]
  /** How many writes or objects are missing, as far as that can be told; 0: nothing that matters. */
  lost: number
}

/** Undefined: the first line is damaged. Rejects when a later version wrote it. */
export async function readHeader(disk: Disk, folder: string, name: string): Promise<Header | undefined> {
  for await (const line of readLines(disk.read(join(folder, name)))) {
    const header = 'json' in line ? parseHeader(line.json) : undefined
    // A damaged line that claims to be newer is believed, since refusing harms nothing.
    const claimed = header?.format ?? Number('text' in line && /"format":(\d+)/.exec(line.text)?.[1])
    if (claimed > format) throw newer(join(folder, name), claimed)
    return header
  }
  return undefined
}

function newer(path: string, claimed: number): StorageError {
  return new StorageError(
    'newer_format',
    `A newer version of Kubeless UI has written ${path} (format ${claimed}; this version reads up to ${format}). ` +
      'Nothing was touched. Start that version again, or set DATA_DIR to another folder.',
  )
}

/** Rejects only when the disk does. */
export async function readSnapshot(
  disk: Disk,
  folder: string,
  file: DataFile,
  onChange: (change: Change) => void,
): Promise<Damage> {
  const { bad, records } = await readRecords(disk, folder, file, parseChange, onChange)
  const missing = (file.header?.objects ?? records) - records
  const gaps =
    missing > bad.length ? [`${missing} of ${file.header?.objects} objects cannot be found in it`] : []
  return damageOf(file, bad, gaps, Math.max(missing, bad.length))
}

/** Where a journal begins and ends in what counts. */
export interface Bounds {
  /** The last write that was read before. */
  lastWrite: number
  /** The last write of it, as the next journal tells; what is written beyond had been rejected. */
  end: number | undefined
}

export async function readJournal(
  disk: Disk,
  folder: string,
  file: DataFile,
  { lastWrite, end = Infinity }: Bounds,
  onEntry: (entry: Entry) => void,
): Promise<Damage> {
  const gaps: string[] = []
  let last = lastWrite
  let lost = 0
  const skipTo = (write: number) => {
    if (write <= last) return
    gaps.push(write === last + 1 ? `write ${write} is missing` : `writes ${last + 1} to ${write} are missing`)
    lost += write - last
    last = write
  }
  skipTo(file.after)
  const { bad } = await readRecords(disk, folder, file, parseEntry, (entry) => {
    if (entry.write <= last || entry.write > end) return
    skipTo(entry.write - 1)
    last = entry.write
    onEntry(entry)
  })
  if (end === Infinity) {
    // Nothing tells how far the last journal went. A torn line at its end had never been acknowledged.
    const whole = bad.filter(({ isTorn }) => !isTorn)
    return damageOf(file, whole, gaps, Math.max(lost, whole.filter(({ number }) => number > 1).length))
  }
  skipTo(end)
  return damageOf(file, lost > 0 ? bad : [], gaps, lost)
}

/** Reads all lines but the header. */
async function readRecords<T>(
  disk: Disk,
  folder: string,
  file: DataFile,
  parse: (json: unknown) => T | undefined,
  onRecord: (record: T) => void,
): Promise<{ bad: BadLine[]; records: number }> {
  const bad: BadLine[] = []
  let records = 0
  let isFirst = true
  for await (const line of readLines(disk.read(join(folder, file.name)))) {
    if (!('json' in line)) bad.push(line)
    else if (!isFirst) {
      const record = parse(line.json)
      if (record === undefined) bad.push({ ...line, problem: 'it is none of ours', text: '', isTorn: false })
      else {
        onRecord(record)
        records += 1
      }
    } else if (!file.header) bad.push({ ...line, problem: 'it is no header', text: '', isTorn: false })
    isFirst = false
  }
  if (isFirst && file.kind === 'snapshot')
    bad.push({ number: 1, problem: 'the file is empty', text: '', isTorn: false })
  return { bad, records }
}

function damageOf({ name }: DataFile, bad: BadLine[], gaps: string[], lost: number): Damage {
  const problems = bad.map(({ number, problem }) => `line ${number}: ${problem}`)
  const keys = bad.flatMap(({ text }) => [...text.matchAll(/"key":"([^"]+)"/g)].map(([, key = '']) => key))
  return { name, problems: [...problems, ...gaps], keys: [...new Set(keys)], lost }
}
