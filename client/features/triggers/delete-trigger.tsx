import type { Trigger } from '#contract/triggers.ts'
import { ApiError } from '../../api/http.ts'
import { useDeleteTrigger } from '../../api/triggers.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Notice } from '../../ui/notice.tsx'

export interface DeleteTriggerDialogProps {
  /** What to delete; nothing is asked while it is absent. */
  trigger: Trigger | undefined
  onClose: () => void
}

/** Asks before a trigger is deleted, and stays until the server has said yes. */
export function DeleteTriggerDialog({ trigger, onClose }: DeleteTriggerDialogProps) {
  const { mutate, reset, isPending, error } = useDeleteTrigger()
  const close = () => {
    reset()
    onClose()
  }
  return (
    <ConfirmDialog
      isOpen={trigger !== undefined}
      onClose={close}
      title={`Delete ${trigger?.kind === 'http' ? 'address' : 'schedule'} ${trigger?.name}?`}
      confirmLabel="Delete"
      isDangerous
      isBusy={isPending}
      onConfirm={() => trigger && mutate(trigger, { onSuccess: close })}
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
        {trigger?.kind === 'http'
          ? `Nobody gets an answer at ${trigger.address || trigger.host || 'this address'} any more.`
          : 'The function is not called at these times any more, and the output of its runs goes too.'}{' '}
        The function itself stays.
      </p>
    </ConfirmDialog>
  )
}
