import { RelativeTime } from '../../ui/relative-time.tsx'
import { durationWords, toneOf } from './answer.ts'
import type { PastCall } from './call-history.ts'
import styles from './request-form.module.css'

/** The last calls; choosing one puts it back into the form. */
export function PastCalls({
  history,
  onRestore,
}: {
  history: PastCall[]
  onRestore: (past: PastCall) => void
}) {
  if (history.length === 0) return null
  return (
    <details className={styles.history}>
      <summary>Earlier calls ({history.length})</summary>
      <ol>
        {history.map((past) => (
          <li key={past.at}>
            <button type="button" className={styles.past} onClick={() => onRestore(past)}>
              <span
                className={styles.pastStatus}
                data-tone={past.status === undefined ? undefined : toneOf(past.status)}
              >
                {past.status ?? 'no answer'}
              </span>
              <span className={styles.pastCall}>
                {past.call.method} {past.call.path} {past.call.body}
              </span>
              {past.durationMs !== undefined && <span>{durationWords(past.durationMs)}</span>}
              <RelativeTime time={past.at} />
            </button>
          </li>
        ))}
      </ol>
    </details>
  )
}
