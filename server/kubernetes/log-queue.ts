/** Collects lines into batches for one reader; whoever writes faster than he reads waits for him. */
import type { LogEvent, LogLine } from '../contract/logs.ts'

export interface LogQueue extends AsyncIterable<LogEvent> {
  /** While there is too much that nobody has read: fulfilled once there is room again, or the queue ends. */
  pushLine(line: LogLine): Promise<void> | undefined
  push(event: Exclude<LogEvent, { type: 'lines' }>): void
  end(): void
}

const mostLines = 5_000
const mostBytes = 4 * 1024 * 1024
const mostEvents = 200
const batchLines = 200
/** Lines that come close together travel together. */
const gatherMs = 20

/** Ends when `signal` aborts. */
export function startLogQueue(signal: AbortSignal): LogQueue {
  let lines: LogLine[] = []
  let bytes = 0
  let events: LogEvent[] = []
  let lastWaiting = ''
  let isEnded = signal.aborted
  let wake: (() => void) | undefined
  let room: { promise: Promise<void>; give: () => void } | undefined
  const ring = () => {
    wake?.()
    wake = undefined
  }
  const giveRoom = () => {
    room?.give()
    room = undefined
  }
  const end = () => {
    isEnded = true
    ring()
    giveRoom()
  }
  signal.addEventListener('abort', end, { once: true })

  const isFull = () => lines.length >= mostLines || bytes >= mostBytes

  const takeLines = (): LogLine[] => {
    // Pods are read side by side: within what has gathered, time decides.
    lines.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0))
    const batch = lines.slice(0, batchLines)
    lines = lines.slice(batchLines)
    for (const { text } of batch) bytes -= text.length
    if (!isFull()) giveRoom()
    return batch
  }

  return {
    pushLine(line) {
      if (isEnded) return undefined
      lastWaiting = ''
      lines.push(line)
      bytes += line.text.length
      ring()
      if (!isFull()) return undefined
      room ??= newRoom()
      return room.promise
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
        end()
        signal.removeEventListener('abort', end)
      }
    },
  }
}

function newRoom() {
  let give = () => undefined as void
  const promise = new Promise<void>((resolve) => (give = resolve))
  return { promise, give: () => give() }
}
