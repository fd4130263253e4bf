import { classNames } from './class-names.ts'
import styles from './spinner.module.css'

/** Work is under way. What work, and that it ends, has to be said beside it. */
export function Spinner({ className }: { className?: string }) {
  return <span className={classNames(styles.spinner, className)} aria-hidden="true" />
}
