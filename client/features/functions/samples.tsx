import { IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { runtimesQuery } from '../../api/runtimes.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { LanguageIcon } from './language-icon.tsx'
import { startsOf } from './languages.ts'
import type { Start } from './languages.ts'
import type { NewFunctionChoice } from './new-function.ts'
import styles from './samples.module.css'

export interface SamplesProps {
  /** Opens the create form, filled with the choice. */
  onStart: (choice: NewFunctionChoice) => void
}

/** What somebody sees who has no function yet: working ones to start from. */
export function Samples({ onStart }: SamplesProps) {
  const { data: runtimes, error, isPending, refetch } = useQuery(runtimesQuery)
  if (isPending)
    return (
      <div className={styles.cards} aria-busy="true">
        {[1, 2, 3, 4].map((at) => (
          <Skeleton key={at} height="7rem" />
        ))}
      </div>
    )
  if (!runtimes)
    return (
      <Notice
        tone="error"
        title={`The samples could not be loaded. ${error.message}`}
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      />
    )
  const starts = startsOf(runtimes)
  if (starts.length === 0)
    return (
      <EmptyState
        title="No language can run here yet"
        action={<Button onClick={() => onStart({})}>See why</Button>}
      >
        The create form names each language and what it takes to run it.
      </EmptyState>
    )
  return (
    <ul className={styles.cards}>
      {starts.map((start) => (
        <li key={`${start.runtime.name} ${start.sample.title}`}>
          <SampleCard start={start} onStart={onStart} />
        </li>
      ))}
    </ul>
  )
}

function SampleCard({ start: { runtime, sample }, onStart }: { start: Start } & SamplesProps) {
  return (
    <button
      type="button"
      className={styles.card}
      onClick={() => onStart({ runtime: runtime.name, sample: sample.title })}
    >
      <span className={styles.icon}>
        <LanguageIcon id={runtime.id} size={22} />
      </span>
      <span className={styles.title}>
        {sample.title} in {runtime.language}
        <IconArrowRight className={styles.arrow} size={16} aria-hidden="true" />
      </span>
      <span className={styles.text}>{sample.description}</span>
    </button>
  )
}
