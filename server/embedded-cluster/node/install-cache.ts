/** Remembers what installing dependencies left behind, so that the same dependencies need not be installed again. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Everything an installation depends on. */
export interface InstallInput {
  command: readonly string[]
  /** Text of the dependency file. */
  deps: string
  env: Record<string, string>
  program: { path: string; version: string }
}

export interface InstallCache {
  /** The name of the result of such an installation; undefined when it depends on more than `input` says. */
  keyOf(input: InstallInput): string | undefined
  /** Puts links to the result into `volume`, if it is known. For `user` it is kept until `release`. */
  restore(key: string, volume: string, user: string): Promise<boolean>
  /** What is in `volume` before an installation. */
  look(volume: string): Promise<Snapshot>
  /** Moves what is new in `volume` into the cache and leaves links in its place; nothing where files were changed. */
  keep(key: string, volume: string, before: Snapshot, user: string): Promise<void>
  release(user: string): void
}

/** Paths in a volume, and what tells whether each was changed. */
export type Snapshot = ReadonlyMap<string, string>

const mostResults = 20
/** Version ranges come to other versions in time. */
const maxAgeMs = 24 * 60 * 60 * 1000
/** In code larger than this nobody looks for changes: then nothing is kept. */
const mostEntries = 5_000
const folderPrint = 'folder'
/** Files that are named by path, or wait in other files: what they hold is not in the dependency file itself. */
const pointsElsewhere =
  /(file|link|workspace|portal):|^\s*-(r|c|e|f)\b|--(requirement|constraint|editable|find-links)\b|(^|[\s"'=@])\.{0,2}\//m

export function createInstallCache(folder: string): InstallCache {
  const inUse = new Map<string, string>()
  const pathOf = (key: string) => join(folder, key)

  const evict = async () => {
    const names = await readdir(folder)
    const used = new Set(inUse.values())
    const idle = await Promise.all(
      names
        .filter((name) => !used.has(name))
        .map(async (name) => ({ name, usedAt: (await stat(pathOf(name))).mtimeMs })),
    )
    idle.sort((a, b) => b.usedAt - a.usedAt)
    for (const { name } of idle.slice(Math.max(0, mostResults - used.size)))
      await rm(pathOf(name), { recursive: true, force: true })
  }

  return {
    keyOf({ command, deps, env, program }) {
      if (deps.trim() === '' || pointsElsewhere.test(deps)) return undefined
      const variables = Object.entries(env).sort(([a], [b]) => (a < b ? -1 : 1))
      const all = JSON.stringify([command, deps, variables, program, process.platform, process.arch])
      return createHash('sha256').update(all).digest('hex').slice(0, 32)
    },

    async restore(key, volume, user) {
      inUse.set(user, key)
      const entries = await readEntries(pathOf(key))
      if (!entries) return false
      for (const entry of entries) await link(join(pathOf(key), 'files', entry), join(volume, entry))
      await utimes(pathOf(key), new Date(), new Date())
      return true
    },

    look: (volume) => look(volume, () => true),

    async keep(key, volume, before, user) {
      const after = await look(volume, (path) => before.has(path))
      const isUntouched = [...before].every(([path, print]) => after.get(path) === print)
      const entries = [...after.keys()].filter((path) => !before.has(path))
      if (!isUntouched || entries.length === 0 || after.size >= mostEntries) return
      const making = `${pathOf(key)}.${process.pid}`
      await rm(making, { recursive: true, force: true })
      for (const entry of entries) await move(join(volume, entry), join(making, 'files', entry))
      await writeFile(
        join(making, 'entries.json'),
        JSON.stringify({ entries, madeAt: new Date().toISOString() }),
      )
      await rm(pathOf(key), { recursive: true, force: true })
      await rename(making, pathOf(key))
      inUse.set(user, key)
      for (const entry of entries) await link(join(pathOf(key), 'files', entry), join(volume, entry))
      await evict()
    },

    release: (user) => void inUse.delete(user),
  }
}

/** Paths of all files and folders, without looking into folders for which `opens` says no. */
async function look(volume: string, opens: (path: string) => boolean): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  const open = ['']
  for (let folder = open.pop(); folder !== undefined && found.size < mostEntries; folder = open.pop())
    for (const entry of await readdir(join(volume, folder), { withFileTypes: true })) {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) {
        found.set(path, folderPrint)
        if (opens(path)) open.push(path)
      } else if (entry.isFile()) {
        const { mtimeMs, size } = await stat(join(volume, path))
        found.set(path, `${mtimeMs} ${size}`)
      } else found.set(path, 'other')
    }
  return found
}

/** Undefined when there is no such result, or an old one. */
async function readEntries(stored: string): Promise<string[] | undefined> {
  try {
    const note: unknown = JSON.parse(await readFile(join(stored, 'entries.json'), 'utf8'))
    if (typeof note !== 'object' || note === null || !('entries' in note) || !('madeAt' in note))
      return undefined
    const isFresh = Date.now() - Date.parse(String(note.madeAt)) < maxAgeMs
    return isFresh && Array.isArray(note.entries) ? note.entries.map(String) : undefined
  } catch {
    return undefined
  }
}

async function link(target: string, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await rm(path, { recursive: true, force: true })
  await symlink(target, path)
}

async function move(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  await rename(from, to)
}
