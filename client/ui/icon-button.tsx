import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react'
import { classNames } from './class-names.ts'
import styles from './icon-button.module.css'

export interface IconButtonProps extends Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> {
  /** What it does: its accessible name, and its tooltip unless `title` says more. */
  label: string
  size?: 'medium' | 'small'
  ref?: Ref<HTMLButtonElement>
  /** The icon; it is hidden from screen readers. */
  children: ReactNode
}

/** A button that is an icon only. */
export function IconButton({
  label,
  size = 'medium',
  type = 'button',
  title = label,
  className,
  children,
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      title={title}
      className={classNames(styles.button, styles[size], className)}
    >
      <span className={styles.icon} aria-hidden="true">
        {children}
      </span>
    </button>
  )
}
