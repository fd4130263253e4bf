import { IconPlus, IconX } from '@tabler/icons-react'
import { useId } from 'react'
import type { ClipboardEvent } from 'react'
import type { EnvVariable } from '#contract/functions.ts'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import { parseEnvText, withPasted } from './env-text.ts'
import styles from './settings.module.css'

export interface EnvRowsProps {
  env: EnvVariable[]
  onChange: (env: EnvVariable[]) => void
  onLeave: (field: string) => void
  problemAt: (field: string) => string | undefined
  /** Variables that take their value from elsewhere; they are kept and cannot be edited here. */
  fromElsewhere: string[]
}

/** The environment, one variable a row; a pasted list of `NAME=value` lines becomes rows. */
export function EnvRows({ env, onChange, onLeave, problemAt, fromElsewhere }: EnvRowsProps) {
  const change = (at: number, changes: Partial<EnvVariable>) =>
    onChange(env.map((variable, other) => (other === at ? { ...variable, ...changes } : variable)))
  const handlePaste = (event: ClipboardEvent) => {
    const pasted = parseEnvText(event.clipboardData.getData('text'))
    if (!pasted) return
    event.preventDefault()
    onChange(withPasted(env, pasted))
  }

  return (
    <section className={styles.env} aria-label="Environment">
      <h3>Environment</h3>
      <p className={styles.remark}>Paste NAME=value lines into a name to add many at once.</p>
      {env.map((variable, at) => (
        <EnvRow
          key={at}
          {...{ variable, at, problemAt, onLeave }}
          onChange={(changes) => change(at, changes)}
          onRemove={() => onChange(env.filter((_, other) => other !== at))}
          onPaste={handlePaste}
        />
      ))}
      <Button size="small" onClick={() => onChange([...env, { name: '', value: '' }])}>
        <IconPlus size={14} aria-hidden="true" /> Add variable
      </Button>
      {problemAt('env') && <p className={styles.problem}>{problemAt('env')}</p>}
      {fromElsewhere.length > 0 && (
        <p className={styles.remark}>
          Kept as they are, since they take their value from a Secret or ConfigMap:{' '}
          <code>{fromElsewhere.join(', ')}</code>
        </p>
      )}
    </section>
  )
}

interface EnvRowProps {
  variable: EnvVariable
  at: number
  onChange: (changes: Partial<EnvVariable>) => void
  onRemove: () => void
  onLeave: (field: string) => void
  onPaste: (event: ClipboardEvent) => void
  problemAt: (field: string) => string | undefined
}

function EnvRow({ variable, at, onChange, onRemove, onLeave, onPaste, problemAt }: EnvRowProps) {
  const id = useId()
  const field = `env[${at}]`
  const called = variable.name.trim() === '' ? `variable ${at + 1}` : variable.name.trim()
  const problem = problemAt(`${field}.name`) ?? problemAt(`${field}.value`) ?? problemAt(field)
  return (
    <div className={styles.envRow}>
      <input
        aria-label={`Name of variable ${at + 1}`}
        aria-describedby={problem ? id : undefined}
        aria-invalid={problem !== undefined}
        placeholder="NAME"
        value={variable.name}
        spellCheck={false}
        autoComplete="off"
        onPaste={onPaste}
        onBlur={() => [field, `${field}.name`].forEach(onLeave)}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      <input
        aria-label={`Value of ${called}`}
        aria-describedby={problem ? id : undefined}
        placeholder="value"
        value={variable.value}
        spellCheck={false}
        autoComplete="off"
        onBlur={() => [field, `${field}.value`].forEach(onLeave)}
        onChange={(event) => onChange({ value: event.target.value })}
      />
      <IconButton label={`Remove ${called}`} onClick={onRemove}>
        <IconX size={16} />
      </IconButton>
      {problem && (
        <p id={id} className={styles.problem}>
          {problem}
        </p>
      )}
    </div>
  )
}
