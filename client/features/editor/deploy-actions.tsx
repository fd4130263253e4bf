import type { FunctionDetails } from '#contract/functions.ts'
import { useDenial } from '../../api/access.ts'
import { Barred } from '../../ui/barred.tsx'
import { Button } from '../../ui/button.tsx'
import { ShowChanges } from './draft-changes.tsx'
import styles from './deploy-actions.module.css'
import { isDirty } from './draft.ts'
import type { Draft, DraftAction } from './draft.ts'
import { textState } from './text-state.ts'
import type { Deployment } from './use-deploy.ts'

export interface DeployActionsProps {
  /** What the cluster says now. */
  details: FunctionDetails
  draft: Draft
  dispatch: (action: DraftAction) => void
  deployment: Deployment
  /** Monaco's name of the language. */
  language: string
}

/** Whether what is on the screen is what runs, and how it becomes so. */
export function DeployActions({ details, draft, dispatch, deployment, language }: DeployActionsProps) {
  const hasChanges = isDirty(draft)
  const state = textState(details, { isDirty: hasChanges, isBeingSent: draft.sent !== undefined })
  return (
    <div className={styles.actions}>
      <span className={styles.state} data-kind={state.kind} title={state.explanation} role="status">
        {state.words}
      </span>
      {hasChanges && !draft.sent && <ShowChanges draft={draft} dispatch={dispatch} language={language} />}
      <Barred by={useDenial(details.namespace, 'change')}>
        {(barred) => (
          <Button
            variant={hasChanges ? 'primary' : 'secondary'}
            isBusy={draft.sent !== undefined}
            title="Ctrl+S, or ⌘S on a Mac"
            onClick={deployment.deploy}
            {...barred}
          >
            Deploy
          </Button>
        )}
      </Barred>
    </div>
  )
}
