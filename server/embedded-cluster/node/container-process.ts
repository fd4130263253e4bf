/** One process that stands for a container: started with limits and a mark, its output handed on, ended as a whole tree. */
import { spawn } from 'node:child_process'
import { accessSync, constants as files } from 'node:fs'
import { constants, setPriority } from 'node:os'
import { delimiter, isAbsolute, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Environment } from './environment.ts'
import type { Excess, ProcessTrees, TreeLimits } from './process-trees.ts'

export interface ProcessOptions {
  argv: string[]
  cwd: string
  env: Environment
  /** Stands in `env`, and in nobody else's. */
  mark: string
  limits: TreeLimits
  onOutput: (stream: 'stdout' | 'stderr', chunk: Buffer) => void
}

/** How a process came to its end. */
export interface ProcessEnd {
  /** 128 + the signal's number when a signal ended it. */
  exitCode: number
  excess?: Excess
  /** Why it could not even be started. */
  startError?: string
  /** What it says of its end, where it says so in no file. */
  lastWords?: string
}

export interface ContainerProcess {
  pid: number
  /** Never rejects. Everything it had started is gone then, and all its output handed on. */
  ended: Promise<ProcessEnd>
  /** SIGTERM, and SIGKILL for the whole tree if that does not end it in time. */
  stop(graceMs: number): Promise<void>
}

const maxFileBytes = 1024 * 1024 * 1024
const maxOpenFiles = 4096
/** What was written before the end is mostly there already. */
const drainMs = 500

/** Undefined fields of a limit the shell cannot set are no reason not to start. */
const launcher = [
  'ulimit -c 0 2>/dev/null',
  `ulimit -f ${maxFileBytes / 512} 2>/dev/null`,
  `ulimit -n ${maxOpenFiles} 2>/dev/null`,
  // When memory runs out, the kernel should end functions rather than the dashboard.
  '{ echo 600 >/proc/self/oom_score_adj; } 2>/dev/null',
  'exec "$@"',
].join('\n')

/** Starts it. Never throws: what cannot be started has ended with a `startError`. */
export function startProcess(options: ProcessOptions, trees: ProcessTrees): ContainerProcess | ProcessEnd {
  const { argv, cwd, env, mark, limits, onOutput } = options
  const program = findExecutable(argv[0] ?? '', env.PATH ?? '', cwd)
  if (!program)
    return {
      exitCode: 128,
      startError: `exec: ${JSON.stringify(argv[0] ?? '')}: executable file not found in $PATH`,
    }
  const wrapped = ['/bin/sh', '-c', launcher, 'sh', program, ...argv.slice(1)]
  const command = canDieWithParent() ? ['setpriv', '--pdeathsig', 'KILL', '--', ...wrapped] : wrapped
  let child
  try {
    // A session of its own, so that its terminal is not ours and one signal reaches the whole group.
    child = spawn(command[0] ?? '', command.slice(1), {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
  } catch (error) {
    return { exitCode: 128, startError: String(error) }
  }
  child.on('error', () => undefined) // Without a pid it is told below; after that it can only be a failed kill.
  const { pid, stdout, stderr } = child
  if (pid === undefined) return { exitCode: 128, startError: `the process could not be started in ${cwd}` }
  beKindToOthers(pid)

  let excess: Excess | undefined
  const tree = trees.add(pid, mark, limits, (found) => {
    excess = found
    void tree.kill()
  })
  stdout.on('data', (chunk: Buffer) => onOutput('stdout', chunk))
  stderr.on('data', (chunk: Buffer) => onOutput('stderr', chunk))
  const closed = new Promise<void>((done) => child.once('close', () => done()))
  const exited = new Promise<number>((done) =>
    child.once('exit', (code, signal) => done(code ?? 128 + (signal ? constants.signals[signal] : 0))),
  )
  const end = async (): Promise<ProcessEnd> => {
    const exitCode = await exited
    await tree.kill()
    await Promise.race([closed, sleep(drainMs, undefined, { ref: false })])
    stdout.destroy()
    stderr.destroy()
    return { exitCode, excess }
  }
  const ended = end()
  return {
    pid,
    ended,
    async stop(graceMs) {
      signal(-pid, 'SIGTERM')
      const timer = setTimeout(() => void tree.kill(), graceMs)
      await ended
      clearTimeout(timer)
    },
  }
}

function findExecutable(name: string, searchPath: string, cwd: string): string | undefined {
  const candidates = name.includes('/')
    ? [isAbsolute(name) ? name : resolve(cwd, name)]
    : searchPath.split(delimiter).map((folder) => join(folder, name))
  return candidates.find((path) => {
    try {
      accessSync(path, files.X_OK)
      return true
    } catch {
      return false
    }
  })
}

/** A loop that never ends leaves the processor to the dashboard when that wants it. */
function beKindToOthers(pid: number): void {
  try {
    setPriority(pid, 5)
  } catch {
    // It has ended already, or we may not.
  }
}

const setprivPaths = ['/usr/bin/setpriv', '/bin/setpriv']
let hasSetpriv: boolean | undefined

/** util-linux's `setpriv` lets the kernel end a process together with us, even when we are killed. */
function canDieWithParent(): boolean {
  hasSetpriv ??=
    process.platform === 'linux' && setprivPaths.some((path) => findExecutable(path, '', '/') !== undefined)
  return hasSetpriv
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch {
    // Gone already.
  }
}
