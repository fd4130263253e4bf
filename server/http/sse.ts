/** An async iterable goes in, an event stream comes out. */
import { once } from 'node:events'
import type { Response } from 'express'

export interface SendOptions<Event> {
  /** Ends the stream. */
  signal: AbortSignal
  /** The part of `signal` that means: the server stops, so say goodbye. */
  stopping: AbortSignal
  farewell?: Event
  /** How often something is said when there is nothing to say. */
  heartbeatMs?: number
}

const usualHeartbeatMs = 15_000
/** A listener who does not read for so long is gone, or as good as. */
const deafMs = 60_000
/** What fails at once is answered as any question is; what has not come by then is a stream that is still quiet. */
const greetingMs = 1_000

/**
 * Sends events until the iterable or `signal` ends. Nothing is kept for a listener who is slow: the iterable is
 * not asked for more until he has read. Rejects with what the iterable throws.
 */
export async function sendEvents<Event extends { type: string }>(
  response: Response,
  events: AsyncIterable<Event>,
  { signal, stopping, farewell, heartbeatMs = usualHeartbeatMs }: SendOptions<Event>,
): Promise<void> {
  const iterator = events[Symbol.asyncIterator]()
  let next = iterator.next()
  let heartbeat: NodeJS.Timeout | undefined
  try {
    await Promise.race([next, pause(greetingMs, signal)])
    begin(response)
    heartbeat = setInterval(() => {
      if (!response.writableNeedDrain) response.write(':\n\n')
    }, heartbeatMs)
    for (;;) {
      const step = await next
      if (step.done || signal.aborted || response.destroyed) break
      if (!response.write(frameOf(step.value)) && !(await isDrained(response, signal))) break
      next = iterator.next()
    }
  } catch (error) {
    // Whoever has left, or is being sent away, is not told of what that broke.
    if (!signal.aborted) throw error
  } finally {
    clearInterval(heartbeat)
    next.catch(() => undefined)
    void iterator.return?.().catch(() => undefined)
  }
  if (!response.headersSent) begin(response)
  if (stopping.aborted && farewell) response.write(frameOf(farewell))
  response.end()
}

function begin(response: Response): void {
  response.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    // Proxies that compress or collect would hold events back.
    'Cache-Control': 'no-store, no-transform',
    'X-Accel-Buffering': 'no',
  })
  response.write(':\n\n')
}

/** The name says the type, the data all the rest. */
function frameOf<Event extends { type: string }>({ type, ...rest }: Event): string {
  return `event: ${type}\ndata: ${JSON.stringify(rest)}\n\n`
}

async function isDrained(response: Response, signal: AbortSignal): Promise<boolean> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(deafMs)])
  return once(response, 'drain', { signal: patience }).then(
    () => true,
    () => {
      if (!signal.aborted) response.destroy()
      return false
    },
  )
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const finish = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', finish)
      resolve()
    }
    const timer = setTimeout(finish, ms)
    signal.addEventListener('abort', finish)
    if (signal.aborted) finish()
  })
}
