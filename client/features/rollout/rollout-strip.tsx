import {
  IconAlertTriangle,
  IconChevronDown,
  IconCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
} from '@tabler/icons-react'
import { useId, useState } from 'react'
import type { ReactNode } from 'react'
import type { Rollout, RolloutStep } from '#contract/rollout.ts'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Spinner } from '../../ui/spinner.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { durationWords, headlineOf, stepMs, stepWords, supersededWords } from './rollout-words.ts'
import styles from './rollout-strip.module.css'
import { useNow, useWitnessed } from './use-rollout.ts'

export interface RolloutStripProps {
  rollout: Rollout
  /** Shows the output of a step; absent for a container that cannot be shown. */
  onLog: (container: string) => (() => void) | undefined
  /** At the end of the line. */
  action?: ReactNode
}

/**
 * From saving to "your code is live", on one line that is always there, so that a deploy moves nothing. The
 * steps come by themselves while one is under way, and stay until the page is left.
 */
export function RolloutStrip({ rollout, onLog, action }: RolloutStripProps) {
  const { state, steps } = rollout
  const id = useId()
  const hasSeen = useWitnessed(rollout)
  const [chosen, setChosen] = useState<boolean>()
  const isOpen = chosen ?? hasSeen
  const isMoving = steps.some(({ state: of }) => of === 'running')
  const now = useNow(isMoving)
  const stuck = steps.find(({ isStuck }) => isStuck)
  const superseded = supersededWords(rollout)
  const headline = headlineOf(rollout)
  return (
    <section className={styles.strip} aria-label="Rollout" data-state={state}>
      <div className={styles.line}>
        <p className={styles.headline}>
          <StateIcon state={state} />
          <span>
            {headline.words}
            {headline.detail && (
              <span className={classNames(isOpen && styles.detail)}>: {headline.detail}</span>
            )}
          </span>
        </p>
        {isOpen && (
          <ol className={styles.steps} id={id}>
            {steps
              .filter(({ state: of }) => of !== 'skipped')
              .map((step) => (
                <Step
                  key={step.name}
                  step={step}
                  now={now}
                  onLog={step.container === undefined ? undefined : onLog(step.container)}
                />
              ))}
          </ol>
        )}
        <div className={styles.actions}>
          <Button
            variant="ghost"
            size="small"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            title={isOpen ? 'Hide the steps of the rollout' : 'Show the steps of the rollout'}
            onClick={() => setChosen(!isOpen)}
          >
            Steps
            <IconChevronDown size={14} className={classNames(isOpen && styles.turned)} aria-hidden="true" />
          </Button>
          {action}
        </div>
      </div>
      {stuck?.why && (
        <p className={styles.stuck} role="status">
          <IconAlertTriangle size={15} aria-hidden="true" />
          {stepWords[stuck.name]} takes longer than usual. {stuck.why}
        </p>
      )}
      {isOpen && superseded && <p className={styles.note}>{superseded}</p>}
      <VisuallyHidden>
        {/* Said when it becomes so, not to whoever opens the page of a function that runs. */}
        <span role="status">{hasSeen && state === 'live' ? 'Your code is live' : ''}</span>
      </VisuallyHidden>
    </section>
  )
}

interface StepProps {
  step: RolloutStep
  now: number
  onLog: (() => void) | undefined
}

function Step({ step, now, onLog }: StepProps) {
  const { name, state, why } = step
  const ms = stepMs(step, now)
  const words = (
    <>
      <StepIcon state={state} isStuck={step.isStuck} />
      <span>{stepWords[name]}</span>
      <VisuallyHidden>, {step.isStuck ? 'stuck' : stateWords[state]}</VisuallyHidden>
      {name !== 'saved' && ms !== undefined && <span className={styles.time}>{durationWords(ms)}</span>}
    </>
  )
  const isShown = onLog && state !== 'waiting'
  return (
    <li className={styles.step} data-state={step.isStuck ? 'stuck' : state} title={why}>
      {isShown ? (
        <button type="button" className={styles.log} title={why ?? 'Show what it wrote'} onClick={onLog}>
          {words}
          <VisuallyHidden>. Show its log</VisuallyHidden>
        </button>
      ) : (
        <span className={styles.words}>{words}</span>
      )}
    </li>
  )
}

const stateWords = {
  waiting: 'not yet',
  running: 'under way',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
}

function StateIcon({ state }: { state: Rollout['state'] }) {
  const size = 16
  if (state === 'running' || state === 'deleting') return <Spinner />
  if (state === 'live') return <IconCircleCheck size={size} aria-hidden="true" />
  if (state === 'failed') return <IconCircleX size={size} aria-hidden="true" />
  return <IconCircle size={size} aria-hidden="true" />
}

function StepIcon({ state, isStuck }: Pick<RolloutStep, 'state' | 'isStuck'>) {
  const size = 13
  if (isStuck) return <IconAlertTriangle size={size} aria-hidden="true" />
  if (state === 'running') return <Spinner className={styles.spinner} />
  if (state === 'done') return <IconCircleCheck size={size} aria-hidden="true" />
  if (state === 'failed') return <IconCircleX size={size} aria-hidden="true" />
  return <IconCircleDashed size={size} aria-hidden="true" />
}
