import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './status.module.css'
import { StatusDot } from './status-dot.tsx'
import type { StatusTone } from './status-dot.tsx'

export interface StatusBadgeProps {
  tone: StatusTone
  /** Shown on hovering. */
  title?: string
  className?: string
  /** The state in a word. */
  children: ReactNode
}

/** A state as a mark and a word. */
export function StatusBadge({ tone, title, className, children }: StatusBadgeProps) {
  return (
    <span className={classNames(styles.badge, className)} data-tone={tone} title={title}>
      <StatusDot tone={tone} />
      {children}
    </span>
  )
}
