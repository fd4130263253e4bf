import type { FunctionRef } from '#contract/functions.ts'
import { useDenial } from '../../api/access.ts'
import { useDeleteFunction } from '../../api/functions.ts'
import type { Deletion } from '../../api/functions.ts'
import { ApiError } from '../../api/http.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from './delete-function.module.css'

export interface DeleteFunctionDialogProps {
  /** What to delete; nothing is asked while it is absent. */
  target: Deletion | undefined
  onClose: () => void
  /** The cluster has taken the deletion on; the function leaves the list once it is gone. */
  onAccepted?: (ref: FunctionRef) => void
}

/** Asks before a function is deleted, and stays until the server has said yes. */
export function DeleteFunctionDialog({ target, onClose, onAccepted }: DeleteFunctionDialogProps) {
  const { mutate, reset, isPending, error } = useDeleteFunction()
  const denial = useDenial(target?.namespace, 'delete')
  const close = () => {
    reset()
    onClose()
  }
  const handleConfirm = () => {
    if (!target) return
    mutate(target, {
      onSuccess: () => {
        close()
        onAccepted?.(target)
      },
    })
  }
  return (
    <ConfirmDialog
      isOpen={target !== undefined}
      onClose={close}
      title={`Delete ${target?.name}?`}
      confirmLabel="Delete"
      isDangerous
      isBusy={isPending}
      bar={denial}
      onConfirm={handleConfirm}
      failure={
        error && (
          <Notice
            tone="error"
            title={error.message}
            hint={error instanceof ApiError ? error.hint : undefined}
          />
        )
      }
    >
      <p>
        Its code, settings and everything that runs it in namespace{' '}
        <b className={styles.name}>{target?.namespace}</b> will be gone, and whoever calls it gets no answer
        any more. This cannot be undone.
      </p>
    </ConfirmDialog>
  )
}
