/** What is wrong with a draft, at the fields as they stand on the screen. Pure. */
import type { Problem } from '#contract/errors.ts'
import { problemsWith } from '#contract/function-rules.ts'
import { handlerDoubt } from '#contract/handler-doubt.ts'
import type { HandlerDoubt } from '#contract/handler-doubt.ts'
import { isBlank, specOf } from './draft.ts'
import type { Draft, DraftFields } from './draft.ts'

/** What the rules, which the server applies too, say about the draft. */
export function problemsOf(draft: Draft, runtimes?: readonly string[]): Problem[] {
  return atRows(draft, problemsWith(specOf(draft), { runtimes }))
}

/** Why the handler surely names no function of the code. */
export function doubtAbout({ base, fields }: Draft): HandlerDoubt | undefined {
  const { handler, code, contentType, runtime } = fields
  const isStored = handler === base.handler && code === base.code && runtime === base.runtime
  // What answers was loaded. Upstream's Node is ready before it has looked at the code, so there it proves nothing.
  if (isStored && base.status.state === 'ready' && !runtime.startsWith('nodejs')) return undefined
  return handlerDoubt({ handler, code, contentType, runtime })
}

/** Problems found in what is sent, whose `env` leaves blank rows out, at the rows as they are shown. */
export function atRows({ fields }: Draft, problems: readonly Problem[]): Problem[] {
  const rows = fields.env.flatMap((variable, row) => (isBlank(variable) ? [] : [row]))
  return problems.map((problem) => ({
    ...problem,
    field: problem.field?.replace(/^env\[(\d+)\]/, (whole, at: string) => {
      const row = rows[Number(at)]
      return row === undefined ? whole : `env[${row}]`
    }),
  }))
}

/** Where on the page a problem is mended. */
export function placeOf({ field }: Problem): 'code' | 'settings' {
  return field === undefined || /^(?:code|deps|contentType|checksum|changes)\b/.test(field)
    ? 'code'
    : 'settings'
}

/** Those of the problems whose field still holds what they were found in. */
export function stillStanding(problems: readonly Problem[], of: DraftFields, now: DraftFields): Problem[] {
  return problems.filter(({ field }) => {
    const name = field?.replace(/\W.*$/, '') as keyof DraftFields | undefined
    return name === undefined || !(name in of) || of[name] === now[name]
  })
}
