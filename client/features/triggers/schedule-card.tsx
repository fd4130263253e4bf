import { IconClock, IconPencil, IconPlayerPlay, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import type { ScheduleTrigger } from '#contract/triggers.ts'
import { ApiError } from '../../api/http.ts'
import { useRunNow } from '../../api/triggers.ts'
import { scheduleWords } from '../../lib/schedule-words.ts'
import { Barred } from '../../ui/barred.tsx'
import type { Bar } from '../../ui/barred.tsx'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { localTime } from './local-time.ts'
import { RunList } from './run-list.tsx'
import { TriggerState, TriggerWords } from './trigger-state.tsx'
import styles from './triggers.module.css'

export interface ScheduleCardProps {
  trigger: ScheduleTrigger
  /** It may be neither changed nor deleted. */
  bar: Bar | undefined
  /** It may not be run by hand. */
  runBar: Bar | undefined
  onEdit: () => void
  onDelete: () => void
}

/** Times the function is called at, and how that went. */
export function ScheduleCard({ trigger, bar, runBar, onEdit, onDelete }: ScheduleCardProps) {
  const { name, schedule, timeZone, status, nextRuns, runs, payload } = trigger
  const { mutate, isPending, error } = useRunNow()
  const [shownRun, setShownRun] = useState<string>()
  const words = scheduleWords(schedule)
  const isRunnable = status.state !== 'deleting' && status.state !== 'pending'
  return (
    <article className={styles.card} aria-label={`Schedule ${name}`}>
      <header className={styles.head}>
        <IconClock size={18} className={styles.icon} aria-hidden="true" />
        <h2 className={styles.title}>
          {words ? words.charAt(0).toUpperCase() + words.slice(1) : <code>{schedule}</code>}
        </h2>
        <TriggerState status={status} />
        <div className={styles.actions}>
          <Barred by={runBar}>
            {(barred) => (
              <Button
                size="small"
                isBusy={isPending}
                disabled={!isRunnable}
                onClick={() => mutate(trigger, { onSuccess: (run) => setShownRun(run.name) })}
                {...barred}
              >
                <IconPlayerPlay size={14} aria-hidden="true" /> Run now
              </Button>
            )}
          </Barred>
          <Barred by={bar}>
            {(barred) => (
              <IconButton label={`Edit schedule ${name}`} onClick={onEdit} {...barred}>
                <IconPencil size={16} />
              </IconButton>
            )}
          </Barred>
          <Barred by={bar}>
            {(barred) => (
              <IconButton label={`Delete schedule ${name}`} onClick={onDelete} {...barred}>
                <IconTrash size={16} />
              </IconButton>
            )}
          </Barred>
        </div>
      </header>
      <TriggerWords status={status} />
      {error && (
        <Notice
          tone="error"
          title={error.message}
          hint={error instanceof ApiError ? error.hint : undefined}
        />
      )}
      <NextRuns times={nextRuns} />
      <p className={styles.facts}>
        {[name, schedule, timeZone, payload === '' ? 'GET' : 'POST with payload'].filter(Boolean).join(' · ')}
      </p>
      <RunList trigger={trigger} runs={runs} shown={shownRun} onShow={setShownRun} />
    </article>
  )
}

function NextRuns({ times }: { times: readonly string[] }) {
  const [now] = useState(Date.now)
  if (times.length === 0) return null
  return (
    <p className={styles.next}>
      <span>Next:</span>
      {times.map((time) => (
        <time key={time} dateTime={time} title={time}>
          {localTime(Date.parse(time), now)}
        </time>
      ))}
    </p>
  )
}
