import { useEffect, useEffectEvent, useId, useState } from 'react'
import type { FormEvent } from 'react'
import type { Problem } from '#contract/errors.ts'
import { problemsWithInvocation } from '#contract/invocation-rules.ts'
import { invocationMethods } from '#contract/invocations.ts'
import type { InvocationMethod } from '#contract/invocations.ts'
import { useDenial } from '../../api/access.ts'
import { Barred } from '../../ui/barred.tsx'
import { Button } from '../../ui/button.tsx'
import { SegmentedRadio } from '../../ui/segmented-radio.tsx'
import { requestOf, takesBody } from './call-draft.ts'
import { CallWarnings, useCallWarnings } from './call-warnings.tsx'
import type { CalledFunction } from './call-warnings.tsx'
import { HeaderRows } from './header-rows.tsx'
import { formatJson, jsonProblem } from './json-text.ts'
import { PastCalls } from './past-calls.tsx'
import styles from './request-form.module.css'
import type { Calls } from './use-calls.ts'
import type { Composition } from './use-composition.ts'

export interface RequestFormProps {
  /** The version that answers. */
  called: CalledFunction
  composition: Composition
  calls: Calls
  /** What is typed in the editor is not what would be called. */
  hasUnsavedChanges: boolean
}

/** Composes a call and makes it. */
export function RequestForm({ called, composition, calls, hasUnsavedChanges }: RequestFormProps) {
  const { call, change, history, remember } = composition
  const [problems, setProblems] = useState<Problem[]>([])
  const ids = { problem: useId(), body: useId(), bodyNote: useId(), jsonNote: useId() }
  const denial = useDenial(called.namespace, 'invoke')
  const isRunning = calls.state.phase === 'running'
  const sendsBody = takesBody(call.method)
  const warnings = useCallWarnings(call, called)
  const isJudged = warnings.some(({ id }) => id.startsWith('not-json'))
  const jsonNote = call.bodyType === 'json' && call.body.trim() !== '' ? jsonProblem(call.body) : undefined

  const run = async () => {
    if (denial) return
    const request = requestOf(call)
    const found = problemsWithInvocation(request)
    setProblems(found)
    if (found.length > 0) return
    const at = new Date().toISOString()
    const ended = await calls.run(request)
    if (ended.phase === 'answered')
      remember({ call, at, status: ended.invocation.status, durationMs: ended.invocation.durationMs })
    if (ended.phase === 'failed') remember({ call, at })
  }
  useRunKey(() => void run())

  const handleSubmit = (event: FormEvent) => {
    event.preventDefault()
    void run()
  }

  return (
    <section className={styles.panel} aria-label="Request">
      <form className={styles.form} onSubmit={handleSubmit}>
        <div className={styles.line}>
          <select
            className={styles.method}
            aria-label="Request method"
            value={call.method}
            onChange={(event) => change({ method: event.target.value as InvocationMethod })}
          >
            {invocationMethods.map((method) => (
              <option key={method}>{method}</option>
            ))}
          </select>
          <input
            className={styles.path}
            aria-label="Request path"
            aria-describedby={problems.length > 0 ? ids.problem : undefined}
            aria-invalid={problems.some(({ field }) => field === 'path')}
            value={call.path}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change({ path: event.target.value })}
          />
          <Barred by={denial}>
            {(barred) => (
              <Button
                type="submit"
                variant="primary"
                isBusy={isRunning}
                title="Ctrl+Enter, or Cmd+Enter on a Mac"
                {...barred}
              >
                Run function
              </Button>
            )}
          </Barred>
          {isRunning && <Button onClick={calls.cancel}>Cancel</Button>}
        </div>
        {problems.length > 0 && (
          <ul id={ids.problem} className={styles.problems} role="alert">
            {problems.map(({ field, message, hint }) => (
              <li key={`${field} ${message}`}>
                {message} {hint}
              </li>
            ))}
          </ul>
        )}
        <HeaderRows rows={call.headers} onChange={(headers) => change({ headers })} />
        <div className={styles.bodyBar}>
          <label className={styles.bodyLabel} htmlFor={ids.body}>
            Request body
          </label>
          {call.bodyType === 'json' && (
            <Button
              size="small"
              variant="ghost"
              disabled={jsonNote !== undefined || call.body.trim() === ''}
              onClick={() => change({ body: formatJson(call.body) ?? call.body })}
            >
              Format JSON
            </Button>
          )}
          <SegmentedRadio
            label="Body type"
            value={call.bodyType}
            onChange={(bodyType) => change({ bodyType })}
            options={[
              { value: 'json', label: 'JSON' },
              { value: 'text', label: 'Text' },
            ]}
          />
        </div>
        <textarea
          id={ids.body}
          className={styles.body}
          aria-describedby={`${ids.bodyNote} ${ids.jsonNote}`}
          data-unsent={!sendsBody}
          placeholder={call.bodyType === 'json' ? '{"hello": "world"}' : 'hello world'}
          value={call.body}
          spellCheck={false}
          onChange={(event) => change({ body: event.target.value })}
        />
        <p id={ids.jsonNote} className={styles.warning}>
          {sendsBody &&
            jsonNote &&
            `Not valid JSON: ${jsonNote}.${isJudged ? '' : ' It is sent as it stands.'}`}
        </p>
        <p id={ids.bodyNote} className={styles.remark}>
          {hasUnsavedChanges && 'Calls the deployed version, without the unsaved changes.'}
        </p>
        <CallWarnings warnings={warnings} />
        <PastCalls history={history} onRestore={(past) => change(past.call)} />
      </form>
    </section>
  )
}

/** Ctrl+Enter runs from anywhere on the page, unless whoever has the focus uses it. */
function useRunKey(run: () => void): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return
    if (document.querySelector('dialog[open]')) return
    event.preventDefault()
    run()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}
