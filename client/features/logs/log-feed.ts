/**
 * Follows the output of one function and keeps its newest lines: asks again with back-off when the
 * connection breaks, shows no line twice, holds lines back while paused, and tells its listeners at
 * most once a frame however fast lines come. It follows while somebody listens. Knows no network and no
 * React.
 */
import type { LogEvent, LogLine, LogQuery } from '#contract/logs.ts'
import { appendLines, clearLines, expectReplay, noLines, replaySince, ringLimits } from './log-lines.ts'
import type { LogLines, NumberedLine } from './log-lines.ts'

/** What the log view shows at one moment. */
export interface LogSnapshot {
  lines: readonly NumberedLine[]
  /** Older lines that are not kept any longer. */
  lost: number
  /** `ended`: everything there is has come, as of the run before the last restart. */
  connection: 'connecting' | 'following' | 'ended' | 'broken'
  /** Why nothing comes, in the server's words. */
  waiting?: string
  /** What broke the connection. */
  failure?: unknown
  isPaused: boolean
  /** Lines that came while paused. */
  heldBack: number
  /** So many came while paused that the rest is left with the server until it goes on. */
  isHoldingOff: boolean
  /** Pods whose output has been heard of. */
  pods: readonly string[]
}

export interface LogFeed {
  snapshot: () => LogSnapshot
  subscribe: (listener: () => void) => () => void
  pause(): void
  resume(): void
  clear(): void
  /** Asks again at once instead of waiting for the back-off. */
  retry(): void
}

export interface FeedSource {
  /** One connection; ends or throws when it is over. */
  open(query: LogQuery, signal: AbortSignal): AsyncIterable<LogEvent>
  /** What to follow. */
  query: LogQuery
  /** Resolves after so many milliseconds, or at once when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** Calls back soon, once for many changes; the argument of tests. */
  soon(callback: () => void): void
}

export function createLogFeed(source: FeedSource): LogFeed {
  let life = new AbortController()
  const listeners = new Set<() => void>()
  let kept: LogLines = noLines
  /** What was shown when it was paused; lines go on being collected behind it. */
  let frozen: LogLines | undefined
  let state: Pick<LogSnapshot, 'connection' | 'waiting' | 'failure' | 'pods'> = {
    connection: 'connecting',
    pods: [],
  }
  let shown: LogSnapshot = { ...state, lines: [], lost: 0, isPaused: false, heldBack: 0, isHoldingOff: false }
  let arrived: LogLine[] = []
  let isTelling = false
  let nap = new AbortController()
  /** Lets the stream go on that waits for the end of a pause. */
  let goOn: (() => void) | undefined

  const heldBack = () => (frozen ? kept.next - frozen.next : 0)
  const publish = () => {
    isTelling = false
    flush()
    const { lines, lost } = frozen ?? kept
    shown = {
      ...state,
      lines,
      lost,
      isPaused: frozen !== undefined,
      heldBack: heldBack(),
      isHoldingOff: goOn !== undefined,
    }
    for (const listener of listeners) listener()
  }
  const tell = () => {
    if (isTelling) return
    isTelling = true
    source.soon(publish)
  }
  const flush = () => {
    if (arrived.length > 0) kept = appendLines(kept, arrived)
    arrived = []
  }

  const take = (event: LogEvent) => {
    if (event.type === 'lines') {
      arrived.push(...event.lines)
      // A flood between two frames, e.g. in a hidden tab, must not pile up.
      if (arrived.length > mostUnseen) flush()
      state = { ...state, waiting: undefined }
    } else if (event.type === 'waiting') state = { ...state, waiting: event.reason }
    else if (event.state === 'following')
      state = {
        ...state,
        waiting: undefined,
        pods: [...new Set([...state.pods, event.pod])].slice(-podsRemembered),
      }
    tell()
  }

  /** Nothing may fall out of the ring unseen: what is too much for it stays where it is until somebody looks. */
  const endOfPause = async (signal: AbortSignal) => {
    if (heldBack() + arrived.length < ringLimits.lines) return
    await new Promise<void>((resolve) => {
      goOn = () => {
        goOn = undefined
        resolve()
      }
      signal.addEventListener('abort', () => goOn?.(), { once: true })
    })
  }

  const follow = async (signal: AbortSignal) => {
    let taken = 0
    for (let failures = 0; !signal.aborted; failures += 1) {
      try {
        for await (const event of source.open(queryFor(source.query, kept), signal)) {
          if (signal.aborted) break
          state = { ...state, connection: 'following', failure: undefined }
          failures = 0
          take(event)
          await endOfPause(signal)
          // What has gathered in a stream is handed out without a break otherwise, and the page would stand still.
          if (event.type === 'lines' && (taken += event.lines.length) >= atOnce) {
            taken = 0
            await source.sleep(0, signal)
          }
        }
        state = { ...state, connection: endsByItself(source.query) ? 'ended' : 'connecting' }
      } catch (failure) {
        if (!signal.aborted) state = { ...state, connection: 'broken', failure }
      }
      if (signal.aborted) return
      flush()
      kept = expectReplay(kept)
      tell()
      nap = new AbortController()
      const wakers = AbortSignal.any([nap.signal, signal])
      if (state.connection === 'ended') await aborted(wakers)
      else await source.sleep(backOffMs(failures), wakers)
    }
  }
  const start = () => {
    life = new AbortController()
    flush()
    kept = expectReplay(kept)
    void follow(life.signal)
  }

  return {
    snapshot: () => shown,
    subscribe(listener) {
      if (listeners.size === 0) start()
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) life.abort()
      }
    },
    pause() {
      flush()
      frozen ??= kept
      publish()
    },
    resume() {
      frozen = undefined
      goOn?.()
      publish()
    },
    clear() {
      flush()
      kept = clearLines(kept)
      frozen &&= kept
      goOn?.()
      publish()
    },
    retry() {
      nap.abort()
    },
  }
}

const podsRemembered = 50
/** Lines between two frames. */
const mostUnseen = 10_000
/** Lines that are taken before somebody else has a turn. */
const atOnce = 1_000

function endsByItself({ previous, until }: LogQuery): boolean {
  return previous === true || until !== undefined
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}

/** After a break: only what is newer than what we have; at first: as asked. */
function queryFor(query: LogQuery, kept: LogLines): LogQuery {
  const since = replaySince(kept)
  return since === undefined ? query : { ...query, since, tail: ringLimits.lines }
}

/** Half a second, doubled with each failure, fifteen seconds at most. */
export function backOffMs(failures: number): number {
  return Math.min(15_000, 500 * 2 ** Math.min(failures, 10))
}
