import { useQuery } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useState } from 'react'
import { useNavigate, useParams } from 'react-router'
import type { FunctionRef } from '#contract/functions.ts'
import { functionDetailsQuery } from '../../api/functions.ts'
import type { Deletion } from '../../api/functions.ts'
import { ApiError } from '../../api/http.ts'
import { loadEditor } from '../../features/editor/code-panel.tsx'
import { drafts, useDraft } from '../../features/editor/use-draft.ts'
import { DeleteFunctionDialog } from '../../features/functions/delete-function.tsx'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { toast } from '../../ui/toast.ts'
import { overviewPath, useNamespaceChoice } from '../paths.ts'
import { useTitle } from '../use-title.ts'
import { FunctionGone } from './function-gone.tsx'
import styles from './function-page.module.css'
import { FunctionWorkspace } from './function-workspace.tsx'

/** One function: its code, how it runs, calls to it, and what it writes. */
export function FunctionPage() {
  const { ns = '', name = '' } = useParams()
  // Another function is another page: nothing of the one before may be left on it.
  return <OneFunction key={`${ns}/${name}`} namespace={ns} name={name} />
}

/** Fetches what the page loads late. A part that cannot be loaded is reported when it is needed. */
export function prefetchEditor(): void {
  void loadEditor().catch(() => undefined)
}

function OneFunction({ namespace, name }: FunctionRef) {
  useTitle(name)
  const ref = { namespace, name }
  const { data, error, isPending, refetch } = useQuery(functionDetailsQuery(ref))
  const [draft, dispatch] = useDraft(ref, data)
  const [deletion, setDeletion] = useState<Deletion>()
  const [isDeletedHere, setIsDeletedHere] = useState(false)
  const isGone = error instanceof ApiError && error.status === 404
  useLeaveOnceGone(isGone && isDeletedHere, ref)

  if (isGone) return isDeletedHere ? null : <FunctionGone functionRef={ref} draft={draft} />
  if (isPending || (data && !draft)) return <WaitingPage name={name} />
  if (!data || !draft)
    return (
      <div className={styles.message}>
        <h1>{name}</h1>
        <Notice
          tone="error"
          title={`The function could not be loaded. ${error?.message ?? ''}`}
          hint={error instanceof ApiError ? error.hint : undefined}
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        />
      </div>
    )
  return (
    <>
      <FunctionWorkspace
        details={data}
        draft={draft}
        dispatch={dispatch}
        reload={async () => (await refetch({ throwOnError: true })).data ?? data}
        onDelete={() => setDeletion({ ...ref, uid: data.uid })}
      />
      <DeleteFunctionDialog
        target={deletion}
        onClose={() => setDeletion(undefined)}
        onAccepted={() => setIsDeletedHere(true)}
      />
    </>
  )
}

/** Whoever has deleted it goes back to the list, as soon as the cluster has confirmed. */
function useLeaveOnceGone(isOver: boolean, { namespace, name }: FunctionRef): void {
  const navigate = useNavigate()
  const [chosen] = useNamespaceChoice()
  const leave = useEffectEvent(() => {
    drafts.forget({ namespace, name })
    toast(`${name} is deleted`)
    void navigate(overviewPath(chosen), { replace: true })
  })
  useEffect(() => {
    if (isOver) leave()
  }, [isOver])
}

function WaitingPage({ name }: { name: string }) {
  return (
    <div className={styles.waiting} aria-busy="true">
      <h1>{name}</h1>
      <Skeleton height="100%" className={styles.waitingWork} />
    </div>
  )
}
