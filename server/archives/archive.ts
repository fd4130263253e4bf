/**
 * Archives that functions are stored as: what is in them, and the same archive with a few text files changed.
 * Nothing is ever written to a disk here, and nothing that was not asked for changes.
 */
import { mostTextBytes } from '../contract/archives.ts'
import type { FileChange, FileEntry } from '../contract/archives.ts'
import { AppError } from '../errors.ts'
import { isText, textOf } from './text-file.ts'
import { readTar } from './tar.ts'
import { readZip } from './zip.ts'

/** An entry whose content can be asked for. */
export interface Item {
  path: string
  kind: 'file' | 'folder' | 'link'
  size: number
  mode: number
  /** Rejects when it cannot be unpacked. */
  content(): Promise<Buffer>
}

/** What a format has to be able to do. `replacements` and `additions` are by path; removed entries are left out. */
export interface Format {
  /** In the order of the archive; a path may be there twice, and then the later one counts. */
  items: readonly Item[]
  pack(edit: Edit): Promise<Buffer>
}

export interface Edit {
  /** New contents, by the place of the entry in `items`; `null`: left out. */
  changed: ReadonlyMap<number, Buffer | null>
  /** New files, in the order in which they are put at the end. */
  added: readonly { path: string; content: Buffer }[]
}

/** How code of a content type is packed, told as Kubeless tells it: by what the type contains. */
export function packingOf(contentType: string): 'none' | 'zip' | 'tar' {
  if (contentType.includes('zip')) return 'zip'
  return contentType.includes('compressedtar') ? 'tar' : 'none'
}

/** What is in the archive, in its order. */
export async function listFiles(archive: Buffer, packing: 'zip' | 'tar'): Promise<FileEntry[]> {
  const { items } = await open(archive, packing)
  const latest = new Map(items.map((item) => [item.path, item]))
  const entries: FileEntry[] = []
  for (const item of latest.values()) {
    const { path, kind, size, mode } = item
    entries.push({ path, kind, size, mode, isText: await holdsText(item) })
  }
  return entries
}

/** The text of one file in it. */
export async function readFileText(archive: Buffer, packing: 'zip' | 'tar', path: string): Promise<string> {
  const { items } = await open(archive, packing)
  const item = items.findLast((candidate) => candidate.path === path)
  if (!item)
    throw new AppError(404, 'file_unknown', `There is no file ${path} in the archive.`, {
      hint: 'It may have been deployed anew meanwhile: look at its files again.',
    })
  return textIn(item)
}

/** The archive with these changes. What it makes of the same input is always the same. */
export async function changeFiles(
  archive: Buffer,
  packing: 'zip' | 'tar',
  changes: readonly FileChange[],
): Promise<Buffer> {
  const format = await open(archive, packing)
  const changed = new Map<number, Buffer | null>()
  const added: { path: string; content: Buffer }[] = []
  for (const { path, text } of changes) {
    const places = format.items.flatMap((item, at) => (item.path === path ? [at] : []))
    const last = places.at(-1)
    const item = last === undefined ? undefined : format.items[last]
    if (last === undefined || !item) {
      if (text === null) throw unknownFile(path)
      checkHasRoom(format.items, path)
      added.push({ path, content: Buffer.from(text) })
    } else if (text === null) {
      if (item.kind === 'folder') throw notText(path, 'a folder')
      for (const at of places) changed.set(at, null)
    } else {
      // Who has not seen a text cannot have changed it.
      await textIn(item)
      changed.set(last, Buffer.from(text))
    }
  }
  checkSomethingIsLeft(format.items, changed, added.length)
  return format.pack({ changed, added })
}

function open(archive: Buffer, packing: 'zip' | 'tar'): Promise<Format> {
  return packing === 'zip' ? readZip(archive) : readTar(archive)
}

async function holdsText(item: Item): Promise<boolean> {
  if (item.kind !== 'file' || item.size > mostTextBytes) return false
  const content = await item.content()
  return content.length <= mostTextBytes && isText(content)
}

async function textIn(item: Item): Promise<string> {
  if (item.kind !== 'file') throw notText(item.path, item.kind === 'link' ? 'a link' : 'a folder')
  if (item.size > mostTextBytes)
    throw new AppError(
      422,
      'file_too_large',
      `${item.path} has more than ${mostTextBytes / 1024} KB: it is not edited here.`,
      { hint: 'Download the archive, change it there, and replace the code with it.' },
    )
  const text = textOf(await item.content())
  if (text === undefined) throw notText(item.path, 'not text')
  return text
}

function notText(path: string, what: string): AppError {
  return new AppError(422, 'file_not_text', `${path} is ${what}: it cannot be edited here.`, {
    hint: 'Download the archive, change it there, and replace the code with it.',
  })
}

function unknownFile(path: string): AppError {
  return new AppError(422, 'file_unknown', `There is no file ${path} in the archive to take out.`, {
    hint: 'Look at its files again.',
    field: 'changes',
  })
}

/** A file cannot lie where a folder is, nor in what is a file. */
function checkHasRoom(items: readonly Item[], path: string): void {
  const inTheWay = items.find(
    (item) =>
      item.path.startsWith(`${path}/`) || (item.kind !== 'folder' && path.startsWith(`${item.path}/`)),
  )
  if (!inTheWay) return
  throw new AppError(
    422,
    'file_path_invalid',
    `${path} cannot be added: ${inTheWay.path} is in the archive already.`,
    { hint: 'Choose another name.', field: 'changes' },
  )
}

function checkSomethingIsLeft(
  items: readonly Item[],
  changed: ReadonlyMap<number, Buffer | null>,
  added: number,
): void {
  if (added > 0 || items.some((item, at) => item.kind === 'file' && changed.get(at) !== null)) return
  throw new AppError(422, 'changes_invalid', 'No file would be left in the archive.', {
    hint: 'Delete the function, or leave the file with its handler.',
    field: 'changes',
  })
}
