import { IconTrash } from '@tabler/icons-react'
import type { FunctionDetails } from '#contract/functions.ts'
import { useDenial } from '../../api/access.ts'
import { DeployActions } from '../../features/editor/deploy-actions.tsx'
import type { Draft, DraftAction } from '../../features/editor/draft.ts'
import type { Deployment } from '../../features/editor/use-deploy.ts'
import { stateWords } from '../../lib/state-words.ts'
import { Barred } from '../../ui/barred.tsx'
import { Button } from '../../ui/button.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { narrow, useMedia } from '../use-media.ts'
import styles from './function-head.module.css'

export interface FunctionHeadProps {
  details: FunctionDetails
  draft: Draft
  dispatch: (action: DraftAction) => void
  deployment: Deployment
  /** Monaco's name of the language. */
  language: string
  onDelete: () => void
}

/** Which function, how it is, whether the code on the screen runs, and what can be done with it. */
export function FunctionHead({
  details,
  draft,
  dispatch,
  deployment,
  language,
  onDelete,
}: FunctionHeadProps) {
  const { name, namespace, runtime, status, changedAt } = details
  const isNarrow = useMedia(narrow)
  const { state, ready, wanted, reason } = status
  const isMoving = state === 'starting' || state === 'deploying' || state === 'deleting'
  return (
    <header className={styles.head}>
      <div className={styles.identity}>
        <h1 className={styles.name}>{name}</h1>
        <StatusBadge tone={state} title={reason}>
          {stateWords[state]}
        </StatusBadge>
        {/* What is under way comes and goes within a second; here it moves nothing else. */}
        {isMoving ? (
          <p className={styles.reason} role="status">
            {reason}
          </p>
        ) : (
          <ul className={styles.facts}>
            <li>{namespace}</li>
            <li>{runtime}</li>
            <li>
              {ready} / {wanted} ready
            </li>
            <li>
              <RelativeTime time={changedAt} />
            </li>
          </ul>
        )}
      </div>
      <div className={styles.actions}>
        <DeployActions {...{ details, draft, dispatch, deployment, language }} />
        <Barred by={useDenial(namespace, 'delete')}>
          {(barred) => (
            <Button
              variant="ghost"
              title="Delete this function"
              disabled={state === 'deleting'}
              onClick={onDelete}
              {...barred}
            >
              <IconTrash size={16} aria-hidden="true" />
              {isNarrow ? <VisuallyHidden>Delete</VisuallyHidden> : 'Delete'}
            </Button>
          )}
        </Barred>
      </div>
    </header>
  )
}
