import { useState } from 'react'
import type { ReactNode } from 'react'
import { levelChoices } from './log-filter.ts'
import type { LevelChoice, LogFilter } from './log-filter.ts'
import { newest, sinceMinutes } from './log-range.ts'
import { RangeForm } from './range-form.tsx'
import type { LogChoice, LogStep } from './use-log-feed.ts'
import styles from './log-toolbar.module.css'

export interface LogToolbarProps {
  choice: LogChoice
  onChoice: (choice: LogChoice) => void
  steps: readonly LogStep[]
  filter: LogFilter
  onFilter: (filter: LogFilter) => void
  actions: ReactNode
}

const containers: Record<LogChoice['container'], string> = {
  function: 'Function',
  prepare: 'Preparing the code',
  install: 'Installing dependencies',
  compile: 'Compiling',
}

const levels: Record<LevelChoice, string> = {
  all: 'Any level',
  error: 'Errors',
  warning: 'Warnings and errors',
  info: 'Info and graver',
  none: 'Without a level',
}

const ranges = { newest: 'Newest lines', all: 'All there is', between: 'From … to …' }
const minutes = { 5: 'Last 5 minutes', 60: 'Last hour', 1440: 'Last 24 hours' }

/** What to follow, and what to hide. */
export function LogToolbar({ choice, onChoice, steps, filter, onFilter, actions }: LogToolbarProps) {
  const [isChoosingRange, setIsChoosingRange] = useState(false)
  const { range } = choice
  const handleRange = (value: string) => {
    setIsChoosingRange(value === 'between')
    if (value === 'newest') onChoice({ ...choice, range: newest })
    else if (value === 'all') onChoice({ ...choice, range: { kind: 'all' } })
    else if (value !== 'between') onChoice({ ...choice, range: sinceMinutes(Number(value), Date.now()) })
  }
  return (
    <>
      <div className={styles.bar}>
        <h2 className={styles.title}>Logs</h2>
        <ContainerSelect {...{ choice, onChoice, steps }} />
        <select
          className={styles.select}
          aria-label="Time"
          value={isChoosingRange ? 'between' : range.kind === 'since' ? range.minutes : range.kind}
          onChange={(event) => handleRange(event.target.value)}
        >
          <Options of={{ newest: ranges.newest, all: ranges.all }} />
          <Options of={minutes} />
          <Options of={{ between: ranges.between }} />
        </select>
        <select
          className={styles.select}
          aria-label="Level"
          value={filter.level}
          onChange={(event) => onFilter({ ...filter, level: levelOf(event.target.value) })}
        >
          <Options of={levels} />
        </select>
        <input
          className={styles.filter}
          type="search"
          aria-label="Filter lines"
          placeholder="Filter"
          value={filter.text}
          onChange={(event) => onFilter({ ...filter, text: event.target.value })}
        />
        <label className={styles.toggle}>
          <input
            type="checkbox"
            checked={filter.hidesAccessLines}
            onChange={(event) => onFilter({ ...filter, hidesAccessLines: event.target.checked })}
          />
          Hide access lines
        </label>
        {actions}
      </div>
      {(isChoosingRange || range.kind === 'between') && (
        <RangeForm range={range} onRange={(next) => onChoice({ ...choice, range: next })} />
      )}
    </>
  )
}

function ContainerSelect({
  choice,
  onChoice,
  steps,
}: Pick<LogToolbarProps, 'choice' | 'onChoice' | 'steps'>) {
  const choices = [
    { container: 'function', previous: false } as const,
    { container: 'function', previous: true } as const,
    ...steps.flatMap(({ name, hasFailed }) => [
      { container: name, previous: false },
      ...(hasFailed || (choice.previous && choice.container === name)
        ? [{ container: name, previous: true }]
        : []),
    ]),
  ]
  return (
    <select
      className={styles.select}
      aria-label="Output of"
      value={choices.findIndex(
        ({ container, previous }) => container === choice.container && previous === choice.previous,
      )}
      onChange={(event) => onChoice({ ...choice, ...choices[Number(event.target.value)] })}
    >
      {choices.map(({ container, previous }, at) => (
        <option key={at} value={at}>
          {containers[container]}
          {previous && ', before the last restart'}
        </option>
      ))}
    </select>
  )
}

function Options({ of }: { of: Record<string | number, string> }) {
  return Object.entries(of).map(([value, label]) => (
    <option key={value} value={value}>
      {label}
    </option>
  ))
}

function levelOf(value: string): LevelChoice {
  return levelChoices.find((known) => known === value) ?? 'all'
}
