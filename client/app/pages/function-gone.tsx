import { Link } from 'react-router'
import type { FunctionRef } from '#contract/functions.ts'
import { useDenial } from '../../api/access.ts'
import { useCreateFunction } from '../../api/functions.ts'
import { ApiError } from '../../api/http.ts'
import type { Draft } from '../../features/editor/draft.ts'
import { specOf } from '../../features/editor/draft.ts'
import { Barred } from '../../ui/barred.tsx'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { overviewPath, useNamespaceChoice } from '../paths.ts'
import styles from './function-page.module.css'

export interface FunctionGoneProps {
  functionRef: FunctionRef
  /** What this tab still has of it. */
  draft: Draft | undefined
}

/** There is no such function, or no longer; what this tab has of it is not lost. */
export function FunctionGone({ functionRef: { namespace, name }, draft }: FunctionGoneProps) {
  const [chosen] = useNamespaceChoice()
  const { mutate, isPending, error } = useCreateFunction()
  const denial = useDenial(namespace, 'create')
  return (
    <div className={styles.gone}>
      <EmptyState
        title={<h1>{draft ? `${name} was deleted elsewhere` : `There is no function ${name}`}</h1>}
        action={
          <>
            {draft && (
              <Barred by={denial}>
                {(barred) => (
                  <Button
                    variant="primary"
                    isBusy={isPending}
                    onClick={() => mutate(specOf(draft))}
                    {...barred}
                  >
                    Create it again
                  </Button>
                )}
              </Barred>
            )}
            <Link className={styles.back} to={overviewPath(chosen)}>
              Show all functions
            </Link>
          </>
        }
      >
        {draft
          ? 'Its code and settings, as they were last shown in this tab, are still here.'
          : `Namespace ${namespace} has none of that name. It may have been deleted, or the address mistyped.`}
      </EmptyState>
      {error && (
        <Notice
          tone="error"
          title={error.message}
          hint={error instanceof ApiError ? error.hint : undefined}
        />
      )}
    </div>
  )
}
