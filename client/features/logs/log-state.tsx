import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { LogSnapshot } from './log-feed.ts'
import type { LogChoice } from './use-log-feed.ts'
import styles from './log-panel.module.css'

export interface LogStateProps {
  snapshot: LogSnapshot
  /** Lines that passed the filter. */
  shown: number
  choice: LogChoice
  onRetry: () => void
}

/** Why there is nothing to read, or what a reader should know about what there is. */
export function LogState({ snapshot, shown, choice, onRetry }: LogStateProps) {
  const { connection, waiting, failure, lost, lines } = snapshot
  if (connection === 'broken')
    return (
      <div className={styles.state}>
        <Notice tone="warning" title="The log is interrupted">
          {messageOf(failure)} It is tried again by itself.{' '}
          <Button size="small" onClick={onRetry}>
            Try now
          </Button>
        </Notice>
      </div>
    )
  if (lines.length === 0) return <p className={styles.quiet}>{quietWords(snapshot, choice)}</p>
  if (shown === 0) return <p className={styles.quiet}>No line of {lines.length} passes the filter.</p>
  if (waiting) return <p className={styles.remark}>{waiting}</p>
  if (lost > 0) return <p className={styles.remark}>{lost.toLocaleString('en')} older lines are not shown.</p>
  return null
}

function quietWords({ connection, waiting }: LogSnapshot, { container, previous }: LogChoice): string {
  if (waiting) return waiting
  if (connection === 'connecting') return 'Opening the log…'
  if (previous) return 'The run before the last restart left no output.'
  if (container !== 'function') return 'This step wrote nothing.'
  return 'Nothing written yet. What the function prints appears here.'
}

function messageOf(failure: unknown): string {
  return failure instanceof Error && failure.message !== '' ? failure.message : 'The connection was lost.'
}
