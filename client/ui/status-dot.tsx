import { classNames } from './class-names.ts'
import styles from './status.module.css'

/** How something that runs is doing. */
export type StatusTone = 'ready' | 'starting' | 'deploying' | 'failing' | 'stopped' | 'deleting'

/** A state as a mark: shape and colour both tell, so that nobody depends on the colour. Say it in words beside it. */
export function StatusDot({ tone, className }: { tone: StatusTone; className?: string }) {
  return <span className={classNames(styles.dot, className)} data-tone={tone} aria-hidden="true" />
}
