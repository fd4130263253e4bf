import { useMemo, useState } from 'react'
import { everyLine } from './log-filter.ts'
import type { LogFilter } from './log-filter.ts'
import type { LogFeed } from './log-feed.ts'
import { LogActions } from './log-actions.tsx'
import { LogList } from './log-list.tsx'
import { LogState } from './log-state.tsx'
import type { Linked } from './log-row.tsx'
import { LogToolbar } from './log-toolbar.tsx'
import { useLogSnapshot, useLogView, useShownLines } from './use-log-feed.ts'
import type { LogChoice, LogStep } from './use-log-feed.ts'
import styles from './log-panel.module.css'

export interface LogPanelProps {
  feed: LogFeed
  choice: LogChoice
  onChoice: (choice: LogChoice) => void
  /** What the function's pods do before they start. */
  steps: readonly LogStep[]
  /** Names the file that is downloaded. */
  functionName: string
  linked: Linked
}

/** What the function writes, as it writes it. */
export function LogPanel({ feed, choice, onChoice, steps, functionName, linked }: LogPanelProps) {
  const snapshot = useLogSnapshot(feed)
  const [filter, setFilter] = useState<LogFilter>(everyLine)
  const [wraps, setWraps] = useState(true)
  const view = useLogView(feed, filter)
  const shown = useShownLines(view)
  const isFiltered = useMemo(() => hasFilter(filter), [filter])

  return (
    <section className={styles.panel} aria-label="Logs">
      <LogToolbar
        {...{ choice, onChoice, steps, filter }}
        onFilter={(next) => {
          setFilter(next)
          view.choose(next)
        }}
        actions={
          <LogActions
            {...{ feed, snapshot, view, wraps, functionName }}
            onWraps={setWraps}
            lines={shown.lines.length}
          />
        }
      />
      <LogState {...{ snapshot, shown, isFiltered, choice }} onRetry={() => feed.retry()} />
      {shown.lines.length > 0 && <LogList lines={shown.lines} {...{ linked, wraps }} pods={snapshot.pods} />}
    </section>
  )
}

function hasFilter({ text, hidesAccessLines, level }: LogFilter): boolean {
  return text.trim() !== '' || hidesAccessLines || level !== 'all'
}
