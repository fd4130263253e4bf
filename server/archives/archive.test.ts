import { gunzipSync, gzipSync } from 'node:zlib'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { Readable } from 'node:stream'
import { pack } from 'tar-stream'
import { ZipFile } from 'yazl'
import { expect, onTestFinished, test } from 'vitest'
import { unpackTar } from '../runtimes/unpack-tar.ts'
import { unpackZip } from '../runtimes/unpack-zip.ts'
import { changeFiles, listFiles, readFileText } from './archive.ts'

const image = Buffer.from([0x89, 0x50, 0, 1, 2, 0xff])
const kinds = ['zip', 'tar'] as const
const mtime = new Date('2026-11-01T10:00:00Z')

/** A handler, a program that may be executed, and something that is no text, in this order. */
async function anArchive(kind: 'zip' | 'tar'): Promise<Buffer> {
  return kind === 'zip' ? aZip() : aTar()
}

async function aZip(): Promise<Buffer> {
  const zip = new ZipFile()
  zip.addBuffer(Buffer.from('def find(event, context):\n    return 1\n'), 'handler.py', {
    mtime,
    mode: 0o100644,
  })
  zip.addEmptyDirectory('lib', { mtime, mode: 0o40755 })
  zip.addBuffer(Buffer.from('#!/bin/sh\necho hi\n'), 'lib/run.sh', { mtime, mode: 0o100755 })
  zip.addBuffer(image, 'logo.png', { mtime, mode: 0o100600, compress: false })
  zip.end({ forceZip64Format: false, comment: 'made by hand' })
  return buffer(zip.outputStream)
}

async function aTar(): Promise<Buffer> {
  const tar = pack()
  tar.entry({ name: './handler.py', mode: 0o644, mtime }, 'def find(event, context):\n    return 1\n')
  tar.entry({ name: './lib', type: 'directory', mode: 0o755, mtime })
  tar.entry({ name: './lib/run.sh', mode: 0o755, mtime }, '#!/bin/sh\necho hi\n')
  tar.entry({ name: './logo.png', mode: 0o600, mtime }, image)
  tar.finalize()
  return gzipSync(await buffer(Readable.from(tar)))
}

