/** Processes of an earlier run of this node that did not end with it (`kill -9`, a crash): found by their mark, and killed. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { hasInEnvironment, hasProc, listProcesses } from './process-list.ts'

const timeoutMs = 3_000
const run = promisify(execFile)

/** Kills everything with `mark` in its environment. Returns how many there were. */
export async function killOrphans(mark: string): Promise<number> {
  const killed = new Set<number>()
  const until = Date.now() + timeoutMs
  for (let pauseMs = 1; Date.now() < until; pauseMs *= 2) {
    const marked = await findMarked(mark)
    if (marked.length === 0) break
    for (const pid of marked) {
      killed.add(pid)
      kill(pid)
    }
    await sleep(pauseMs)
  }
  return killed.size
}

async function findMarked(mark: string): Promise<number[]> {
  if (!hasProc) return findByPs(mark)
  const processes = await listProcesses()
  return processes.map(({ pid }) => pid).filter((pid) => pid !== process.pid && hasInEnvironment(pid, mark))
}

/** macOS shows the environment of one's own processes. */
async function findByPs(mark: string): Promise<number[]> {
  try {
    const { stdout } = await run('ps', ['-axEww', '-o', 'pid=,command='], {
      timeout: 2_000,
      maxBuffer: 2 ** 26,
    })
    const lines = stdout.split('\n').filter((line) => line.includes(mark))
    return lines.map((line) => Number.parseInt(line, 10)).filter((pid) => pid > 0 && pid !== process.pid)
  } catch {
    return [] // Without them we cannot know.
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone already.
  }
}
