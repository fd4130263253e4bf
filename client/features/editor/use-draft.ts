import { useCallback, useEffect, useSyncExternalStore } from 'react'
import type { FunctionDetails, FunctionRef } from '#contract/functions.ts'
import type { Draft, DraftAction } from './draft.ts'
import { createDraftStore } from './draft-store.ts'
import { rememberVersions } from './seen-versions.ts'

/** The drafts of this tab. */
export const drafts = createDraftStore(storageOf('sessionStorage'), storageOf('localStorage'))

/** The texts this tab has seen deployed. */
export const seenVersions = rememberVersions()

/** The draft of one function, fed with what the cluster says about it. Absent until the cluster has said something. */
export function useDraft(
  ref: FunctionRef,
  live: FunctionDetails | undefined,
): [draft: Draft | undefined, dispatch: (action: DraftAction) => void] {
  const { namespace, name } = ref
  const draft = useSyncExternalStore(drafts.subscribe, () => drafts.get({ namespace, name }))
  useEffect(() => {
    if (!live) return
    seenVersions.note(live)
    drafts.follow(live)
  }, [live])
  const dispatch = useCallback(
    (action: DraftAction) => drafts.dispatch({ namespace, name }, action),
    [namespace, name],
  )
  return [draft, dispatch]
}

/** Absent where the browser forbids it: even to name it throws then. */
function storageOf(name: 'sessionStorage' | 'localStorage'): Storage | undefined {
  try {
    return globalThis[name]
  } catch {
    return undefined
  }
}
