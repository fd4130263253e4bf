import { useId } from 'react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './segmented-radio.module.css'
import { VisuallyHidden } from './visually-hidden.tsx'

export interface SegmentedRadioProps<Value extends string> {
  /** What is chosen here; for screen readers only. */
  label: string
  value: Value
  onChange: (value: Value) => void
  options: readonly { value: Value; label: ReactNode; title?: string }[]
  className?: string
}

/** One of two to five short words, all in view. */
export function SegmentedRadio<Value extends string>({
  label,
  value,
  onChange,
  options,
  className,
}: SegmentedRadioProps<Value>) {
  const name = useId()
  return (
    <fieldset className={classNames(styles.group, className)}>
      <legend>
        <VisuallyHidden>{label}</VisuallyHidden>
      </legend>
      {options.map((option) => (
        <label key={option.value} className={styles.option} title={option.title}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </fieldset>
  )
}
