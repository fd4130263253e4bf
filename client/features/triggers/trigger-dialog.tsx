import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { TriggerForm } from './trigger-form.ts'
import styles from './triggers.module.css'

export interface TriggerDialogProps {
  title: string
  description: string
  /** Whether there is nothing stored yet. */
  isNew: boolean
  form: TriggerForm
  onClose: () => void
  children: ReactNode
}

/** The frame of both kinds' forms. It stays open, with everything typed, until the server has said yes. */
export function TriggerDialog({ title, description, isNew, form, onClose, children }: TriggerDialogProps) {
  return (
    <Dialog
      isOpen
      onClose={onClose}
      isLocked={form.isPending}
      title={title}
      description={description}
      onSubmit={form.send}
      footer={
        <>
          <Button onClick={onClose} disabled={form.isPending}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" isBusy={form.isPending}>
            {isNew ? 'Create' : 'Save'}
          </Button>
        </>
      }
    >
      <div className={styles.form}>
        {children}
        {form.failure && <Notice tone="error" title={form.failure.message} hint={form.failure.hint} />}
      </div>
    </Dialog>
  )
}
