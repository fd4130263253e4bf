/** Writes the output of one run of a container into a file of bounded size, line by line with its time, as a container runtime does. */
import { closeSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { startClock } from './nano-time.ts'

/** A log that is being written: what its readers have to know. */
export interface LiveLog {
  readonly path: string
  readonly hasEnded: boolean
  /** How often the file was replaced by an empty one. */
  readonly rotations: number
  /** Told after each write, and at the end. Returns the way to stop it. */
  subscribe(listener: () => void): () => void
}

export interface ContainerLog extends LiveLog {
  write(stream: 'stdout' | 'stderr', chunk: Buffer): void
  end(): void
}

export interface LogLimits {
  /** Of the current file, and of the one before. */
  fileBytes: number
  /** What may come at once, and what may come every second for long. */
  burstBytes: number
  bytesPerSecond: number
}

const mebibyte = 1024 * 1024
export const logLimits: LogLimits = {
  fileBytes: 5 * mebibyte,
  burstBytes: 4 * mebibyte,
  bytesPerSecond: mebibyte,
}

/** `<time> stdout F <text>`: bytes before the text. */
export const headBytes = 40
/** The file before, after a rotation. */
export const olderPath = (path: string) => `${path}.1`

const maxLineBytes = 64 * 1024
/** Of a flood, the beginning is kept, and this much of its end. */
const heldBytesMost = 256 * 1024
const holdMs = 250
const newline = 10

interface Held {
  stream: 'stdout' | 'stderr'
  chunk: Buffer
}

/** Throws when the file cannot be made; what cannot be written later (a full disk) is lost. */
export function createContainerLog(path: string, limits: LogLimits = logLimits): ContainerLog {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  let file = openSync(path, 'w', 0o600)
  let fileBytes = 0
  let rotations = 0
  let hasEnded = false
  let budget = limits.burstBytes
  let filledAt = performance.now()
  let held: Held[] = []
  let heldBytes = 0
  let droppedLines = 0
  let timer: NodeJS.Timeout | undefined
  const clock = startClock()
  const unfinished = { stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) }
  const listeners = new Set<() => void>()

  const refill = () => {
    const now = performance.now()
    budget = Math.min(limits.burstBytes, budget + ((now - filledAt) / 1000) * limits.bytesPerSecond)
    filledAt = now
  }

  const append = (stream: 'stdout' | 'stderr', chunk: Buffer) => {
    const text = unfinished[stream].length > 0 ? Buffer.concat([unfinished[stream], chunk]) : chunk
    const parts: Buffer[] = []
    let start = 0
    for (;;) {
      const end = text.indexOf(newline, start)
      if (end >= 0 && end - start <= maxLineBytes) {
        parts.push(head(stream), text.subarray(start, end + 1))
        start = end + 1
      } else if (text.length - start > maxLineBytes) {
        const cut = wholeCharacters(text, start, start + maxLineBytes)
        parts.push(head(stream), text.subarray(start, cut), Buffer.of(newline))
        start = cut
      } else break
    }
    // A copy: the pipe's buffer is much larger than what is left of it.
    unfinished[stream] = Buffer.from(text.subarray(start))
    if (parts.length > 0) store(Buffer.concat(parts))
  }

  const head = (stream: 'stdout' | 'stderr') => Buffer.from(`${clock.next()} ${stream} F `, 'latin1')

  const finishLines = () => {
    for (const stream of ['stdout', 'stderr'] as const)
      if (unfinished[stream].length > 0) append(stream, Buffer.of(newline))
  }

  const store = (bytes: Buffer) => {
    try {
      if (fileBytes + bytes.length > limits.fileBytes && fileBytes > 0) rotate()
      writeSync(file, bytes)
      fileBytes += bytes.length
    } catch {
      return // The disk is full: the function goes on, its output is lost.
    }
    for (const listener of listeners) listener()
  }

  const rotate = () => {
    renameSync(path, olderPath(path))
    const next = openSync(path, 'w', 0o600)
    closeSync(file)
    file = next
    fileBytes = 0
    rotations++
  }

  const hold = (stream: 'stdout' | 'stderr', chunk: Buffer) => {
    held.push({ stream, chunk })
    heldBytes += chunk.length
    while (heldBytes > heldBytesMost && held.length > 1) {
      const oldest = held.shift()?.chunk ?? Buffer.alloc(0)
      heldBytes -= oldest.length
      droppedLines += linesIn(oldest)
    }
    timer ??= setTimeout(release, holdMs).unref()
  }

  const release = () => {
    timer = undefined
    refill()
    if (!hasEnded && budget < heldBytes) {
      timer = setTimeout(release, holdMs).unref()
      return
    }
    if (droppedLines > 0) {
      finishLines()
      append(
        'stderr',
        Buffer.from(`(${droppedLines} lines dropped here: more was written than a log takes)\n`),
      )
    }
    budget -= heldBytes
    for (const { stream, chunk } of held) append(stream, chunk)
    held = []
    heldBytes = 0
    droppedLines = 0
  }

  return {
    path,
    get hasEnded() {
      return hasEnded
    },
    get rotations() {
      return rotations
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    write(stream, chunk) {
      if (hasEnded) return
      refill()
      if (held.length > 0 || budget < chunk.length) return hold(stream, chunk)
      budget -= chunk.length
      append(stream, chunk)
    },
    end() {
      if (hasEnded) return
      hasEnded = true
      clearTimeout(timer)
      if (held.length > 0) release()
      finishLines()
      closeSync(file)
      for (const listener of listeners) listener()
    },
  }
}

function linesIn(chunk: Buffer): number {
  let lines = 0
  for (let at = chunk.indexOf(newline); at >= 0; at = chunk.indexOf(newline, at + 1)) lines++
  return lines
}

/** Where to cut so that no character of UTF-8 is cut. */
function wholeCharacters(text: Buffer, start: number, end: number): number {
  for (let cut = end; cut > end - 4 && cut > start; cut--) if (((text[cut] ?? 0) & 0xc0) !== 0x80) return cut
  return end
}
