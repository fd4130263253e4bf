import { useMemo } from 'react'
import { CallCause } from './call-cause.tsx'
import type { FrameShown } from './call-cause.tsx'
import { errorIn } from './call-error.ts'
import type { LogFeed } from './log-feed.ts'
import { linesOfCall } from './log-filter.ts'
import type { CallWindow } from './log-filter.ts'
import { compareTimes } from './log-lines.ts'
import type { NumberedLine } from './log-lines.ts'
import { LogRow } from './log-row.tsx'
import type { Linked } from './log-row.tsx'
import { useLogSnapshot } from './use-log-feed.ts'
import styles from './call-lines.module.css'

export interface CallLinesProps {
  feed: LogFeed
  call: CallWindow
  linked: Linked
  /** How a line of one of the function's files can be shown, in the version that answered. */
  shows: (file: string) => FrameShown
}

/** What the function wrote while it answered one call, and the line that failed, if one did. */
export function CallLines({ feed, call, linked, shows }: CallLinesProps) {
  const { lines, lost } = useLogSnapshot(feed)
  const ofCall = useMemo(() => linesOfCall(lines, call, mostLines + 1), [lines, call])
  const error = useMemo(() => errorIn(ofCall), [ofCall])
  if (ofCall.length === 0)
    return (
      <p className={styles.none}>
        {isTooOld(lines, call, lost)
          ? 'What this call wrote is not kept any longer.'
          : 'Nothing was written during this call.'}
      </p>
    )
  return (
    <>
      {error && <CallCause error={error} shows={shows} onPlace={linked.onPlace} />}
      {ofCall.length > mostLines && (
        <p className={styles.none}>The last {mostLines} lines of this call; the log has them all.</p>
      )}
      <ol className={styles.lines}>
        {ofCall.slice(-mostLines).map((line) => (
          <li key={line.number} className={styles.line}>
            <LogRow line={line} linked={linked} />
          </li>
        ))}
      </ol>
    </>
  )
}

function isTooOld([oldest]: readonly NumberedLine[], { startedAt }: CallWindow, lost: number): boolean {
  return lost > 0 && oldest !== undefined && compareTimes(startedAt, oldest.time) < 0
}

const mostLines = 200
