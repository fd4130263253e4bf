/** The files of an archive as rows of a tree, with what was changed and is not deployed. Pure. */
import type { FileChange, FileEntry } from '#contract/archives.ts'

export interface FileRow {
  path: string
  /** The last part of the path. */
  name: string
  /** How many folders it lies in. */
  depth: number
  kind: FileEntry['kind']
  /** Absent for folders that no entry of the archive names. */
  entry?: FileEntry
  state: 'stored' | 'changed' | 'added' | 'removed'
}

/** Folders before files, each by name, as people look for them; the archive keeps its own order. */
export function rowsOf(entries: readonly FileEntry[], changes: readonly FileChange[]): FileRow[] {
  const byPath = new Map(entries.map((entry) => [entry.path, entry]))
  const changed = new Map(changes.map(({ path, text }) => [path, text]))
  const paths = new Set([...byPath.keys(), ...changed.keys()].flatMap(withFolders))
  return [...paths].sort(inOrder(byPath, changed)).map((path) => {
    const entry = byPath.get(path)
    const parts = path.split('/')
    const state = !changed.has(path)
      ? 'stored'
      : changed.get(path) === null
        ? 'removed'
        : entry
          ? 'changed'
          : 'added'
    return {
      path,
      name: parts.at(-1) ?? path,
      depth: parts.length - 1,
      kind: entry?.kind ?? (changed.has(path) ? 'file' : 'folder'),
      ...(entry && { entry }),
      state,
    }
  })
}

/** Whether a row lies in a folder that is closed. */
export function isHidden({ path }: FileRow, closed: ReadonlySet<string>): boolean {
  return withFolders(path).some((folder) => folder !== path && closed.has(folder))
}

/** Whether a place is in that file: by its path, else, where only a name is known, by the first of that name. */
export function isPlaceIn(row: FileRow, rows: readonly FileRow[], { file }: { file: string }): boolean {
  const isFile = ({ kind }: FileRow) => kind === 'file'
  const found =
    rows.find((known) => isFile(known) && known.path === file) ??
    rows.find((known) => isFile(known) && known.name === file)
  return found?.path === row.path
}

/** The file to open first: the handler's, else the first text there is. */
export function firstFile(entries: readonly FileEntry[], handler: string): string | undefined {
  const module = handler.split('.')[0] ?? ''
  const texts = entries.filter(({ isText }) => isText).map(({ path }) => path)
  return texts.find((path) => path.replace(/\.[^.]*$/, '') === module) ?? texts[0]
}

/** The changes with one more; a text that is as stored is no change. */
export function withChange(
  changes: readonly FileChange[],
  path: string,
  text: string | null,
  stored: string | undefined,
): FileChange[] {
  const others = changes.filter((change) => change.path !== path)
  if (text === null) return stored === undefined ? others : [...others, { path, text }]
  // An editor may write line ends and byte order marks its own way; that alone is no change of anybody's.
  return stored !== undefined && plain(text) === plain(stored) ? others : [...others, { path, text }]
}

/** Monaco's name of the language of a file; `own`: that of the runtime and its suffix. */
export function languageOfFile(path: string, own: { language: string; suffix: string }): string {
  const suffix = /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? ''
  if (suffix !== '' && suffix === own.suffix) return own.language
  return languages[suffix] ?? 'plaintext'
}

const languages: Record<string, string> = {
  '.py': 'python',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.cjs': 'javascript',
  '.ts': 'typescript',
  '.rb': 'ruby',
  '.php': 'php',
  '.go': 'go',
  '.java': 'java',
  '.json': 'json',
  '.yml': 'yaml',
  '.yaml': 'yaml',
  '.html': 'html',
  '.css': 'css',
  '.md': 'markdown',
  '.sh': 'shell',
  '.xml': 'xml',
  '.sql': 'sql',
}

function plain(text: string): string {
  return text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
}

function withFolders(path: string): string[] {
  const parts = path.split('/')
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'))
}

function inOrder(byPath: ReadonlyMap<string, FileEntry>, changed: ReadonlyMap<string, unknown>) {
  const isFile = (path: string) =>
    (byPath.get(path)?.kind ?? (changed.has(path) ? 'file' : 'folder')) !== 'folder'
  /** Folders sort before files on every level. */
  const keyOf = (path: string) =>
    withFolders(path).map((part) => `${isFile(part) ? 1 : 0}${part.split('/').at(-1) ?? ''}`)
  return (a: string, b: string): number => {
    const [left, right] = [keyOf(a), keyOf(b)]
    for (let at = 0; at < Math.max(left.length, right.length); at++) {
      const [one = '', other = ''] = [left[at], right[at]]
      if (one !== other) return one < other ? -1 : 1
    }
    return 0
  }
}
