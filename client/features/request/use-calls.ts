import { useCallback, useEffect, useRef, useState } from 'react'
import type { FunctionRef } from '#contract/functions.ts'
import type { Invocation, InvocationRequest } from '#contract/invocations.ts'
import { invoke } from '../../api/invocations.ts'

/** How the last call goes. */
export type CallState =
  | { phase: 'idle' }
  | { phase: 'running'; since: number }
  | { phase: 'answered'; invocation: Invocation }
  /** We could not bring it to the function, or the answer not back. */
  | { phase: 'failed'; error: unknown }
  | { phase: 'cancelled'; afterMs: number }

export interface Calls {
  state: CallState
  /** Makes the call; a running one is given up first. Resolves with how it ended. */
  run(request: InvocationRequest): Promise<CallState>
  cancel: () => void
}

/**
 * Calls to one function, one at a time. `whenStored` is waited for first, so that a call right after
 * a deploy gets the new version.
 */
export function useCalls({ namespace, name }: FunctionRef, whenStored: () => Promise<unknown>): Calls {
  const [state, setState] = useState<CallState>({ phase: 'idle' })
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])

  const run = useCallback(
    async (request: InvocationRequest): Promise<CallState> => {
      running.current?.abort()
      const call = new AbortController()
      running.current = call
      const since = Date.now()
      setState({ phase: 'running', since })
      let ended: CallState
      try {
        await whenStored()
        ended = { phase: 'answered', invocation: await invoke({ namespace, name }, request, call.signal) }
      } catch (error) {
        ended = call.signal.aborted
          ? { phase: 'cancelled', afterMs: Date.now() - since }
          : { phase: 'failed', error }
      }
      // A call that was given up for another one must not overwrite what that one shows.
      if (running.current === call) setState(ended)
      return ended
    },
    [namespace, name, whenStored],
  )
  const cancel = useCallback(() => running.current?.abort(), [])
  return { state, run, cancel }
}
