import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import type { LogSnapshot } from './log-feed.ts'
import { ringLimits } from './log-lines.ts'
import type { ShownLines } from './log-view.ts'
import type { LogChoice } from './use-log-feed.ts'
import styles from './log-panel.module.css'

export interface LogStateProps {
  snapshot: LogSnapshot
  shown: ShownLines
  isFiltered: boolean
  choice: LogChoice
  onRetry: () => void
}

/** Why there is nothing to read, or what a reader should know about what there is. */
export function LogState({ snapshot, shown, isFiltered, choice, onRetry }: LogStateProps) {
  const { connection, failure, lines } = snapshot
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
  const again = connection === 'ended' && (
    <Button size="small" onClick={onRetry}>
      Read again
    </Button>
  )
  if (lines.length === 0)
    return (
      <p className={styles.quiet}>
        {quietWords(snapshot, choice)} {again}
      </p>
    )
  const remarks = remarksOn(snapshot, shown, isFiltered)
  if (remarks.length === 0 && !again) return null
  return (
    <p className={shown.lines.length === 0 ? styles.quiet : styles.remark}>
      {remarks.join(' ')} {again}
    </p>
  )
}

function remarksOn(
  { waiting, lost, lines, connection, isHoldingOff }: LogSnapshot,
  shown: ShownLines,
  isFiltered: boolean,
): string[] {
  const remarks: string[] = []
  if (shown.isWorking) remarks.push(`Looking through ${inWords(lines.length)} lines…`)
  else if (isFiltered && shown.lines.length === 0)
    remarks.push(`No line of ${inWords(lines.length)} passes the filter.`)
  else if (isFiltered) remarks.push(`${inWords(shown.lines.length)} of ${inWords(lines.length)} lines.`)
  if (waiting) remarks.push(waiting)
  if (lost > 0)
    remarks.push(
      `${inWords(lost)} older ${lost === 1 ? 'line is' : 'lines are'} not kept: ${wordsOfLimit(lines.length)}`,
    )
  if (isHoldingOff)
    remarks.push('No more is fetched while paused; what is written now comes when you resume.')
  if (connection === 'ended') remarks.push('This is all of it.')
  return remarks
}

function wordsOfLimit(lines: number): string {
  return lines < ringLimits.lines
    ? 'the newest 32 million characters are.'
    : `the newest ${inWords(ringLimits.lines)} are.`
}

function inWords(count: number): string {
  return count.toLocaleString('en')
}

function quietWords({ connection, waiting }: LogSnapshot, { container, previous, range }: LogChoice): string {
  if (waiting) return waiting
  if (connection === 'connecting') return 'Opening the log…'
  if (previous) return 'The run before the last restart left no output.'
  if (range.kind === 'since' || range.kind === 'between') return 'Nothing was written in that time.'
  if (container !== 'function') return 'This step wrote nothing.'
  return 'Nothing written yet. What the function prints appears here.'
}

function messageOf(failure: unknown): string {
  return failure instanceof Error && failure.message !== '' ? failure.message : 'The connection was lost.'
}
