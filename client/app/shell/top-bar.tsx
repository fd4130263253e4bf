import { IconMenu2, IconPlus, IconX } from '@tabler/icons-react'
import { useEffectEvent, useLayoutEffect, useRef } from 'react'
import { Link, useLocation } from 'react-router'
import { Barred } from '../../ui/barred.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Mark } from '../mark.tsx'
import { overviewPath, useNamespaceChoice } from '../paths.ts'
import { ShellContent } from './shell-content.tsx'
import type { ShellContentProps } from './shell-content.tsx'
import styles from './shell.module.css'
import { useNewFunctionBar } from './use-new-function-bar.ts'

export interface TopBarProps extends ShellContentProps {
  isDrawerOpen: boolean
  onDrawer: (isOpen: boolean) => void
}

/** What the left bar becomes on a phone: a bar on top, and a drawer that holds the rest. */
export function TopBar({ isDrawerOpen, onDrawer, ...content }: TopBarProps) {
  const [namespace] = useNamespaceChoice()
  return (
    <header className={styles.top}>
      <IconButton label="Open the menu" aria-expanded={isDrawerOpen} onClick={() => onDrawer(true)}>
        <IconMenu2 size={20} />
      </IconButton>
      <Link className={styles.home} to={overviewPath(namespace)}>
        <Mark size={26} />
        Kubeless UI
      </Link>
      <Barred by={useNewFunctionBar()}>
        {(barred) => (
          <IconButton label="New function" className={styles.topNew} onClick={content.onNew} {...barred}>
            <IconPlus size={20} />
          </IconButton>
        )}
      </Barred>
      {isDrawerOpen && <Drawer {...content} onClose={() => onDrawer(false)} />}
    </header>
  )
}

function Drawer({ onClose, ...content }: ShellContentProps & { onClose: () => void }) {
  const ref = useRef<HTMLDialogElement>(null)
  const { pathname } = useLocation()
  const opened = useRef(pathname)
  const handleClose = useEffectEvent(onClose)
  useLayoutEffect(() => {
    const dialog = ref.current
    if (!dialog) return
    dialog.showModal()
    const handlePress = (event: MouseEvent) => {
      if (event.target === dialog) handleClose()
    }
    const handleClosed = () => {
      // The event comes late: by then it may be open again.
      if (!dialog.open) handleClose()
    }
    dialog.addEventListener('mousedown', handlePress)
    dialog.addEventListener('close', handleClosed)
    return () => {
      dialog.removeEventListener('mousedown', handlePress)
      dialog.removeEventListener('close', handleClosed)
      dialog.close()
    }
  }, [])
  useLayoutEffect(() => {
    if (pathname !== opened.current) handleClose()
  }, [pathname])
  return (
    <dialog ref={ref} className={styles.drawer} aria-label="Menu">
      <IconButton label="Close the menu" className={styles.drawerClose} onClick={onClose}>
        <IconX size={18} />
      </IconButton>
      <ShellContent {...content} />
    </dialog>
  )
}
