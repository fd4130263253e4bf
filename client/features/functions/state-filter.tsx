import type { FunctionState } from '#contract/functions.ts'
import { stateWords } from '../../lib/state-words.ts'
import { StatusDot } from '../../ui/status-dot.tsx'
import styles from './overview.module.css'

export interface StateFilterProps {
  counts: ReadonlyMap<FunctionState, number>
  total: number
  value: FunctionState | undefined
  onChange: (state: FunctionState | undefined) => void
}

/** How many functions are in each state; a press shows only those. */
export function StateFilter({ counts, total, value, onChange }: StateFilterProps) {
  const states = [...counts].filter(([, count]) => count > 0)
  return (
    <div className={styles.states} role="group" aria-label="Show by status">
      <button
        type="button"
        className={styles.chip}
        aria-pressed={value === undefined}
        onClick={() => onChange(undefined)}
      >
        All <span>{total.toLocaleString('en')}</span>
      </button>
      {states.map(([state, count]) => (
        <button
          key={state}
          type="button"
          className={styles.chip}
          aria-pressed={value === state}
          onClick={() => onChange(value === state ? undefined : state)}
        >
          <StatusDot tone={state} />
          {stateWords[state]} <span>{count.toLocaleString('en')}</span>
        </button>
      ))}
    </div>
  )
}
