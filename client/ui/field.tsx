import { useId } from 'react'
import type { ReactNode } from 'react'
import { Button } from './button.tsx'
import { classNames } from './class-names.ts'
import styles from './field.module.css'

/** What ties a control to its label, hint and error; spread it onto the control. */
export interface ControlProps {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': boolean
}

/** A doubt, and what would settle it. */
export interface FieldWarning {
  words: string
  mend?: { label: string; onMend: () => void }
}

export interface FieldProps {
  label: ReactNode
  /** Stands under the control, unless an error takes its place. */
  hint?: ReactNode
  /** What is wrong with what was typed. */
  error?: string
  /** What is doubtful about it, unless something is wrong. */
  warning?: FieldWarning
  className?: string
  /** The control. */
  children: (control: ControlProps) => ReactNode
}

/** A control with its label above and its hint or error beneath, bound for screen readers. */
export function Field({ label, hint, error, warning, className, children }: FieldProps) {
  const id = useId()
  const noteId = `${id}-note`
  const hasNote = Boolean(error) || Boolean(warning) || Boolean(hint)
  return (
    <div className={classNames(styles.field, className)}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      {children({ id, 'aria-describedby': hasNote ? noteId : undefined, 'aria-invalid': Boolean(error) })}
      {hasNote && (
        <p id={noteId} className={error ? styles.error : warning ? styles.warning : styles.hint}>
          {error || warning?.words || hint}
        </p>
      )}
      {!error && warning?.mend && (
        <Button size="small" className={styles.mend} onClick={warning.mend.onMend}>
          {warning.mend.label}
        </Button>
      )}
    </div>
  )
}
