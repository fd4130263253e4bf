import { expect, test } from 'vitest'
import type { FileEntry } from '#contract/archives.ts'
import { firstFile, isHidden, languageOfFile, rowsOf, withChange } from './archive-tree.ts'

function aFile(path: string, changes: Partial<FileEntry> = {}): FileEntry {
  return { path, kind: 'file', size: 10, isText: true, mode: 0o644, ...changes }
}

test('files lie in their folders, folders first, also those the archive does not name', () => {
  const rows = rowsOf([aFile('handler.py'), aFile('lib/a/b.py'), aFile('app.py')], [])
  expect(rows.map(({ path, depth, kind }) => [path, depth, kind])).toEqual([
    ['lib', 0, 'folder'],
    ['lib/a', 1, 'folder'],
    ['lib/a/b.py', 2, 'file'],
    ['app.py', 0, 'file'],
    ['handler.py', 0, 'file'],
  ])
})

test('what is not deployed is told apart', () => {
  const rows = rowsOf(
    [aFile('a.py'), aFile('b.py'), aFile('c.py')],
    [
      { path: 'a.py', text: 'x' },
      { path: 'b.py', text: null },
      { path: 'd/new.py', text: '' },
    ],
  )
  expect(rows.map(({ path, state }) => `${path} ${state}`)).toEqual([
    'd stored',
    'd/new.py added',
    'a.py changed',
    'b.py removed',
    'c.py stored',
  ])
})

test('what lies in a closed folder is hidden, the folder is not', () => {
  const [folder, file] = rowsOf([aFile('lib/a.py')], [])
  const closed = new Set(['lib'])
  expect(folder && isHidden(folder, closed)).toBe(false)
  expect(file && isHidden(file, closed)).toBe(true)
})

test('the file of the handler is opened first, else the first text', () => {
  const entries = [
    aFile('logo.png', { isText: false }),
    aFile('a.py'),
    aFile('handler.py'),
    aFile('lib/handler.py'),
  ]
  expect(firstFile(entries, 'handler.find')).toBe('handler.py')
  expect(firstFile(entries, 'other.find')).toBe('a.py')
  expect(firstFile(entries.slice(0, 1), 'handler.find')).toBeUndefined()
})

test('a text as it is stored is no change, whatever an editor does to its line ends', () => {
  expect(withChange([], 'a', 'x\ny\n', 'x\r\ny\r\n')).toEqual([])
  expect(withChange([{ path: 'a', text: 'z' }], 'a', 'x', 'x')).toEqual([])
  expect(withChange([], 'a', 'z', 'x')).toEqual([{ path: 'a', text: 'z' }])
})

test('a new file that is taken out again leaves nothing behind; a stored one is named', () => {
  expect(withChange([{ path: 'a', text: 'z' }], 'a', null, undefined)).toEqual([])
  expect(withChange([], 'a', null, 'x')).toEqual([{ path: 'a', text: null }])
})

test('a file is coloured by its suffix', () => {
  const own = { language: 'python', suffix: '.py' }
  expect(['a.py', 'b/c.JSON', 'Makefile'].map((path) => languageOfFile(path, own))).toEqual([
    'python',
    'json',
    'plaintext',
  ])
})
