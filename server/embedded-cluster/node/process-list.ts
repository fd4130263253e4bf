/** The processes of this machine, as far as trees are made out from them. Linux reads `/proc`, others ask `ps`. */
import { execFile } from 'node:child_process'
import { readFileSync, readdirSync } from 'node:fs'
import { promisify } from 'node:util'

export interface ProcessInfo {
  pid: number
  parent: number
  group: number
  /** 0 where the system does not say. */
  session: number
  rssBytes: number
  /** When it began, in a unit of the system's own: only good for comparing. */
  startedAt: number
}

export const hasProc = process.platform === 'linux'

/** All that live, but those for which `isKnown` says that nothing about them is news. Zombies are dead. */
export async function listProcesses(isKnown: (pid: number) => boolean = () => false): Promise<ProcessInfo[]> {
  if (!hasProc) return (await listByPs()).filter(({ pid }) => !isKnown(pid))
  const found: ProcessInfo[] = []
  for (const name of readdirSync('/proc')) {
    const pid = Number(name)
    if (!(pid > 0) || isKnown(pid)) continue
    const info = readProcess(pid)
    if (info) found.push(info)
  }
  return found
}

/** One process; undefined when it is gone. Linux only. */
export function readProcess(pid: number): ProcessInfo | undefined {
  const text = read(`/proc/${pid}/stat`)
  // The name of the program stands in brackets, and may itself hold brackets and spaces (proc_pid_stat(5)).
  const fields = text?.slice(text.lastIndexOf(')') + 2).split(' ')
  if (!fields || fields.length < 22 || fields[0] === 'Z' || fields[0] === 'X') return undefined
  const field = (index: number) => Number(fields[index])
  return {
    pid,
    parent: field(1),
    group: field(2),
    session: field(3),
    startedAt: field(19),
    rssBytes: field(21) * pageBytes(),
  }
}

/** Whether the process was started with `text` in its environment. Linux only; false when it may not be read. */
export function hasInEnvironment(pid: number, text: string): boolean {
  return read(`/proc/${pid}/environ`)?.includes(text) ?? false
}

/** What it takes up, shared pages counted in part only; undefined when the system does not say. */
export function proportionalBytes(pid: number): number | undefined {
  const kib = /^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1]
  return kib === undefined ? undefined : Number(kib) * 1024
}

let knownPageBytes = 0

/** Not everybody's pages have 4 KiB: worked out from our own size in pages and in bytes. */
function pageBytes(): number {
  if (knownPageBytes === 0) {
    const pages = Number(read('/proc/self/statm')?.split(' ')[1])
    knownPageBytes = pages > 0 ? 2 ** Math.round(Math.log2(process.memoryUsage.rss() / pages)) : 4096
  }
  return knownPageBytes
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined // It has ended meanwhile, or is somebody else's.
  }
}

const run = promisify(execFile)

async function listByPs(): Promise<ProcessInfo[]> {
  try {
    const { stdout } = await run('ps', ['-axo', 'pid=,ppid=,pgid=,rss=,stat='], {
      timeout: 2_000,
      maxBuffer: 2 ** 24,
    })
    return stdout.split('\n').flatMap((line) => {
      const [pid, parent, group, rss, state] = line.trim().split(/\s+/)
      if (!pid || state?.startsWith('Z')) return []
      const numbers = {
        pid: Number(pid),
        parent: Number(parent),
        group: Number(group),
        rssBytes: Number(rss) * 1024,
      }
      return [{ ...numbers, session: 0, startedAt: 0 }]
    })
  } catch {
    return [] // Then process groups are all we have.
  }
}
