import { ShellContent } from './shell-content.tsx'
import type { ShellContentProps } from './shell-content.tsx'
import styles from './shell.module.css'

/** The left bar where there is room for one. */
export function SideBar(props: ShellContentProps) {
  return (
    <header className={styles.side}>
      <ShellContent {...props} />
    </header>
  )
}
