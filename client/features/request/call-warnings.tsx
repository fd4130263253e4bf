import { IconInfoCircle } from '@tabler/icons-react'
import { useMemo } from 'react'
import type { FunctionDetails } from '#contract/functions.ts'
import { warningsBefore } from '#contract/invocation-warnings.ts'
import type { CallWarning } from '#contract/invocation-warnings.ts'
import { useSettled } from '../../lib/use-settled.ts'
import { requestOf } from './call-draft.ts'
import type { CallDraft } from './call-draft.ts'
import styles from './call-warnings.module.css'

/** Of the version that would be called, not of what is being typed. */
export type CalledFunction = Pick<
  FunctionDetails,
  'namespace' | 'server' | 'timeoutSeconds' | 'env' | 'envFromElsewhere'
>

/** What will become of the call as it stands. */
export function useCallWarnings(
  call: CallDraft,
  { server, timeoutSeconds, env, envFromElsewhere }: CalledFunction,
): CallWarning[] {
  return useMemo(() => {
    // What is typed and would not be sent is worth a word, too.
    const request = { ...requestOf(call), body: call.body }
    return warningsBefore({ request, server, timeoutSeconds, env, envFromElsewhere })
  }, [call, server, timeoutSeconds, env, envFromElsewhere])
}

/** Says it beside the request: late enough not to interrupt whoever is typing, and gone as soon as it is mended. */
export function CallWarnings({ warnings }: { warnings: readonly CallWarning[] }) {
  const settled = useSettled(warnings, stillnessMs)
  const shown = warnings.filter(({ id }) => settled.some((known) => known.id === id))
  const passing = shown.filter(({ isLasting }) => !isLasting)
  const lasting = shown.filter(({ isLasting }) => isLasting)
  return (
    <>
      <div role="status" className={styles.status}>
        {passing.length > 0 && <Sentences warnings={passing} />}
      </div>
      {lasting.length > 0 && (
        <details className={styles.lasting}>
          <summary>Good to know about this runtime ({lasting.length})</summary>
          <Sentences warnings={lasting} />
        </details>
      )}
    </>
  )
}

function Sentences({ warnings }: { warnings: readonly CallWarning[] }) {
  return (
    <ul className={styles.list} aria-label="About this call">
      {warnings.map(({ id, text }) => (
        <li key={id}>
          <IconInfoCircle size={14} stroke={1.75} aria-hidden="true" />
          {text}
        </li>
      ))}
    </ul>
  )
}

/** Half a second is longer than between two letters. */
const stillnessMs = 500
