import { useDeferredValue, useMemo, useState } from 'react'
import type { LogFeed } from './log-feed.ts'
import { filterLines } from './log-filter.ts'
import { LogList } from './log-list.tsx'
import { LogState } from './log-state.tsx'
import type { Linked } from './log-row.tsx'
import { LogToolbar } from './log-toolbar.tsx'
import { useLogSnapshot } from './use-log-feed.ts'
import type { LogChoice } from './use-log-feed.ts'
import styles from './log-panel.module.css'

export interface LogPanelProps {
  feed: LogFeed
  choice: LogChoice
  onChoice: (choice: LogChoice) => void
  /** Names the file that is downloaded. */
  functionName: string
  linked: Linked
}

/** What the function writes, as it writes it. */
export function LogPanel({ feed, choice, onChoice, functionName, linked }: LogPanelProps) {
  const snapshot = useLogSnapshot(feed)
  const [text, setText] = useState('')
  const [hidesAccessLines, setHidesAccessLines] = useState(false)
  const [wraps, setWraps] = useState(true)
  const wanted = useDeferredValue(text)
  const lines = useMemo(
    () => filterLines(snapshot.lines, { text: wanted, hidesAccessLines }),
    [snapshot.lines, wanted, hidesAccessLines],
  )

  return (
    <section className={styles.panel} aria-label="Logs">
      <LogToolbar
        {...{ feed, snapshot, lines, choice, onChoice, functionName }}
        view={{ text, hidesAccessLines, wraps }}
        onView={(view) => {
          setText(view.text)
          setHidesAccessLines(view.hidesAccessLines)
          setWraps(view.wraps)
        }}
      />
      <LogState snapshot={snapshot} shown={lines.length} choice={choice} onRetry={() => feed.retry()} />
      {lines.length > 0 && <LogList {...{ lines, linked, wraps }} pods={snapshot.pods} />}
    </section>
  )
}
