import { IconX } from '@tabler/icons-react'
import { useEffectEvent, useId, useLayoutEffect, useRef } from 'react'
import type { FormEvent, ReactNode, RefObject } from 'react'
import { classNames } from './class-names.ts'
import styles from './dialog.module.css'
import { IconButton } from './icon-button.tsx'

export interface DialogProps {
  isOpen: boolean
  /** Asked for by Esc, by the cross or, where `closesOutside`, by a click beside the dialog. */
  onClose: () => void
  title: ReactNode
  /** A sentence under the title. */
  description?: ReactNode
  /** Buttons at the bottom, always in view. */
  footer?: ReactNode
  /** Makes the dialog a form: what a `type="submit"` button or Enter does. */
  onSubmit?: () => void
  size?: 'small' | 'medium' | 'large'
  /** A click beside it closes it; only where nothing typed can get lost. */
  closesOutside?: boolean
  /** It cannot be closed, e.g. while its work is under way. */
  isLocked?: boolean
  className?: string
  /** Its first field gets the focus, or whatever carries `data-autofocus`. */
  children?: ReactNode
}

/**
 * A modal dialog: the platform's own, which keeps the focus inside, makes the rest inert and gives the
 * focus back. Its content is mounted while it is open, so it starts afresh each time.
 */
export function Dialog(props: DialogProps) {
  return props.isOpen ? <OpenDialog {...props} /> : null
}

function OpenDialog({
  onClose,
  title,
  description,
  footer,
  onSubmit,
  size = 'medium',
  closesOutside = false,
  isLocked = false,
  className,
  children,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null)
  const id = useId()
  const requestClose = () => {
    if (!isLocked) onClose()
  }
  useModal(ref, { requestClose, closesOutside, isLocked })

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    // React hands events on through portals and nested dialogs; only our own form counts.
    event.stopPropagation()
    onSubmit?.()
  }
  const content = (
    <>
      <header className={styles.header}>
        <div>
          <h2 id={id} className={styles.title}>
            {title}
          </h2>
          {description && (
            <p id={`${id}-description`} className={styles.description}>
              {description}
            </p>
          )}
        </div>
        {!isLocked && (
          <IconButton label="Close" className={styles.close} onClick={requestClose}>
            <IconX size={18} />
          </IconButton>
        )}
      </header>
      {children && <div className={styles.body}>{children}</div>}
      {footer && <footer className={styles.footer}>{footer}</footer>}
    </>
  )
  return (
    <dialog
      ref={ref}
      className={classNames(styles.dialog, styles[size], className)}
      aria-labelledby={id}
      aria-describedby={description ? `${id}-description` : undefined}
      tabIndex={-1}
    >
      {onSubmit ? (
        <form className={styles.content} onSubmit={handleSubmit} noValidate>
          {content}
        </form>
      ) : (
        <div className={styles.content}>{content}</div>
      )}
    </dialog>
  )
}

interface Modality {
  requestClose: () => void
  closesOutside: boolean
  isLocked: boolean
}

function useModal(
  ref: RefObject<HTMLDialogElement | null>,
  { requestClose, closesOutside, isLocked }: Modality,
) {
  const handleRequest = useEffectEvent(requestClose)
  const isHeldOpen = useEffectEvent(() => isLocked)
  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    dialog.showModal()
    const first =
      dialog.querySelector<HTMLElement>('[data-autofocus]') ??
      dialog.querySelector<HTMLElement>(
        `.${styles.body} :is(input:not([type=radio]), select, textarea):enabled`,
      )
    ;(first ?? dialog).focus()

    const handleCancel = (event: Event) => {
      if (event.target !== dialog) return
      event.preventDefault()
      handleRequest()
    }
    const handlePress = (event: MouseEvent) => {
      // Only the backdrop is the dialog itself; everything in it is a child.
      if (closesOutside && event.target === dialog) handleRequest()
    }
    // A browser may insist on closing after the second Esc: then the page follows, or opens it again.
    const handleClosed = (event: Event) => {
      // The event comes late: by then it may be open again.
      if (event.target !== dialog || dialog.open) return
      if (isHeldOpen()) dialog.showModal()
      else handleRequest()
    }
    dialog.addEventListener('cancel', handleCancel)
    dialog.addEventListener('mousedown', handlePress)
    dialog.addEventListener('close', handleClosed)
    return () => {
      dialog.removeEventListener('cancel', handleCancel)
      dialog.removeEventListener('mousedown', handlePress)
      dialog.removeEventListener('close', handleClosed)
      dialog.close()
    }
  }, [ref, closesOutside])
}
