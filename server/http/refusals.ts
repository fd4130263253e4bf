/** How what is wrong with an input is answered. */
import type { ErrorCode, Problem } from '../contract/errors.ts'
import { AppError } from '../errors.ts'

/** Codes that have a status of their own; everything else that was typed wrong is 422. */
const statuses: Partial<Record<ErrorCode, number>> = {
  namespace_protected: 403,
  name_taken: 409,
  code_too_large: 413,
  body_too_large: 413,
  payload_too_large: 413,
  invoke_path: 400,
  header_invalid: 400,
  header_not_allowed: 400,
  header_authorization: 400,
  query_invalid: 400,
}

/** Throws when there is something wrong. The first problem is what the answer is about, all of them are in it. */
export function refuseProblems(problems: readonly Problem[]): void {
  const [first] = problems
  if (!first) return
  const { code, message, hint, field } = first
  throw new AppError(statuses[code] ?? 422, code, message, { hint, field, problems: [...problems] })
}

/** A query parameter that cannot be used. */
export function badQuery(field: string, message: string): AppError {
  return new AppError(400, 'query_invalid', message, { field })
}
