import { IconX } from '@tabler/icons-react'
import { useSyncExternalStore } from 'react'
import { IconButton } from './icon-button.tsx'
import { currentToasts, dismissToast, subscribeToToasts } from './toast.ts'
import styles from './toaster.module.css'

/** Where `toast()` is seen and, politely, read out. Once on a page. */
export function Toaster() {
  const toasts = useSyncExternalStore(subscribeToToasts, currentToasts)
  return (
    <div className={styles.toaster} role="log" aria-live="polite" aria-label="Messages">
      {toasts.map(({ id, text }) => (
        <div key={id} className={styles.toast}>
          <span>{text}</span>
          <IconButton label="Dismiss" size="small" onClick={() => dismissToast(id)}>
            <IconX size={14} />
          </IconButton>
        </div>
      ))}
    </div>
  )
}
