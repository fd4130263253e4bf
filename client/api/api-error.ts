import type { ErrorCode, Problem, Refusal } from '#contract/errors.ts'

/**
 * What a question to the server can end in, for a person: `message` says what happened, `hint` what to do.
 * `server_unreachable` is ours: nothing came back at all, or nothing we understand.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly code: ErrorCode | 'server_unreachable'
  /** 0 when nothing came back. */
  readonly status: number
  readonly hint?: string
  readonly field?: string
  /** Every field to mend; the one of `field` included. */
  readonly problems: readonly Problem[]
  readonly conflict?: Refusal['conflict']
  /** YAML that grants the rights that are missing. */
  readonly grant?: string
  /** Finds the entry in the server's log. */
  readonly requestId?: string

  constructor(refusal: RefusalLike) {
    super(refusal.detail)
    this.code = refusal.code
    this.status = refusal.status
    this.hint = refusal.hint
    this.field = refusal.field
    this.problems = problemsOf(refusal)
    this.conflict = refusal.conflict
    this.grant = refusal.grant
    this.requestId = refusal.requestId
  }
}

/** A refusal of the server, or what we say in its place. */
type RefusalLike = Partial<Omit<Refusal, 'code'>> & {
  code: ErrorCode | 'server_unreachable'
  status: number
  detail: string
}

function problemsOf({ code, detail, hint, field, problems }: RefusalLike): Problem[] {
  if (problems && problems.length > 0) return problems
  if (field === undefined || code === 'server_unreachable') return []
  return [{ code, field, message: detail, hint }]
}
