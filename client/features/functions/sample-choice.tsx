import { useId } from 'react'
import type { FunctionSample } from '#contract/runtimes.ts'
import styles from './sample-choice.module.css'

export interface SampleChoiceProps {
  samples: readonly FunctionSample[]
  value: FunctionSample | undefined
  onChange: (sample: FunctionSample) => void
}

/** What the code starts as. */
export function SampleChoice({ samples, value, onChange }: SampleChoiceProps) {
  const id = useId()
  return (
    <fieldset className={styles.choice}>
      <legend className={styles.legend}>Start from</legend>
      {samples.map((sample, at) => (
        <div key={sample.title} className={styles.sample}>
          <label className={styles.label}>
            <input
              type="radio"
              name={id}
              checked={sample === value}
              aria-describedby={`${id}-${at}`}
              onChange={() => onChange(sample)}
            />
            {sample.title}
          </label>
          <p id={`${id}-${at}`} className={styles.note}>
            {sample.description}
          </p>
        </div>
      ))}
    </fieldset>
  )
}
