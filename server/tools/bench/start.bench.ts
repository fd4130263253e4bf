/** Start to ready, memory at rest, and how much JavaScript the list needs. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startDashboard } from '../../testing/dashboard.ts'
import { inMs, percentile } from './figures.ts'
import type { Figure } from './figures.ts'

const rounds = 7

export async function measureStart(): Promise<Figure[]> {
  const starts: number[] = []
  const floors: number[] = []
  const memories: number[] = []
  for (let round = 0; round < rounds; round++) {
    floors.push(await timed(bareNode))
    const startedAt = performance.now()
    const dashboard = await startDashboard()
    starts.push(performance.now() - startedAt)
    await dashboard.ask('GET', '/api/functions')
    memories.push(await residentMegabytes(dashboard.pid))
    await dashboard.close()
  }
  const start = percentile(starts, 0.5)
  const floor = percentile(floors, 0.5)
  return [
    {
      what: 'start to ready, empty data folder (floor: node -e 0)',
      measured: inMs(start),
      floor: inMs(floor),
      ratio: (start / floor).toFixed(1),
      budget: '1500 ms',
    },
    {
      what: 'resident memory at rest',
      measured: `${percentile(memories, 0.5).toFixed(0)} MB`,
      budget: '120 MB',
    },
  ]
}

/** Everything the browser loads as script before the list can be used, compressed as it is sent by gzip. */
export async function measurePage(): Promise<Figure> {
  const folder = join(import.meta.dirname, '..', '..', '..', 'dist', 'client')
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  const scripts = [...html.matchAll(/(?:src|href)="\/([^"]+\.js)"/g)].map((match) => match[1] ?? '')
  let size = 0
  for (const script of new Set(scripts))
    size += gzipSync(await readFile(join(folder, script)), { level: 9 }).length
  return {
    what: 'JavaScript before the list is usable, gzip',
    measured: `${(size / 1024).toFixed(0)} KB`,
    budget: '200 KB',
  }
}

async function bareNode(): Promise<void> {
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' })
  await new Promise((resolve) => child.once('close', resolve))
}

async function timed(act: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await act()
  return performance.now() - startedAt
}

async function residentMegabytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) / 1024
}
