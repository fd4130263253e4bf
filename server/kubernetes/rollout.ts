/** Waits until the code that is stored is the code that answers. */
import type { FunctionRef, FunctionStatus } from '../contract/functions.ts'
import type { FunctionView } from './function-view.ts'
import { keyOf } from './watched.ts'

/** Fulfilled when there is nothing to wait for any more, be it that it fails, or after `ms`; rejects when aborted. */
export function waitForRollout(
  view: FunctionView,
  ref: FunctionRef,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer)
      stop()
      signal.removeEventListener('abort', abort)
      settle()
    }
    const look = () => {
      if (isSettled(view.statusOf(ref))) finish(resolve)
    }
    const abort = () => finish(() => reject(signal.reason as Error))
    const timer = setTimeout(() => finish(resolve), ms)
    const stop = view.subscribe((change) => {
      const changed = change.type === 'function' ? change.summary : change.ref
      if (keyOf(changed) !== keyOf(ref)) return
      if (change.type === 'function-gone') finish(resolve)
      else look()
    })
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    else look()
  })
}

function isSettled(status: FunctionStatus | undefined): boolean {
  return status !== undefined && status.state !== 'starting' && status.state !== 'deploying'
}
