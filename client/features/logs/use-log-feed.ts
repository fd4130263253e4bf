import { useMemo, useSyncExternalStore } from 'react'
import type { FunctionRef } from '#contract/functions.ts'
import type { LogQuery } from '#contract/logs.ts'
import { followLogs } from '../../api/logs.ts'
import { createLogFeed } from './log-feed.ts'
import type { LogFeed, LogSnapshot } from './log-feed.ts'

/** Which output of a function to look at. */
export interface LogChoice {
  container: 'function' | 'prepare' | 'install'
  /** The run before the last restart. */
  previous: boolean
}

/** The output of a function; followed while something on the page shows it. */
export function useLogFeed({ namespace, name }: FunctionRef, { container, previous }: LogChoice): LogFeed {
  return useMemo(() => {
    const ref = { namespace, name }
    const query: LogQuery = { tail: 500 }
    if (container !== 'function') query.container = container
    if (previous) query.previous = true
    return createLogFeed({ open: (asked, signal) => followLogs(ref, asked, signal), query, sleep, soon })
  }, [namespace, name, container, previous])
}

export function useLogSnapshot(feed: LogFeed): LogSnapshot {
  return useSyncExternalStore(feed.subscribe, feed.snapshot)
}

/** A tab in the background gets no frames, and has nobody to be smooth for. */
function soon(callback: () => void): void {
  if (document.visibilityState === 'hidden') setTimeout(callback, 250)
  else requestAnimationFrame(callback)
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
