import { IconChevronRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import type { TriggerRef, TriggerRun, TriggerRunState } from '#contract/triggers.ts'
import { runLogQuery } from '../../api/triggers.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import type { StatusTone } from '../../ui/status-dot.tsx'
import styles from './triggers.module.css'

export interface RunListProps {
  trigger: TriggerRef
  /** Newest first. */
  runs: readonly TriggerRun[]
  /** The run whose output is open. */
  shown: string | undefined
  onShow: (run: string | undefined) => void
}

const looks: Record<TriggerRunState, { tone: StatusTone; word: string }> = {
  running: { tone: 'deploying', word: 'Running' },
  succeeded: { tone: 'ready', word: 'Succeeded' },
  failed: { tone: 'failing', word: 'Failed' },
}

/** The last runs of a schedule; each opens to what it wrote. */
export function RunList({ trigger, runs, shown, onShow }: RunListProps) {
  const id = useId()
  if (runs.length === 0) return null
  return (
    <ul className={styles.runs} aria-label={`Runs of ${trigger.name}`}>
      {runs.map((run) => {
        const isShown = run.name === shown
        const { tone, word } = looks[run.state]
        return (
          <li key={run.name}>
            <button
              type="button"
              className={styles.run}
              aria-expanded={isShown}
              aria-controls={`${id}-${run.name}`}
              onClick={() => onShow(isShown ? undefined : run.name)}
            >
              <IconChevronRight size={14} className={styles.chevron} aria-hidden="true" />
              <StatusDot tone={tone} />
              <span className={styles.runState}>{word}</span>
              <RelativeTime time={run.startedAt} />
              <span className={styles.faint}>
                {run.durationMs !== undefined && `in ${secondsOf(run.durationMs)}`}
                {run.cause === 'by-hand' && ' by hand'}
              </span>
            </button>
            <div id={`${id}-${run.name}`}>{isShown && <RunOutput trigger={trigger} run={run} />}</div>
          </li>
        )
      })}
    </ul>
  )
}

function RunOutput({ trigger, run }: { trigger: TriggerRef; run: TriggerRun }) {
  const { data, error, isPending } = useQuery(runLogQuery(trigger, run))
  if (isPending) return <Skeleton height="2.5rem" />
  if (!data) return <p className={styles.outputNone}>{error?.message}</p>
  if (data.lines.length === 0)
    return (
      <p className={styles.outputNone}>
        {run.state === 'running' ? 'It has written nothing yet.' : (run.reason ?? 'It has written nothing.')}
      </p>
    )
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={styles.output} aria-label={`Output of ${run.name}`} tabIndex={0}>
      {data.isCut && '…\n'}
      {data.lines.map(({ text }) => text).join('\n')}
    </pre>
  )
}

function secondsOf(ms: number): string {
  return ms < 1000 ? 'under 1 s' : `${Math.round(ms / 1000)} s`
}
