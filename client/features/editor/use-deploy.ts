import { useCallback, useRef, useState } from 'react'
import type { Problem } from '#contract/errors.ts'
import type { FunctionChange, FunctionDetails } from '#contract/functions.ts'
import type { HandlerDoubt } from '#contract/handler-doubt.ts'
import { ApiError } from '../../api/http.ts'
import { changeOf, isDirty, isSameVersion } from './draft.ts'
import type { Draft, DraftAction, DraftFields } from './draft.ts'
import { atRows, doubtAbout, problemsOf } from './draft-problems.ts'

/** How the last deploy went. */
export type DeployState =
  | { phase: 'idle' }
  | { phase: 'busy' }
  | { phase: 'stored' }
  /** Nothing was stored yet: it is asked whether it is meant. */
  | { phase: 'doubted'; doubt: HandlerDoubt; of: DraftFields }
  /** Nothing was stored: `problems` are at their fields, `error` is what else there is to say. */
  | { phase: 'refused'; problems: Problem[]; error?: unknown; of: DraftFields }

export interface Deployment {
  state: DeployState
  deploy: () => void
  /** Deploys what is doubtful, and does not ask about it again. */
  deployAnyway: () => void
  /** Resolves once no deploy is on its way, whatever came of it. */
  whenStored: () => Promise<unknown>
}

export interface DeployParts {
  draft: Draft | undefined
  dispatch: (action: DraftAction) => void
  runtimes?: readonly string[]
  store: (change: FunctionChange) => Promise<FunctionDetails>
  onProblems: (problems: Problem[]) => void
  /** Asks for the stored version, which is not the one the draft stands on. */
  reload: () => Promise<FunctionDetails>
}

/** Stores the draft; nothing typed is lost whatever the answer. */
export function useDeploy({ draft, dispatch, runtimes, store, onProblems, reload }: DeployParts): Deployment {
  const [state, setState] = useState<DeployState>({ phase: 'idle' })
  /** What was doubtful and deployed all the same. */
  const [meant, setMeant] = useState<string>()
  const onItsWay = useRef<Promise<unknown>>(Promise.resolve())

  const refuse = ({ fields }: Draft, problems: Problem[], error?: unknown) => {
    setState({ phase: 'refused', problems, error, of: fields })
    if (problems.length > 0) onProblems(problems)
  }

  const send = async (sent: Draft) => {
    dispatch({ type: 'sent' })
    setState({ phase: 'busy' })
    try {
      dispatch({ type: 'stored', details: await storeOver(sent) })
      setState({ phase: 'stored' })
    } catch (error) {
      dispatch({ type: 'refused' })
      refuse(sent, error instanceof ApiError ? atRows(sent, error.problems) : [], error)
    }
  }

  /** Controllers write to the object too; a version that differs only by their doing is no conflict. */
  const storeOver = async (sent: Draft): Promise<FunctionDetails> => {
    try {
      return await store(changeOf(sent))
    } catch (error) {
      if (!(error instanceof ApiError && error.code === 'conflict')) throw error
      const newest = await reload()
      if (!isSameVersion(newest, sent.base)) throw error
      return store(changeOf({ ...sent, base: newest }))
    }
  }

  const begin = (doubt: HandlerDoubt | undefined) => {
    if (!draft || draft.sent || draft.theirs || !isDirty(draft)) return
    const problems = problemsOf(draft, runtimes)
    if (problems.length > 0) refuse(draft, problems)
    else if (doubt) setState({ phase: 'doubted', doubt, of: draft.fields })
    else onItsWay.current = send(draft)
  }
  const deploy = () => {
    const doubt = draft && doubtAbout(draft)
    begin(doubt?.message === meant ? undefined : doubt)
  }
  const deployAnyway = () => {
    if (state.phase === 'doubted') setMeant(state.doubt.message)
    begin(undefined)
  }
  const whenStored = useCallback(() => onItsWay.current, [])
  return { state, deploy, deployAnyway, whenStored }
}
