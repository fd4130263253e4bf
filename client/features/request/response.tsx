import { useState } from 'react'
import type { ReactNode } from 'react'
import type { Invocation } from '#contract/invocations.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { answerSentence, durationWords, sizeWords, toneOf, whoAnswered } from './answer.ts'
import type { StoredVersion } from './answer.ts'
import { CallFailure } from './call-failure.tsx'
import { ResponseBody } from './response-body.tsx'
import styles from './response.module.css'
import { Running } from './running.tsx'
import type { CallState } from './use-calls.ts'

export interface ResponseProps {
  state: CallState
  functionName: string
  stored: StoredVersion
  /** A new version is on its way, and the call waits for it. */
  isRollingOut: boolean
  /** The lines that the function wrote during the call. */
  linesOf: (invocation: Invocation) => ReactNode
}

/** What came of the last call. */
export function Response({ state, functionName, stored, isRollingOut, linesOf }: ResponseProps) {
  return (
    <section className={styles.panel} aria-label="Response" aria-busy={state.phase === 'running'}>
      <h2 className={styles.title}>Response</h2>
      {state.phase === 'idle' && (
        <EmptyState title="No call yet">
          Run the function to see its answer, and what it wrote meanwhile.
        </EmptyState>
      )}
      {state.phase === 'running' && <Running since={state.since} isRollingOut={isRollingOut} />}
      {state.phase === 'cancelled' && (
        <p className={styles.remark}>
          Cancelled after {durationWords(state.afterMs)}. The function may still be working on it.
        </p>
      )}
      {state.phase === 'failed' && <CallFailure error={state.error} />}
      {state.phase === 'answered' && (
        <Answer
          key={state.invocation.eventId}
          invocation={state.invocation}
          functionName={functionName}
          stored={stored}
          lines={linesOf(state.invocation)}
        />
      )}
    </section>
  )
}

function Answer({
  invocation,
  functionName,
  stored,
  lines,
}: {
  invocation: Invocation
  functionName: string
  stored: StoredVersion
  lines: ReactNode
}) {
  const { status, statusText, body, headers, durationMs, waitedMs, warnings } = invocation
  const [part, setPart] = useState<'body' | 'headers'>('body')
  const sentence = answerSentence(invocation)
  const answeredBy = whoAnswered(invocation, stored)
  const names = Object.keys(headers)
  // After a failure the cause is looked for first, and it is seldom in the body.
  const hasFailed = status >= 500
  const written = (
    <>
      <h3 className={styles.subtitle}>Written during this call</h3>
      {lines}
    </>
  )

  return (
    <div className={styles.answer}>
      <div className={styles.facts} role="status">
        <span className={styles.status} data-tone={toneOf(status)}>
          {status} {statusText}
        </span>
        <span title="From sending the call to the last byte of the answer">{durationWords(durationMs)}</span>
        <span>{sizeWords(body.size)}</span>
        {answeredBy && (
          <span className={styles.revision} data-current={answeredBy.isCurrent}>
            {answeredBy.words}
          </span>
        )}
        {waitedMs >= 100 && <span>waited {durationWords(waitedMs)} for the new version</span>}
      </div>
      {sentence && <p className={styles.sentence}>{sentence}</p>}
      {[...warnings, ...lossesOf(invocation)].map((warning) => (
        <Notice key={warning} tone="warning" title={warning} />
      ))}
      {hasFailed && written}
      <div className={styles.parts} role="group" aria-label="Parts of the answer">
        <button type="button" aria-pressed={part === 'body'} onClick={() => setPart('body')}>
          Body
        </button>
        <button type="button" aria-pressed={part === 'headers'} onClick={() => setPart('headers')}>
          Headers ({names.length})
        </button>
      </div>
      {part === 'body' ? (
        <ResponseBody invocation={invocation} functionName={functionName} />
      ) : (
        <dl className={styles.headers}>
          {names.map((name) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{headers[name]}</dd>
            </div>
          ))}
        </dl>
      )}
      {!hasFailed && written}
    </div>
  )
}

function lossesOf({ body }: Invocation): string[] {
  const losses: string[] = []
  if (body.truncated)
    losses.push(
      `The answer was cut off: it is ${sizeWords(body.size)} long and more than 10 MB are not kept.`,
    )
  if (body.incomplete) losses.push('The connection broke before the end of the answer.')
  return losses
}
