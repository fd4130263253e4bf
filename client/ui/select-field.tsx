import type { ReactNode, Ref, SelectHTMLAttributes } from 'react'
import { Field } from './field.tsx'

export interface SelectFieldProps extends Omit<
  SelectHTMLAttributes<HTMLSelectElement>,
  'onChange' | 'value'
> {
  label: ReactNode
  value: string
  onChange: (value: string) => void
  hint?: ReactNode
  error?: string
  className?: string
  ref?: Ref<HTMLSelectElement>
  /** The `<option>`s. */
  children: ReactNode
}

/** One of a few. */
export function SelectField({
  label,
  value,
  onChange,
  hint,
  error,
  className,
  children,
  ...rest
}: SelectFieldProps) {
  return (
    <Field {...{ label, hint, error, className }}>
      {(control) => (
        <select {...rest} {...control} value={value} onChange={(event) => onChange(event.target.value)}>
          {children}
        </select>
      )}
    </Field>
  )
}
