import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './empty-state.module.css'

export interface EmptyStateProps {
  title: ReactNode
  icon?: ReactNode
  /** Buttons. */
  action?: ReactNode
  className?: string
  /** What would be here, and how to get it here. */
  children?: ReactNode
}

/** There is nothing here yet, and that is no mistake. */
export function EmptyState({ title, icon, action, className, children }: EmptyStateProps) {
  return (
    <div className={classNames(styles.empty, className)}>
      {icon && (
        <span className={styles.icon} aria-hidden="true">
          {icon}
        </span>
      )}
      <p className={styles.title}>{title}</p>
      {children && <div className={styles.text}>{children}</div>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  )
}