/** The archive as a pod's `prepare` would unpack it. */
async function unpacked(kind: 'zip' | 'tar', archive: Buffer): Promise<string> {
  const root = mkdtempSync(join(tmpdir(), 'kui-archive-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  await (kind === 'zip' ? unpackZip : unpackTar)(archive, root)
  return root
}

test.each(kinds)(
  '%s: its files are listed in order, with size, mode and whether they are text',
  async (kind) => {
    expect(await listFiles(await anArchive(kind), kind)).toEqual([
      { path: 'handler.py', kind: 'file', size: 39, mode: 0o644, isText: true },
      { path: 'lib', kind: 'folder', size: 0, mode: 0o755, isText: false },
      { path: 'lib/run.sh', kind: 'file', size: 18, mode: 0o755, isText: true },
      { path: 'logo.png', kind: 'file', size: 6, mode: 0o600, isText: false },
    ])
  },
)

test.each(kinds)(
  '%s: one file changes, one is added, one goes; the others stay as they are',
  async (kind) => {
    const before = await anArchive(kind)
    const after = await changeFiles(before, kind, [
      { path: 'lib/run.sh', text: '#!/bin/sh\necho changed\n' },
      { path: 'lib/new.txt', text: 'ä' },
      { path: 'handler.py', text: null },
    ])
    expect((await listFiles(after, kind)).map(({ path, mode }) => [path, mode])).toEqual([
      ['lib', 0o755],
      ['lib/run.sh', 0o755],
      ['logo.png', 0o600],
      ['lib/new.txt', 0o644],
    ])
    const root = await unpacked(kind, after)
    expect(readFileSync(join(root, 'logo.png'))).toEqual(image)
    expect(readFileSync(join(root, 'lib/run.sh'), 'utf8')).toBe('#!/bin/sh\necho changed\n')
    expect(readFileSync(join(root, 'lib/new.txt'), 'utf8')).toBe('ä')
    expect(statSync(join(root, 'lib/run.sh')).mode & 0o111).not.toBe(0)
  },
)

test.each(kinds)('%s: the same change always makes the same bytes', async (kind) => {
  const before = await anArchive(kind)
  const change = [{ path: 'handler.py', text: 'x = 1\n' }]
  expect(await changeFiles(before, kind, change)).toEqual(await changeFiles(before, kind, change))
})

test.each(kinds)('%s: what is not changed keeps its packed bytes', async (kind) => {
  const before = await anArchive(kind)
  const after = await changeFiles(before, kind, [{ path: 'handler.py', text: 'x = 1\n' }])
  const plain = kind === 'zip' ? [before, after] : [gunzipSync(before), gunzipSync(after)]
  const [was, is] = plain.map((bytes) =>
    bytes.subarray(bytes.indexOf('lib/run.sh'), bytes.indexOf(image) + 6),
  )
  expect(is).toEqual(was)
})

test.each(kinds)('%s: bytes that are no archive are refused with a reason and a way on', async (kind) => {
  await expect(listFiles(Buffer.from('PK this is none'), kind)).rejects.toMatchObject({
    code: 'archive_unreadable',
    extra: { hint: 'Make the archive again and replace the code with it.' },
  })
  const whole = await anArchive(kind)
  await expect(listFiles(whole.subarray(0, whole.length - 60), kind)).rejects.toMatchObject({
    code: 'archive_unreadable',
  })
})

test.each(kinds)('%s: an archive that becomes enormous is refused before it does', async (kind) => {
  const zeros = Buffer.alloc(6 * 1024 * 1024)
  const zip = new ZipFile()
  zip.addBuffer(zeros, 'zeros')
  zip.end()
  const tar = pack()
  tar.entry({ name: 'zeros' }, zeros)
  tar.finalize()
  const bomb = kind === 'zip' ? await buffer(zip.outputStream) : gzipSync(await buffer(Readable.from(tar)))
  await expect(listFiles(bomb, kind)).rejects.toMatchObject({ code: 'archive_too_large' })
})

test('a ZIP that says less than it holds gives no more than it says', async () => {
  const honest = await aZip()
  const liar = Buffer.from(honest)
  const at = liar.lastIndexOf('handler.py') - 46
  liar.writeUInt32LE(5, at + 24)
  await expect(readFileText(liar, 'zip', 'handler.py')).rejects.toMatchObject({ code: 'archive_unreadable' })
})

test.each(kinds)('%s: what is not text is never changed as text', async (kind) => {
  const archive = await anArchive(kind)
  for (const path of ['logo.png', 'lib'])
    await expect(changeFiles(archive, kind, [{ path, text: 'x' }])).rejects.toMatchObject({
      code: 'file_not_text',
    })
  await expect(readFileText(archive, kind, 'logo.png')).rejects.toMatchObject({ code: 'file_not_text' })
})

test.each(kinds)('%s: changes that lead nowhere are refused', async (kind) => {
  const archive = await anArchive(kind)
  const code = async (...changes: { path: string; text: string | null }[]) =>
    changeFiles(archive, kind, changes).then(
      () => 'stored',
      (error: { code: string }) => error.code,
    )
  expect(await code({ path: 'missing.py', text: null })).toBe('file_unknown')
  expect(await code({ path: 'handler.py/inner.py', text: 'x' })).toBe('file_path_invalid')
  const all = ['handler.py', 'lib/run.sh', 'logo.png'].map((path) => ({ path, text: null }))
  expect(await code(...all)).toBe('changes_invalid')
})

test.each(kinds)('%s: a byte order mark and Windows line ends are part of the text', async (kind) => {
  const text = '\ufeffa\r\nb\n'
  const archive = await changeFiles(await anArchive(kind), kind, [{ path: 'notes.txt', text }])
  expect(await readFileText(archive, kind, 'notes.txt')).toBe(text)
})

test('a tar with a long name, as GNU tar writes it, keeps it', async () => {
  const root = mkdtempSync(join(tmpdir(), 'kui-archive-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  const long = `${'n'.repeat(120)}.txt`
  writeFileSync(join(root, long), 'kept')
  writeFileSync(join(root, 'handler.py'), 'old')
  const archive = execFileSync('tar', ['-C', root, '-czf', '-', '--format=gnu', long, 'handler.py'])
  const after = await changeFiles(archive, 'tar', [{ path: 'handler.py', text: 'new' }])
  expect(await readFileText(after, 'tar', long)).toBe('kept')
  expect(await readFileText(after, 'tar', 'handler.py')).toBe('new')
})

test('a ZIP that says nothing of sizes and checksums, as Serverless 1 makes it on Node 20, is read, changed and unpacked', async () => {
  const archive = await aZip()
  for (const name of ['handler.py', 'lib/run.sh']) {
    const header = archive.lastIndexOf(name) - 46
    archive.fill(0, header + 16, header + 20)
    archive.fill(0, header + 24, header + 28)
  }
  const after = await changeFiles(archive, 'zip', [{ path: 'lib/run.sh', text: 'new' }])
  expect(await readFileText(after, 'zip', 'handler.py')).toContain('def find')
  const root = await unpacked('zip', after)
  expect(readFileSync(join(root, 'handler.py'), 'utf8')).toContain('def find')
})
