import { IconFileCode } from '@tabler/icons-react'
import { useMemo } from 'react'
import { Button } from '../../ui/button.tsx'
import { errorIn } from './call-error.ts'
import type { CallError } from './call-error.ts'
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
}

/** What the function wrote while it answered one call, and the line that failed, if one did. */
export function CallLines({ feed, call, linked }: CallLinesProps) {
  const { lines, lost } = useLogSnapshot(feed)
  const ofCall = useMemo(() => linesOfCall(lines, call, mostLines + 1), [lines, call])
  const error = useMemo(() => errorIn(ofCall, linked.files), [ofCall, linked.files])
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
      {error && <Cause error={error} onPlace={linked.onPlace} />}
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

function Cause({ error: { message, frames }, onPlace }: { error: CallError; onPlace: Linked['onPlace'] }) {
  return (
    <div className={styles.cause}>
      <p className={styles.message}>{message}</p>
      <ul className={styles.frames} aria-label="Where it failed">
        {frames.slice(0, mostFrames).map((place, at) => (
          <li key={at}>
            <Button
              size="small"
              title="Show this line in the editor"
              // Only the innermost line is where it failed; the others led there.
              onClick={() =>
                onPlace(place, at === 0 ? message : `calls line ${frames[at - 1]?.line}, which failed`)
              }
            >
              {at === 0 && <IconFileCode size={15} aria-hidden="true" />}
              <code>
                {place.file}:{place.line}
              </code>
            </Button>
          </li>
        ))}
      </ul>
    </div>
  )
}

const mostLines = 200
const mostFrames = 8
