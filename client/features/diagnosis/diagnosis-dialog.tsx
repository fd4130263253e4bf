import { useQuery } from '@tanstack/react-query'
import {
  IconCircleCheck,
  IconCircleDashed,
  IconCircleMinus,
  IconCircleX,
  IconFileCode,
  IconHelpCircle,
} from '@tabler/icons-react'
import type {
  DiagnosisCheck,
  DiagnosisFix,
  DiagnosisVerdict,
  FunctionDiagnosis,
} from '#contract/diagnosis.ts'
import type { FunctionRef, FunctionSpec, SourceLocation } from '#contract/functions.ts'
import { useDenial } from '../../api/access.ts'
import { diagnosisQuery } from '../../api/diagnosis.ts'
import { ApiError } from '../../api/http.ts'
import { Barred } from '../../ui/barred.tsx'
import type { Bar } from '../../ui/barred.tsx'
import { Button } from '../../ui/button.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { checkWords, verdictWords } from './check-words.ts'
import styles from './diagnosis-dialog.module.css'

export interface DiagnosisDialogProps {
  functionRef: FunctionRef
  isOpen: boolean
  onClose: () => void
  /** The files that can be shown; a place in another one is only named. */
  files: readonly string[]
  onPlace: (place: SourceLocation) => void
  /** Puts a change into the draft; what was typed stays. */
  onFix: (change: Partial<FunctionSpec>) => void
  /** There are changes that are not deployed: then a fix only joins them. */
  hasChanges: boolean
}

/** Walks the chain from the Function to its answer: one sentence of cause, what would mend it, the evidence. */
export function DiagnosisDialog(props: DiagnosisDialogProps) {
  const { isOpen, onClose } = props
  return (
    <Dialog isOpen={isOpen} onClose={onClose} closesOutside size="large" title="Why is it not working?">
      <Content {...props} />
    </Dialog>
  )
}

function Content(props: DiagnosisDialogProps) {
  const { data, error, isPending, refetch } = useQuery(diagnosisQuery(props.functionRef))
  if (isPending)
    return (
      <div aria-busy="true" className={styles.waiting}>
        <VisuallyHidden>Looking…</VisuallyHidden>
        <Skeleton height="12rem" />
      </div>
    )
  if (!data)
    return (
      <Notice
        tone="error"
        title={`It could not be looked at. ${error.message}`}
        hint={error instanceof ApiError ? error.hint : undefined}
        action={<Button onClick={() => void refetch()}>Try again</Button>}
      />
    )
  return <Found diagnosis={data} {...props} />
}

const tones = { well: 'success', 'under-way': 'info', broken: 'error' } as const

function Found({
  diagnosis,
  files,
  onPlace,
  onFix,
  onClose,
  hasChanges,
  functionRef,
}: DiagnosisDialogProps & { diagnosis: FunctionDiagnosis }) {
  const { state, cause, hint, location, fixes, checks, brokenAt } = diagnosis
  const bar = useDenial(functionRef.namespace, 'change')
  return (
    <div className={styles.found}>
      <Notice tone={tones[state]} title={cause} hint={hint}>
        {location && files.includes(location.file) && (
          <div>
            <Button
              size="small"
              title="Show this line in the editor"
              onClick={() => {
                onClose()
                onPlace(location)
              }}
            >
              <IconFileCode size={15} aria-hidden="true" />
              <code>
                {location.file}:{location.line}
              </code>
            </Button>
          </div>
        )}
      </Notice>
      {fixes.length > 0 && (
        <section aria-label="What would mend it" className={styles.fixes}>
          <h3>What would mend it</h3>
          {fixes.map((fix) => (
            <Fix
              key={fix.label}
              bar={bar}
              fix={fix}
              hasChanges={hasChanges}
              onFix={(change) => {
                onClose()
                onFix(change)
              }}
            />
          ))}
        </section>
      )}
      <section aria-label="What was looked at">
        <h3>What was looked at</h3>
        <ol className={styles.checks}>
          {checks
            .filter(({ verdict }) => verdict !== 'skipped')
            .map((check) => (
              <Check key={check.name} check={check} isCause={check.name === brokenAt} />
            ))}
        </ol>
      </section>
    </div>
  )
}

interface FixProps {
  /** The function may not be changed. */
  bar: Bar | undefined
  fix: DiagnosisFix
  hasChanges: boolean
  onFix: (change: Partial<FunctionSpec>) => void
}

function Fix({ bar, fix, hasChanges, onFix }: FixProps) {
  if (fix.type === 'change')
    return (
      <div className={styles.fix}>
        <Barred by={bar}>
          {(barred) => (
            <Button variant="primary" onClick={() => onFix(fix.change)} {...barred}>
              {fix.label}
            </Button>
          )}
        </Barred>
        <p>
          {hasChanges
            ? 'It joins your changes; nothing is deployed until you press Deploy.'
            : 'It is deployed at once.'}
        </p>
      </div>
    )
  return (
    <div className={styles.command}>
      <p>{fix.label}</p>
      <div className={styles.line}>
        <code>{fix.command}</code>
        <CopyButton label={`Copy the command: ${fix.label}`} text={fix.command} />
      </div>
    </div>
  )
}

function Check({ check, isCause }: { check: DiagnosisCheck; isCause: boolean }) {
  const { name, verdict, finding, evidence } = check
  const words = (
    <>
      <VerdictIcon verdict={verdict} />
      <span className={styles.name}>{checkWords[name]}</span>
      <VisuallyHidden>, {verdictWords[verdict]}: </VisuallyHidden>
      <span className={styles.finding}>{finding}</span>
    </>
  )
  return (
    <li className={styles.check} data-verdict={verdict}>
      {evidence.length === 0 ? (
        <div className={styles.row}>{words}</div>
      ) : (
        <details open={isCause}>
          <summary className={styles.row}>{words}</summary>
          {/* Long output is scrolled by keyboard too. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <pre tabIndex={0} className={styles.evidence}>
            {evidence.join('\n')}
          </pre>
        </details>
      )}
    </li>
  )
}

const icons: Record<DiagnosisVerdict, typeof IconCircleX> = {
  good: IconCircleCheck,
  bad: IconCircleX,
  waiting: IconCircleDashed,
  unknown: IconHelpCircle,
  skipped: IconCircleMinus,
}

function VerdictIcon({ verdict }: { verdict: DiagnosisVerdict }) {
  const Icon = icons[verdict]
  return <Icon size={16} aria-hidden="true" className={styles.icon} />
}
