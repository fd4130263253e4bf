import { useState } from 'react'
import type { FunctionRef } from '#contract/functions.ts'
import { loadCall, saveCall } from './call-draft.ts'
import type { CallDraft } from './call-draft.ts'
import { loadHistory, remember, saveHistory } from './call-history.ts'
import type { PastCall } from './call-history.ts'

/** The call being composed for a function and the ones made before; both stay in this tab. */
export interface Composition {
  call: CallDraft
  change: (changes: Partial<CallDraft>) => void
  history: PastCall[]
  remember: (past: PastCall) => void
}

/** Give the component a key of the function: another function starts anew. */
export function useComposition(ref: FunctionRef): Composition {
  const [call, setCall] = useState(() => loadCall(sessionStorage, ref))
  const [history, setHistory] = useState(() => loadHistory(sessionStorage, ref))
  return {
    call,
    change(changes) {
      const next = { ...call, ...changes }
      setCall(next)
      saveCall(sessionStorage, ref, next)
    },
    history,
    remember(past) {
      // Others may have finished since this one was started.
      setHistory((before) => {
        const next = remember(before, past)
        saveHistory(sessionStorage, ref, next)
        return next
      })
    },
  }
}
