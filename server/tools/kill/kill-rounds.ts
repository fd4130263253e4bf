/**
 * Starts a program again and again and kills it (SIGKILL) at random moments. Knows nothing of the
 * program: whoever calls reads what it printed, and checks after each round what it left.
 */
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export interface KillOptions {
  rounds: number
  /** Starts the program, its stdout a pipe. */
  start: () => ChildProcess
  /** Gets every line the program printed before it died. */
  onLine: (line: string) => void
  /** The round's clock runs from the first line that this accepts. */
  isReady: (line: string) => boolean
  /** How long to let it work. */
  delayMs: () => number
  /** Rejects when what is left is not what has to be. */
  check: (round: number) => Promise<void>
}

/** Rejects when a check does, or when the program ends by itself. */
export async function killRounds({
  rounds,
  start,
  onLine,
  isReady,
  delayMs,
  check,
}: KillOptions): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    const child = start()
    const ended = once(child, 'close')
    let timer: NodeJS.Timeout | undefined
    if (!child.stdout) throw new Error('The program has to be started with a pipe for its output.')
    createInterface({ input: child.stdout }).on('line', (line) => {
      onLine(line)
      if (!timer && isReady(line)) timer = setTimeout(() => child.kill('SIGKILL'), delayMs())
    })
    await ended
    clearTimeout(timer)
    if (child.signalCode !== 'SIGKILL')
      throw new Error(`Round ${round}: the program ended by itself (${child.exitCode}).`)
    await check(round)
  }
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
