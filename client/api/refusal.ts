import { errorCodes } from '#contract/errors.ts'
import type { ErrorCode, Refusal } from '#contract/errors.ts'
import { ApiError } from './api-error.ts'

/** Reads an answer that refuses; one that is not ours, e.g. of a proxy in between, gets a sentence of its own. */
export async function refusalOf(answer: Response): Promise<ApiError> {
  const { status } = answer
  const body = (await answer.json().catch(() => undefined)) as unknown
  if (isRefusal(body)) return new ApiError({ ...body, status })
  return new ApiError({
    code: 'server_unreachable',
    status,
    detail: `Something between this page and Kubeless UI answered ${status}${answer.statusText ? ` ${answer.statusText}` : ''}.`,
    hint: 'If there is a proxy in front of Kubeless UI, look there. Otherwise reload the page.',
  })
}

function isRefusal(body: unknown): body is Refusal {
  if (typeof body !== 'object' || body === null) return false
  const { code, detail } = body as Partial<Refusal>
  return typeof detail === 'string' && typeof code === 'string' && isErrorCode(code)
}

function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code)
}
