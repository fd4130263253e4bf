import type { ReactNode, Ref, TextareaHTMLAttributes } from 'react'
import { classNames } from './class-names.ts'
import { Field } from './field.tsx'
import styles from './field.module.css'

export interface TextAreaProps extends Omit<
  TextareaHTMLAttributes<HTMLTextAreaElement>,
  'onChange' | 'value'
> {
  label: ReactNode
  value: string
  onChange: (value: string) => void
  hint?: ReactNode
  error?: string
  /** What is typed is code: a fixed-width face. */
  isCode?: boolean
  className?: string
  ref?: Ref<HTMLTextAreaElement>
}

/** Several lines of text. */
export function TextArea({
  label,
  value,
  onChange,
  hint,
  error,
  isCode = false,
  className,
  ...rest
}: TextAreaProps) {
  return (
    <Field {...{ label, hint, error, className }}>
      {(control) => (
        <textarea
          autoComplete="off"
          spellCheck={false}
          {...rest}
          {...control}
          className={classNames(isCode && styles.code)}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  )
}
