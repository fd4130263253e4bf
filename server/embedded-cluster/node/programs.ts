/** The programs of this machine that can stand for an image: found once, remembered as long as nothing about them changes. */
import { execFile } from 'node:child_process'
import { mkdir, readFile, realpath, rename, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

/** A program with which containers of an image are run. */
export interface Program {
  /** The real executable, behind every shim of a version manager. */
  path: string
  /** e.g. `3.11.7`. */
  version: string
}

/** By the name of the image they stand for; what is not there was not found. */
export interface Programs {
  node: Program
  python?: Program
  ruby?: Program
  php?: Program
  golang?: Program
}

export type Language = keyof Programs

interface Remembered {
  /** Everything that, when it changes, makes us ask again. */
  print: string
  program?: Program
}

const asks: Record<Exclude<Language, 'node'>, { command: string; args: string[] }> = {
  python: {
    command: 'python3',
    args: ['-I', '-S', '-c', 'import sys, platform; print(sys.executable); print(platform.python_version())'],
  },
  ruby: { command: 'ruby', args: ['--disable-gems', '-rrbconfig', '-e', 'puts RbConfig.ruby, RUBY_VERSION'] },
  php: { command: 'php', args: ['-n', '-r', 'echo PHP_BINARY, "\\n", PHP_VERSION, "\\n";'] },
  golang: { command: 'go', args: ['env', 'GOROOT', 'GOVERSION'] },
}

/** On a busy machine a version manager's shim takes seconds; a program given up on would be missing until the next start. */
const askTimeoutMs = 20_000
const run = promisify(execFile)

/** Looks for all at once; what was found before is taken from `dataDir` when it is still the same. Never rejects. */
export async function findPrograms(dataDir: string, env: NodeJS.ProcessEnv = process.env): Promise<Programs> {
  const file = join(dataDir, 'programs.json')
  const before = await recall(file)
  const languages = Object.keys(asks) as (keyof typeof asks)[]
  const found = await Promise.all(languages.map((language) => find(language, before[language], env)))
  const after = Object.fromEntries(languages.map((language, i) => [language, found[i]]))
  if (JSON.stringify(after) !== JSON.stringify(before)) await remember(file, after)
  return {
    node: { path: process.execPath, version: process.versions.node },
    ...Object.fromEntries(
      languages.flatMap((language, i) => (found[i]?.program ? [[language, found[i].program]] : [])),
    ),
  }
}

async function find(
  language: keyof typeof asks,
  before: Remembered | undefined,
  env: NodeJS.ProcessEnv,
): Promise<Remembered> {
  const { command, args } = asks[language]
  const path = await findInPath(command, env.PATH ?? '')
  if (!path) return { print: '' }
  const print = await printOf(path, env)
  const isSame = before?.print === print && (!before.program || (await isThere(before.program.path)))
  if (isSame) return before
  const program = await ask(language, path, args, env)
  // No answer in time says nothing about the next time.
  return program === 'late' ? { print: '' } : { print, program }
}

/** A version manager's shim stays the same file when another version is chosen: that is in a file beside, or the environment. */
async function printOf(path: string, env: NodeJS.ProcessEnv): Promise<string> {
  const chosen = join(dirname(dirname(path)), 'version')
  const parts = await Promise.all([path, await realpath(path), chosen].map(timeOf))
  const versions = [env.PYENV_VERSION, env.RBENV_VERSION, env.PHPENV_VERSION, env.GOENV_VERSION]
  return JSON.stringify([path, ...parts, ...versions.map((version) => version ?? '')])
}

async function timeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  )
}

async function ask(
  language: keyof typeof asks,
  path: string,
  args: string[],
  env: NodeJS.ProcessEnv,
): Promise<Program | 'late' | undefined> {
  try {
    const { stdout } = await run(path, args, { timeout: askTimeoutMs, cwd: homedir(), env })
    const [first = '', second = ''] = stdout.trim().split(/\r?\n/)
    const executable = language === 'golang' ? join(first, 'bin', 'go') : first
    const version = second.replace(/^go/, '')
    return /^\d/.test(version) && (await isThere(executable)) ? { path: executable, version } : undefined
  } catch (error) {
    if (error instanceof Error && 'killed' in error && error.killed) return 'late'
    return undefined // There, but broken (a shim without a version, a stub of macOS): as good as not there.
  }
}

async function findInPath(command: string, searchPath: string): Promise<string | undefined> {
  const candidates = searchPath.split(delimiter).filter(Boolean)
  const isIn = await Promise.all(candidates.map((folder) => isThere(join(folder, command))))
  const first = isIn.indexOf(true)
  return first < 0 ? undefined : join(candidates[first] ?? '', command)
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile() && (found.mode & 0o111) !== 0,
    () => false,
  )
}

async function recall(file: string): Promise<Partial<Record<string, Remembered>>> {
  try {
    const read: unknown = JSON.parse(await readFile(file, 'utf8'))
    return isMemory(read) ? read : {}
  } catch {
    return {} // The first start, or a file somebody spoiled: we ask anew.
  }
}

function isMemory(read: unknown): read is Record<string, Remembered> {
  return (
    typeof read === 'object' &&
    read !== null &&
    Object.values(read).every(
      (entry: unknown) =>
        typeof entry === 'object' && entry !== null && 'print' in entry && typeof entry.print === 'string',
    )
  )
}

async function remember(file: string, memory: object): Promise<void> {
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 })
    await writeFile(`${file}.new`, JSON.stringify(memory, undefined, 2), { mode: 0o600 })
    await rename(`${file}.new`, file)
  } catch {
    // Only a memory: the next start asks again.
  }
}
