import { useState } from 'react'
import type { FormEvent } from 'react'
import { Button } from '../../ui/button.tsx'
import { rangeBetween } from './log-range.ts'
import type { LogRange } from './log-range.ts'
import styles from './log-toolbar.module.css'

export interface RangeFormProps {
  range: LogRange
  onRange: (range: LogRange) => void
}

/** From when to when, to the second, on the reader's clock. */
export function RangeForm({ range, onRange }: RangeFormProps) {
  const chosen: { from?: string; to?: string } = range.kind === 'between' ? range : {}
  const [from, setFrom] = useState(fieldOf(range.kind === 'since' ? range.from : chosen.from))
  const [to, setTo] = useState(fieldOf(chosen.to))
  const [problem, setProblem] = useState<string>()
  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    const next = rangeBetween(from, to)
    if (typeof next !== 'string') onRange(next)
    setProblem(typeof next === 'string' ? next : undefined)
  }
  return (
    <form className={styles.range} onSubmit={handleSubmit}>
      <label>
        From
        <input
          type="datetime-local"
          step={1}
          value={from}
          onChange={(event) => setFrom(event.target.value)}
        />
      </label>
      <label>
        to
        <input type="datetime-local" step={1} value={to} onChange={(event) => setTo(event.target.value)} />
      </label>
      <Button size="small" type="submit">
        Show
      </Button>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </form>
  )
}

/** As a field of type `datetime-local` wants it. */
function fieldOf(time: string | undefined): string {
  if (time === undefined) return ''
  const date = new Date(time)
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000)
  return local.toISOString().slice(0, 19)
}
