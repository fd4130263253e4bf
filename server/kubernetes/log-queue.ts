/** Collects lines into batches for one reader; when lines come faster than they are read, the oldest are left out. */
import type { LogEvent, LogLine } from '../contract/logs.ts'

export interface LogQueue extends AsyncIterable<LogEvent> {
  pushLine(line: LogLine): void
  push(event: Exclude<LogEvent, { type: 'lines' | 'dropped' }>): void
  end(): void
}

const mostLines = 5_000
const mostBytes = 4 * 1024 * 1024
const mostEvents = 200
const batchLines = 500
/** Lines that come close together travel together. */
const gatherMs = 20

/** Ends when `signal` aborts. */
export function startLogQueue(signal: AbortSignal): LogQueue {
  let lines: LogLine[] = []
  let bytes = 0
  let dropped = 0
  let events: LogEvent[] = []
  let lastWaiting = ''
  let isEnded = signal.aborted
  let wake: (() => void) | undefined
  const ring = () => {
    wake?.()
    wake = undefined
  }
  const end = () => {
    isEnded = true
    ring()
  }
  signal.addEventListener('abort', end, { once: true })

  const dropOldest = () => {
    let count = 0
    while (lines.length - count > mostLines || bytes > mostBytes)
      bytes -= lines[count++]?.text.length ?? bytes
    // A little more than needed, so that this is not done for every line.
    for (const more = Math.min(lines.length, count + batchLines); count < more;)
      bytes -= lines[count++]?.text.length ?? 0
    lines = lines.slice(count)
    dropped += count
  }

  const takeLines = (): LogLine[] => {
    // Pods are read side by side: within what has gathered, time decides.
    lines.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    const batch = lines.slice(0, batchLines)
    lines = lines.slice(batchLines)
    for (const { text } of batch) bytes -= text.length
    return batch
  }

  return {
    pushLine(line) {
      if (isEnded) return
      lastWaiting = ''
      lines.push(line)
      bytes += line.text.length
      if (lines.length > mostLines || bytes > mostBytes) dropOldest()
      ring()
    },
    push(event) {
      if (isEnded || (event.type === 'waiting' && event.reason === lastWaiting)) return
      lastWaiting = event.type === 'waiting' ? event.reason : ''
      events.push(event)
      if (events.length > mostEvents) events = events.slice(-mostEvents)
      ring()
    },
    end,
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          while (events.length > 0 && !signal.aborted) yield events.shift() as LogEvent
          if (dropped > 0) {
            const count = dropped
            dropped = 0
            yield { type: 'dropped', count }
          }
          if (lines.length > 0 && !signal.aborted) {
            if (!isEnded && lines.length < batchLines)
              await new Promise((resolve) => setTimeout(resolve, gatherMs))
            yield { type: 'lines', lines: takeLines() }
            continue
          }
          if (signal.aborted || (isEnded && events.length === 0)) return
          if (events.length === 0) await new Promise<void>((resolve) => (wake = resolve))
        }
      } finally {
        isEnded = true
        signal.removeEventListener('abort', end)
      }
    },
  }
}
