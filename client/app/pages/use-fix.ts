import { useEffect, useEffectEvent, useRef } from 'react'
import type { FunctionChange, FunctionDetails, FunctionSpec } from '#contract/functions.ts'
import { changeOf, isDirty, startDraft } from '../../features/editor/draft.ts'
import type { Draft, DraftAction, DraftFields } from '../../features/editor/draft.ts'
import { toast } from '../../ui/toast.ts'

export interface FixParts {
  details: FunctionDetails
  draft: Draft
  dispatch: (action: DraftAction) => void
  deploy: () => void
  store: (change: FunctionChange) => Promise<FunctionDetails>
}

/**
 * Mends a function by way of the draft, so that nothing typed gets lost: where there are changes already, a fix
 * joins them and waits to be deployed; where there are none, it is deployed at once.
 */
export function useFix({ details, draft, dispatch, deploy, store }: FixParts) {
  const isToBeDeployed = useRef(false)
  const deployNow = useEffectEvent(() => {
    isToBeDeployed.current = false
    deploy()
  })
  useEffect(() => {
    if (isToBeDeployed.current && isDirty(draft)) deployNow()
  }, [draft])

  const deployAgain = async () => {
    try {
      await store(changeOf(startDraft(details)))
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error))
    }
  }

  return (change: Partial<FunctionSpec>) => {
    const changes = fieldsIn(change)
    if (Object.keys(changes).length === 0) return void deployAgain()
    const hadChanges = isDirty(draft)
    isToBeDeployed.current = !hadChanges
    dispatch({ type: 'edited', changes })
    if (hadChanges) toast('It is among your changes now. Deploy when you are ready.')
  }
}

/** The change as the draft spells it. */
function fieldsIn({
  code,
  deps,
  handler,
  runtime,
  memory,
  cpu,
  timeoutSeconds,
  replicas,
}: Partial<FunctionSpec>): Partial<DraftFields> {
  return {
    ...(code !== undefined && { code }),
    ...(deps !== undefined && { deps }),
    ...(handler !== undefined && { handler }),
    ...(runtime !== undefined && { runtime }),
    ...(memory !== undefined && { memory }),
    ...(cpu !== undefined && { cpu }),
    ...(timeoutSeconds !== undefined && { timeoutSeconds: String(timeoutSeconds) }),
    ...(replicas !== undefined && { replicas: String(replicas) }),
  }
}
