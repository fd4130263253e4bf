import type { ErrorCode, Problem } from './contract/errors.ts'

/** The one error we throw on purpose: it knows how it wants to be answered. */
export class AppError extends Error {
  override readonly name = 'AppError'
  /** HTTP status of the answer. */
  readonly status: number
  readonly code: ErrorCode
  readonly extra: AppErrorExtra

  constructor(status: number, code: ErrorCode, message: string, extra: AppErrorExtra = {}) {
    super(message, extra.cause === undefined ? undefined : { cause: extra.cause })
    this.status = status
    this.code = code
    this.extra = extra
  }
}

/** What an `AppError` may carry besides its sentence. */
export interface AppErrorExtra {
  /** What to do next. */
  hint?: string
  field?: string
  problems?: Problem[]
  conflict?: { yours: unknown; theirs: unknown }
  /** YAML that grants the rights that are missing. */
  grant?: string
  /** Answered as `Retry-After`, in seconds. */
  retryAfterSeconds?: number
  /** For our log only. */
  cause?: unknown
}
