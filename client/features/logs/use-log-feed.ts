import { useMemo, useSyncExternalStore } from 'react'
import type { FunctionRef } from '#contract/functions.ts'
import type { LogQuery } from '#contract/logs.ts'
import { followLogs } from '../../api/logs.ts'
import { createLogFeed } from './log-feed.ts'
import type { LogFeed, LogSnapshot } from './log-feed.ts'
import type { LogFilter } from './log-filter.ts'
import { queryOf } from './log-range.ts'
import type { LogRange } from './log-range.ts'
import { createLogView } from './log-view.ts'
import type { LogView, ShownLines, ViewClock } from './log-view.ts'

/** What a pod does before the function starts. */
export interface LogStep {
  name: 'prepare' | 'install' | 'compile'
  /** So there may be an earlier try to look at. */
  hasFailed: boolean
}

/** Which output of a function to look at. */
export interface LogChoice {
  container: 'function' | LogStep['name']
  /** The run before the last restart. */
  previous: boolean
  range: LogRange
}

/** The output of a function; followed while something on the page shows it. */
export function useLogFeed(
  { namespace, name }: FunctionRef,
  { container, previous, range }: LogChoice,
): LogFeed {
  return useMemo(() => {
    const ref = { namespace, name }
    const query: LogQuery = queryOf(range)
    if (container !== 'function') query.container = container
    if (previous) query.previous = true
    return createLogFeed({
      open: (asked, signal) => followLogs(ref, asked, signal),
      query,
      sleep,
      soon: calmly(),
    })
  }, [namespace, name, container, previous, range])
}

export function useLogSnapshot(feed: LogFeed): LogSnapshot {
  return useSyncExternalStore(feed.subscribe, feed.snapshot)
}

/** What passes the filter. A view is made for each feed; afterwards it is told of another filter by `choose`. */
export function useLogView(feed: LogFeed, filter: LogFilter): LogView {
  return useMemo(() => {
    const view = createLogView(feed, frames)
    view.choose(filter)
    return view
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [feed])
}

export function useShownLines(view: LogView): ShownLines {
  return useSyncExternalStore(view.subscribe, view.snapshot)
}

/** A tab in the background gets no frames, and has nobody to be smooth for. */
function nextFrame(callback: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(callback, 250)
  else requestAnimationFrame(callback)
}

const frames: ViewClock = { now: () => performance.now(), soon: nextFrame }

/** Ten times a second is as fast as anybody can look, and leaves the page time for everything else. */
const calmMs = 100

/** The next frame for what comes now and then; of a flood only ten frames a second. */
function calmly(): (callback: () => void) => void {
  let last = -Infinity
  return (callback) => {
    const tell = () => {
      last = performance.now()
      callback()
    }
    const rest = calmMs - (performance.now() - last)
    if (rest <= 0) nextFrame(tell)
    else setTimeout(() => nextFrame(tell), rest)
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve()
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
