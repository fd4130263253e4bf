import { useId, useState } from 'react'
import type { EnvVariable, FunctionDetails } from '#contract/functions.ts'
import type { Problem } from '#contract/errors.ts'
import type { RuntimeInfo } from '#contract/runtimes.ts'
import type { Bar } from '../../ui/barred.tsx'
import type { FieldWarning } from '../../ui/field.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { EnvRows } from './env-rows.tsx'
import styles from './settings.module.css'

/** What can be set, numbers as they are typed. */
export interface Settings {
  handler: string
  runtime: string
  timeoutSeconds: string
  env: EnvVariable[]
  memory: string
  cpu: string
  replicas: string
  port: string
}

export interface SettingsFormProps {
  details: FunctionDetails
  settings: Settings
  onChange: (changes: Partial<Settings>) => void
  runtimes: readonly RuntimeInfo[]
  /** They may not be changed. */
  bar?: Bar
  /** Everything wrong with what is typed; shown at a field once it has been left, or all of it when `showsAll`. */
  problems: readonly Problem[]
  /** What is doubtful about the handler. */
  handlerWarning?: FieldWarning
  /** A deploy was tried: nothing is held back any more. */
  showsAll: boolean
}

/** How the function runs, apart from its code. */
export function SettingsForm({
  details,
  settings,
  onChange,
  runtimes,
  bar,
  problems,
  handlerWarning,
  showsAll,
}: SettingsFormProps) {
  const barId = useId()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const leave = (field: string) =>
    setLeft((before) => (before.has(field) ? before : new Set([...before, field])))
  const problemAt = (field: string) => {
    const problem = showsAll || left.has(field) ? problems.find((known) => known.field === field) : undefined
    return problem && [problem.message, problem.hint].filter(Boolean).join(' ')
  }
  const text = (field: 'handler' | 'timeoutSeconds' | 'memory' | 'cpu' | 'replicas' | 'port') => ({
    value: settings[field],
    onChange: (value: string) => onChange({ [field]: value }),
    onBlur: () => leave(field),
    error: problemAt(field),
  })
  const isKnown = runtimes.some(({ name }) => name === settings.runtime)
  const labels = Object.entries(details.labels)

  return (
    <div className={styles.form}>
      {bar && (
        <p id={barId} className={styles.remark}>
          {bar.reason}
        </p>
      )}
      <fieldset
        className={styles.fields}
        disabled={bar !== undefined}
        aria-label="Settings"
        aria-describedby={bar && barId}
      >
        <div className={styles.grid}>
          <TextField
            label="Handler"
            hint={`File and function, e.g. handler.${exampleFunction(settings.handler)}`}
            warning={handlerWarning}
            {...text('handler')}
          />
          <SelectField
            label="Runtime"
            value={settings.runtime}
            onChange={(runtime) => onChange({ runtime })}
            hint={runtimes.find(({ name }) => name === settings.runtime)?.note}
            error={problemAt('runtime')}
          >
            {!isKnown && (
              <option value={settings.runtime}>{settings.runtime} (not known to this cluster)</option>
            )}
            {runtimes.map(({ name, language, version, isAvailable, note }) => (
              <option key={name} value={name} disabled={!isAvailable && name !== settings.runtime}>
                {language} {version} ({name}){!isAvailable && `: ${note ?? 'not available here'}`}
              </option>
            ))}
          </SelectField>
          <TextField
            label="Timeout"
            unit="seconds"
            inputMode="numeric"
            hint="1 to 900. A call that takes longer is stopped."
            {...text('timeoutSeconds')}
          />
          <TextField
            label="Replicas"
            inputMode="numeric"
            placeholder="1"
            hint="Pods that answer. 0 stops the function."
            {...text('replicas')}
          />
          <TextField label="Memory" placeholder="no limit" hint="e.g. 256Mi" {...text('memory')} />
          <TextField label="CPU" placeholder="no limit" hint="e.g. 500m, half a core" {...text('cpu')} />
          <TextField
            label="Port"
            inputMode="numeric"
            hint="Of the Service and the container."
            {...text('port')}
          />
        </div>
        <EnvRows
          env={settings.env}
          onChange={(env) => onChange({ env })}
          onLeave={leave}
          problemAt={problemAt}
          fromElsewhere={details.envFromElsewhere}
        />
      </fieldset>
      <section className={styles.labels} aria-label="Labels">
        <h3>Labels</h3>
        {labels.length === 0 ? (
          <p className={styles.remark}>None.</p>
        ) : (
          <ul>
            {labels.map(([name, value]) => (
              <li key={name}>
                <code>
                  {name}={value}
                </code>
              </li>
            ))}
          </ul>
        )}
      </section>
    </div>
  )
}

function exampleFunction(handler: string): string {
  return handler.split('.')[1] || 'hello'
}
