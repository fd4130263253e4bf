import { useId, useState } from 'react'
import type { FunctionRef } from '#contract/functions.ts'
import { nextRuns, parseSchedule } from '#contract/schedule.ts'
import { problemsWithScheduleTrigger, scheduleProblems } from '#contract/trigger-rules.ts'
import type { ScheduleTrigger, ScheduleTriggerSpec, Trigger } from '#contract/triggers.ts'
import { scheduleWords } from '../../lib/schedule-words.ts'
import { SelectField } from '../../ui/select-field.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { localTime } from './local-time.ts'
import { TriggerDialog } from './trigger-dialog.tsx'
import { useTriggerForm } from './trigger-form.ts'
import styles from './triggers.module.css'

export interface ScheduleDialogProps {
  functionRef: FunctionRef
  /** What is changed; absent: a new one is made. */
  trigger?: ScheduleTrigger
  suggestedName: string
  onClose: () => void
  onSaved: (trigger: Trigger) => void
}

const presets = ['*/5 * * * *', '0 * * * *', '0 8 * * *', '0 8 * * 1-5', '0 8 * * 1', '0 0 1 * *']
const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone

/** When, and with what. */
export function ScheduleDialog({
  functionRef,
  trigger,
  suggestedName,
  onClose,
  onSaved,
}: ScheduleDialogProps) {
  const zonesId = useId()
  const [spec, setSpec] = useState<Required<ScheduleTriggerSpec>>(() =>
    trigger ? specOf(trigger) : newSpec(functionRef, suggestedName),
  )
  const sent = trigger ? { ...spec, resourceVersion: trigger.resourceVersion } : spec
  const problems = problemsWithScheduleTrigger(spec).filter(({ field }) => !trigger || field !== 'name')
  const form = useTriggerForm({ kind: 'schedule', spec: sent }, problems, onSaved)
  const change = (changes: Partial<ScheduleTriggerSpec>) => setSpec((before) => ({ ...before, ...changes }))
  const field = (name: 'name' | 'schedule' | 'timeZone' | 'payload') => ({
    name,
    value: spec[name],
    onChange: (value: string) => change({ [name]: value }),
    onBlur: () => form.leave(name),
    error: form.problemAt(name),
  })
  const isPreset = presets.includes(spec.schedule.trim())

  return (
    <TriggerDialog
      title={trigger ? `Schedule ${trigger.name}` : 'New schedule'}
      description={`${functionRef.name} is called at set times.`}
      isNew={!trigger}
      form={form}
      onClose={onClose}
    >
      <SelectField
        label="How often"
        data-autofocus
        value={isPreset ? spec.schedule.trim() : ''}
        onChange={(schedule) => schedule !== '' && change({ schedule })}
      >
        <option value="">As written below</option>
        {presets.map((schedule) => (
          <option key={schedule} value={schedule}>
            {capital(scheduleWords(schedule) ?? schedule)}
          </option>
        ))}
      </SelectField>
      <TextField
        label="Schedule"
        isCode
        hint="Minute, hour, day, month, weekday; or @hourly, @daily, @every 10m."
        {...field('schedule')}
      />
      <TextField
        label="Time zone"
        list={zonesId}
        placeholder="the cluster’s (UTC)"
        hint={ownZone === spec.timeZone ? 'Yours.' : undefined}
        {...field('timeZone')}
      />
      <datalist id={zonesId}>
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <Preview spec={spec} />
      <TextArea
        label="Payload"
        isCode
        rows={3}
        placeholder="none: it is called by GET, without a body"
        hint="JSON. It is sent as the body of a POST."
        {...field('payload')}
      />
      {!trigger && <TextField label="Trigger name" isCode {...field('name')} />}
    </TriggerDialog>
  )
}

/** What has been typed, as words and times. */
function Preview({ spec }: { spec: Required<ScheduleTriggerSpec> }) {
  const [now] = useState(Date.now)
  const parsed = parseSchedule(spec.schedule.trim(), spec.timeZone || undefined)
  if (scheduleProblems(spec.schedule, spec.timeZone).length > 0 || parsed.problem) return null
  const next = nextRuns(parsed.schedule, now, 3)
  const words = scheduleWords(spec.schedule)
  return (
    <p className={styles.preview} role="status">
      {words && <b>{capital(words)}. </b>}
      {next.length === 0
        ? 'It names no time at all.'
        : `Next, by your clock: ${next.map((ms) => localTime(ms, now)).join(', ')}.`}
    </p>
  )
}

function newSpec(fn: FunctionRef, name: string): Required<ScheduleTriggerSpec> {
  const timeZone = ownZone === 'UTC' ? '' : ownZone
  return { name, namespace: fn.namespace, function: fn.name, schedule: '0 8 * * *', timeZone, payload: '' }
}

function specOf(trigger: ScheduleTrigger): Required<ScheduleTriggerSpec> {
  const { name, namespace, function: fn, schedule, timeZone, payload } = trigger
  return { name, namespace, function: fn, schedule, timeZone, payload }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
