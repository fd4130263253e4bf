import type { ReactNode } from 'react'
import { Barred } from './barred.tsx'
import type { Bar } from './barred.tsx'
import { Button } from './button.tsx'
import { Dialog } from './dialog.tsx'
import styles from './confirm-dialog.module.css'

export interface ConfirmDialogProps {
  isOpen: boolean
  onClose: () => void
  /** A question, e.g. `Delete hello?` */
  title: ReactNode
  /** The button that does it: the verb of the question. */
  confirmLabel: string
  onConfirm: () => void
  /** It cannot be taken back. */
  isDangerous?: boolean
  /** It is being done; the dialog stays until it is. */
  isBusy?: boolean
  /** It may not be done. */
  bar?: Bar
  /** Why it was not done, e.g. a Notice. */
  failure?: ReactNode
  /** What it will do. */
  children?: ReactNode
}

/** Asks before something is done that cannot be undone. */
export function ConfirmDialog({
  isOpen,
  onClose,
  title,
  confirmLabel,
  onConfirm,
  isDangerous = false,
  isBusy = false,
  bar,
  failure,
  children,
}: ConfirmDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={title}
      size="small"
      closesOutside
      isLocked={isBusy}
      onSubmit={bar ? undefined : onConfirm}
      footer={
        <>
          <Button onClick={onClose} disabled={isBusy} data-autofocus={isDangerous || undefined}>
            Cancel
          </Button>
          <Barred by={bar}>
            {(barred) => (
              <Button type="submit" variant={isDangerous ? 'danger' : 'primary'} isBusy={isBusy} {...barred}>
                {confirmLabel}
              </Button>
            )}
          </Barred>
        </>
      }
    >
      <div className={styles.text}>
        {children}
        {failure}
      </div>
    </Dialog>
  )
}
