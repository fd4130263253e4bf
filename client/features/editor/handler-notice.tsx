import { useMemo } from 'react'
import type { HandlerDoubt } from '#contract/handler-doubt.ts'
import { Button } from '../../ui/button.tsx'
import type { FieldWarning } from '../../ui/field.tsx'
import { Notice } from '../../ui/notice.tsx'
import { doubtAbout } from './draft-problems.ts'
import { isDirty } from './draft.ts'
import type { Draft, DraftFields } from './draft.ts'
import type { Deployment, DeployState } from './use-deploy.ts'
import { useSettled } from '../../lib/use-settled.ts'

/** What is doubtful about the handler as it stands; nothing while code or handler are being typed. */
export function useHandlerDoubt(draft: Draft, state: DeployState): HandlerDoubt | undefined {
  const settled = useSettled(draft)
  const found = useMemo(() => doubtAbout(settled), [settled])
  const { fields } = draft
  if (state.phase === 'doubted' && isSame(state.of, fields)) return state.doubt
  return settled.fields.handler === fields.handler ? found : undefined
}

/** The same at the field of the handler. */
export function warningAtHandler(
  doubt: HandlerDoubt | undefined,
  onMend: HandlerNoticeProps['onMend'],
): FieldWarning | undefined {
  if (!doubt) return undefined
  const { message, mend } = doubt
  return { words: message, mend: mend && { label: mend.label, onMend: () => onMend(mend.change) } }
}

export interface HandlerNoticeProps {
  doubt: HandlerDoubt | undefined
  draft: Draft
  deployment: Deployment
  onMend: (changes: Partial<DraftFields>) => void
}

/** Says that the handler names no function, beside Deploy; once that was pressed, it asks whether it is meant. */
export function HandlerNotice({ doubt, draft, deployment, onMend }: HandlerNoticeProps) {
  const { state } = deployment
  // The failing status of what is stored says the same, with what the pod said.
  if (!doubt || (!isDirty(draft) && draft.base.status.state !== 'ready')) return null
  const isAsked = state.phase === 'doubted' && isSame(state.of, draft.fields)
  const { message, hint, mend } = doubt
  return (
    <Notice
      tone="warning"
      title={isAsked ? `Not deployed yet: ${message}` : message}
      hint={hint}
      action={
        <>
          {mend && (
            <Button size="small" onClick={() => onMend(mend.change)}>
              {mend.label}
            </Button>
          )}
          {isAsked && (
            <Button size="small" onClick={deployment.deployAnyway}>
              Deploy anyway
            </Button>
          )}
        </>
      }
    />
  )
}

function isSame(a: DraftFields, b: DraftFields): boolean {
  return a.handler === b.handler && a.code === b.code && a.runtime === b.runtime
}
