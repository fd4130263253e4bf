/** What the two forms of triggers share: when a problem is shown, and what is done when one is sent. */
import { useState } from 'react'
import type { Problem } from '#contract/errors.ts'
import type { Trigger } from '#contract/triggers.ts'
import { ApiError } from '../../api/http.ts'
import { useSaveTrigger } from '../../api/triggers.ts'
import type { SentTrigger } from '../../api/triggers.ts'

export interface TriggerForm {
  /** What stands at a field: once it has been left, or everything after a try. */
  problemAt: (field: string) => string | undefined
  leave: (field: string) => void
  send: () => void
  isPending: boolean
  /** What was refused and is at no field. */
  failure: { message: string; hint?: string } | undefined
}

/** `own`: everything wrong with what is typed, by the contract's rules. */
export function useTriggerForm(
  sent: SentTrigger,
  own: readonly Problem[],
  onSaved: (trigger: Trigger) => void,
): TriggerForm {
  const { mutate, isPending, error } = useSaveTrigger()
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const [refused, setRefused] = useState<{ text: string; problems: readonly Problem[] }>()
  const text = JSON.stringify(sent.spec)
  // What the server said holds as long as nothing has been changed since.
  const ofServer = refused?.text === text ? refused.problems : []
  const shown = own.filter(({ field = '' }) => refused !== undefined || left.has(field))
  const failed = error instanceof ApiError && error.problems.length > 0 ? undefined : error
  return {
    problemAt(field) {
      const problem = [...shown, ...ofServer].find((known) => known.field === field)
      return problem && [problem.message, problem.hint].filter(Boolean).join(' ')
    },
    leave: (field) => setLeft((before) => (before.has(field) ? before : new Set([...before, field]))),
    send() {
      if (isPending) return
      setRefused({ text, problems: [] })
      if (own.length > 0) return focusFirst(own)
      mutate(sent, {
        onSuccess: onSaved,
        onError: (failure) => {
          if (!(failure instanceof ApiError)) return
          setRefused({ text, problems: failure.problems })
          focusFirst(failure.problems)
        },
      })
    },
    isPending,
    failure: failed
      ? { message: failed.message, hint: failed instanceof ApiError ? failed.hint : undefined }
      : undefined,
  }
}

/** The function's own name, or one with a number behind it. */
export function freeName(wanted: string, taken: readonly string[]): string {
  if (!taken.includes(wanted)) return wanted
  for (let number = 2; ; number++) if (!taken.includes(`${wanted}-${number}`)) return `${wanted}-${number}`
}

/** The field to mend gets the focus, once its problem stands beside it. */
function focusFirst(problems: readonly Problem[]): void {
  const [first] = problems
  if (first?.field)
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`dialog [name="${CSS.escape(first.field ?? '')}"]`)?.focus(),
    )
}
