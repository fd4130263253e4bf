import type { TriggerState as State, TriggerStatus } from '#contract/triggers.ts'
import { StatusBadge } from '../../ui/status-badge.tsx'
import type { StatusTone } from '../../ui/status-dot.tsx'
import styles from './triggers.module.css'

const looks: Record<State, { tone: StatusTone; word: string }> = {
  active: { tone: 'ready', word: 'Active' },
  pending: { tone: 'starting', word: 'Waiting' },
  failing: { tone: 'failing', word: 'Failing' },
  paused: { tone: 'stopped', word: 'Paused' },
  deleting: { tone: 'deleting', word: 'Deleting' },
}

/** How a trigger is doing, as a mark and a word. */
export function TriggerState({ status }: { status: TriggerStatus }) {
  const { tone, word } = looks[status.state]
  return <StatusBadge tone={tone}>{word}</StatusBadge>
}

/** Why, and what to do: nothing where all is well. */
export function TriggerWords({ status: { state, reason, hint } }: { status: TriggerStatus }) {
  if (state === 'active' && !hint) return null
  return (
    <p className={styles.words} data-state={state}>
      {state !== 'active' && reason} {hint}
    </p>
  )
}
