import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './notice.module.css'

export interface NoticeProps {
  tone?: 'info' | 'success' | 'warning' | 'error'
  /** What happened, one sentence. */
  title?: ReactNode
  /** What to do next. */
  hint?: ReactNode
  /** Buttons. */
  action?: ReactNode
  className?: string
  children?: ReactNode
}

/** Something a person should know, at the place where it matters. Errors are read out at once. */
export function Notice({ tone = 'info', title, hint, action, className, children }: NoticeProps) {
  const Icon = icons[tone]
  return (
    <div
      className={classNames(styles.notice, styles[tone], className)}
      role={tone === 'error' ? 'alert' : 'status'}
    >
      <Icon className={styles.icon} size={18} stroke={1.75} aria-hidden="true" />
      <div className={styles.text}>
        {title && <p className={styles.title}>{title}</p>}
        {children}
        {hint && <p>{hint}</p>}
      </div>
      {action && <div className={styles.action}>{action}</div>}
    </div>
  )
}

const icons = {
  info: IconInfoCircle,
  success: IconCircleCheck,
  warning: IconAlertTriangle,
  error: IconCircleX,
}
