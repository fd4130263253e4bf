import type { InputHTMLAttributes, ReactNode, Ref } from 'react'
import { classNames } from './class-names.ts'
import { Field } from './field.tsx'
import type { FieldWarning } from './field.tsx'
import styles from './field.module.css'

export interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'> {
  label: ReactNode
  value: string
  onChange: (value: string) => void
  hint?: ReactNode
  error?: string
  warning?: FieldWarning
  /** Shown at the end of the field, e.g. `seconds`. */
  unit?: ReactNode
  /** What is typed is code: a fixed-width face. */
  isCode?: boolean
  className?: string
  ref?: Ref<HTMLInputElement>
}

/** One line of text. */
export function TextField({
  label,
  value,
  onChange,
  hint,
  error,
  warning,
  unit,
  isCode = false,
  className,
  ...rest
}: TextFieldProps) {
  return (
    <Field {...{ label, hint, error, warning, className }}>
      {(control) => (
        <span className={styles.control}>
          <input
            autoComplete="off"
            spellCheck={false}
            {...rest}
            {...control}
            className={classNames(isCode && styles.code)}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          {unit && <span className={styles.end}>{unit}</span>}
        </span>
      )}
    </Field>
  )
}
