/** Reads what `container-log.ts` has written, and goes on while it is being written. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { ContainerLogOptions } from '../api/kubelet.ts'
import { headBytes, olderPath } from './container-log.ts'
import type { LiveLog } from './container-log.ts'
import { toNanoTime } from './nano-time.ts'

type ReadOptions = Omit<ContainerLogOptions, 'container' | 'previous'>

const chunkBytes = 64 * 1024
const newline = 10
/** Digits and letters of a time. */
const timeBytes = 30

/** Undefined when there is no such log. Its files are open from then on: it has to be read, or returned. */
export function readLog(
  path: string,
  live: LiveLog | undefined,
  options: ReadOptions,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> | undefined {
  // All in one go: the writer is in this process and cannot rotate in between.
  const current = open(path)
  if (current === undefined) return undefined
  const older = open(olderPath(path))
  const from = startOf([older, current], options.tailLines)
  return readOn({ path, live, options, signal, current, older, from, rotations: live?.rotations ?? 0 })
}

interface Reading {
  path: string
  live: LiveLog | undefined
  options: ReadOptions
  signal: AbortSignal
  current: number
  older: number | undefined
  /** Where to begin in the older file and in the current one. */
  from: [older: number, current: number]
  rotations: number
}

async function* readOn(reading: Reading): AsyncGenerator<Uint8Array> {
  const { path, live, options, signal } = reading
  let { current, older, rotations } = reading
  const shape = startShape(options)
  let hasChanged = false
  let wake = () => undefined as void
  const unsubscribe = live?.subscribe(() => {
    hasChanged = true
    wake()
  })
  const stop = () => wake()
  signal.addEventListener('abort', stop, { once: true })
  try {
    if (older !== undefined) yield* linesOf(older, reading.from[0], shape)
    let position = reading.from[1]
    while (!signal.aborted && !shape.isFull) {
      hasChanged = false
      const hasEnded = !live || live.hasEnded
      // Seen before reading: what was rotated away is complete then.
      const isRotated = live !== undefined && live.rotations !== rotations
      position = yield* linesOf(current, position, shape)
      if (isRotated) {
        rotations = live.rotations
        closeSync(current)
        current = openSync(path, 'r')
        position = 0
        continue
      }
      if (hasEnded || !options.follow) return
      if (!hasChanged && !shape.isFull)
        await new Promise<void>((resolve) => {
          wake = resolve
          if (signal.aborted) resolve()
        })
    }
  } finally {
    unsubscribe?.()
    signal.removeEventListener('abort', stop)
    closeSync(current)
    if (older !== undefined) closeSync(older)
    older = undefined
  }
}

/** Yields whole lines from `position` to the end of the file; returns how far it came. */
async function* linesOf(file: number, position: number, shape: Shape): AsyncGenerator<Uint8Array, number> {
  const buffer = Buffer.alloc(chunkBytes * 2)
  for (;;) {
    const length = readSync(file, buffer, 0, buffer.length, position)
    const end = buffer.subarray(0, length).lastIndexOf(newline) + 1
    if (end === 0) return position
    position += end
    const shaped = shape.take(buffer.subarray(0, end))
    if (shaped.length > 0) yield shaped
    if (shape.isFull) return position
  }
}

interface Shape {
  readonly isFull: boolean
  /** Whole lines in, what the reader wants of them out. */
  take(lines: Buffer): Buffer
}

function startShape({ sinceTime, timestamps, limitBytes = Infinity }: ReadOptions): Shape {
  const since = sinceTime === undefined ? undefined : toNanoTime(sinceTime)
  let left = limitBytes
  return {
    get isFull() {
      return left <= 0
    },
    take(lines) {
      const parts: Buffer[] = []
      for (let start = 0; start < lines.length;) {
        const end = lines.indexOf(newline, start) + 1
        const isWanted = since === undefined || lines.toString('latin1', start, start + timeBytes) >= since
        if (isWanted && timestamps) parts.push(lines.subarray(start, start + timeBytes + 1))
        if (isWanted) parts.push(lines.subarray(start + headBytes, end))
        start = end
      }
      // Joined into new memory: the buffer is read into again.
      const all = Buffer.concat(parts)
      const taken = all.subarray(0, Math.min(all.length, left))
      left -= taken.length
      return taken
    },
  }
}

/** Where the last `lines` lines begin, in both files. */
function startOf(
  [older, current]: [number | undefined, number],
  lines: number | undefined,
): [older: number, current: number] {
  if (lines === undefined) return [0, 0]
  const inCurrent = lastLines(current, lines)
  if (older === undefined) return [0, inCurrent.position]
  return [lastLines(older, lines - inCurrent.found).position, inCurrent.position]
}

function lastLines(file: number, lines: number): { position: number; found: number } {
  const size = fstatSync(file).size
  if (lines <= 0) return { position: size, found: 0 }
  const buffer = Buffer.alloc(chunkBytes)
  let found = 0
  for (let end = size; end > 0;) {
    const start = Math.max(0, end - chunkBytes)
    const chunk = buffer.subarray(0, readSync(file, buffer, 0, end - start, start))
    for (
      let at = chunk.lastIndexOf(newline);
      at >= 0;
      at = at === 0 ? -1 : chunk.lastIndexOf(newline, at - 1)
    )
      if (++found > lines) return { position: start + at + 1, found: lines }
    end = start
  }
  return { position: 0, found }
}

function open(path: string): number | undefined {
  try {
    return openSync(path, 'r')
  } catch {
    return undefined // Never written, or removed with its pod.
  }
}

const mostLastLines = 80
const mostLastBytes = 2048

/** The end of a finished log, as much of it as a status may hold (`FallbackToLogsOnError`). */
export async function lastWords(path: string): Promise<string> {
  const options = { follow: false, timestamps: false, tailLines: mostLastLines }
  const chunks: Uint8Array[] = []
  for await (const chunk of readLog(path, undefined, options, new AbortController().signal) ?? [])
    chunks.push(chunk)
  const all = Buffer.concat(chunks)
  return all.subarray(Math.max(0, all.length - mostLastBytes)).toString('utf8')
}
