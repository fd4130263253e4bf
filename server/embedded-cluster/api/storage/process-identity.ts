/** Tells a process from a later one that got the same number. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { promisify } from 'node:util'

/**
 * `<pid>.<start>.<boot>.<world>.<host>`: when it started (ticks since boot on Linux, a date elsewhere), which boot that was,
 * and in whose numbering of processes (containers have their own). Undefined: there is no such process.
 */
export function identityOf(pid: number): Promise<string | undefined> {
  return pid === process.pid ? (own ??= readIdentity(pid)) : readIdentity(pid)
}

/** Does not change. */
let own: Promise<string | undefined> | undefined

async function readIdentity(pid: number): Promise<string | undefined> {
  const start = await startOf(pid)
  return start === undefined ? undefined : [pid, start, ...(await surroundings)].join('.')
}

/** Whether the process with this identity still runs; undefined: it cannot be seen from here. */
export async function isRunning(identity: string): Promise<boolean | undefined> {
  const [pid, , boot, world, host] = identity.split('.')
  const [here, hereWorld, hereHost] = await surroundings
  if (host === hereHost && boot !== here) return false // Before this machine was started.
  if (host !== hereHost || world !== hereWorld) return undefined
  return (await identityOf(Number(pid))) === identity
}

/** Its command line, shortened, for a person. */
export async function describeProcess(pid: number): Promise<string> {
  const command = (await ps(pid, 'args=')) ?? 'unknown command'
  return command.length > 80 ? `${command.slice(0, 79)}…` : command
}

const run = promisify(execFile)

/** They do not change while this process runs. */
const surroundings = readSurroundings()

async function readSurroundings(): Promise<string[]> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  const world = await readlink('/proc/self/ns/pid').catch(() => '')
  return [short(boot.trim()), /\d+/.exec(world)?.[0] ?? '0', short(hostname())]
}

/** Undefined: it does not run. One that has ended but is not yet fetched by its parent does not run either. */
async function startOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (stat !== undefined) {
    // proc_pid_stat(5): the name, in parentheses, may hold anything; the state follows, the start is field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return /[ZXx]/.test(fields[0] ?? '') ? undefined : fields[19]
  }
  const line = await ps(pid, 'stat=,lstart=')
  if (line === undefined || line.startsWith('Z')) return undefined
  return short(line.replace(/^\S+\s+/, ''))
}

/** Undefined: no such process, or no `ps`. */
async function ps(pid: number, format: string): Promise<string | undefined> {
  try {
    const { stdout } = await run('ps', ['-o', format, '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      timeout: 5000,
    })
    return stdout.trim() || undefined
  } catch {
    return undefined // `ps` fails when there is no such process.
  }
}

function short(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8)
}
