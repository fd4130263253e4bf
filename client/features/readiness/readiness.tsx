import { useQuery } from '@tanstack/react-query'
import type { ReadinessCheck } from '#contract/readiness.ts'
import { ApiError } from '../../api/http.ts'
import { readinessQuery } from '../../api/readiness.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { StatusTone } from '../../ui/status-dot.tsx'
import styles from './readiness.module.css'

/** Everything that is needed, in the order in which one thing needs the other. */
export function Readiness() {
  const { data: checks, error, isPending } = useQuery(readinessQuery)
  if (isPending) return <Skeleton height="16rem" />
  if (!checks)
    return (
      <Notice tone="error" title={error.message} hint={error instanceof ApiError ? error.hint : undefined} />
    )
  return (
    <ul className={styles.list} aria-label="Checks">
      {checks.map((check) => (
        <Check key={check.id} check={check} />
      ))}
    </ul>
  )
}

function Check({ check: { name, state, message, command } }: { check: ReadinessCheck }) {
  const { tone, words } = looks[state]
  return (
    <li className={styles.check}>
      <h2 className={styles.name}>{name}</h2>
      <StatusBadge tone={tone}>{words}</StatusBadge>
      <p className={styles.message}>{message}</p>
      {command && (
        <p className={styles.command}>
          <code>{command}</code>
          <CopyButton label={`Copy the command for ${name}`} text={command} />
        </p>
      )}
    </li>
  )
}

const looks: Record<ReadinessCheck['state'], { tone: StatusTone; words: string }> = {
  ok: { tone: 'ready', words: 'OK' },
  warning: { tone: 'starting', words: 'Warning' },
  failed: { tone: 'failing', words: 'Missing' },
  unknown: { tone: 'stopped', words: 'Unknown' },
}
