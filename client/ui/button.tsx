import type { ButtonHTMLAttributes, Ref } from 'react'
import styles from './button.module.css'
import { classNames } from './class-names.ts'
import { Spinner } from './spinner.tsx'

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  variant?: 'primary' | 'secondary' | 'danger' | 'ghost'
  size?: 'medium' | 'small'
  /** Its work is under way: it keeps its width and its place in the tab order, and a press does nothing. */
  isBusy?: boolean
  ref?: Ref<HTMLButtonElement>
}

/** Something to press. It submits no form unless `type="submit"` says so. */
export function Button({
  variant = 'secondary',
  size = 'medium',
  isBusy = false,
  type = 'button',
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  return (
    <button
      {...rest}
      // A busy button must not send its form a second time.
      type={isBusy ? 'button' : type}
      className={classNames(styles.button, styles[variant], styles[size], className)}
      aria-busy={isBusy || undefined}
      aria-disabled={isBusy || rest['aria-disabled']}
      onClick={isBusy ? undefined : onClick}
    >
      {isBusy && (
        <span className={styles.spinner}>
          <Spinner />
        </span>
      )}
      <span className={styles.content}>{children}</span>
    </button>
  )
}
