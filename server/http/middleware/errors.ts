import { STATUS_CODES } from 'node:http'
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import type { Refusal } from '../../contract/errors.ts'
import { AppError } from '../../errors.ts'
import { contextOf } from '../request-context.ts'
import { isGuarded } from './security-headers.ts'

/** What has no route by now, and would be one of the API, is not for the page to answer. */
export const endOfApi: RequestHandler = (request, response, next) =>
  isGuarded(request.path) ? void nothingThere(request, response, next) : next()

/** Whatever came here has no route. */
export const nothingThere: RequestHandler = () => {
  throw new AppError(404, 'not_found', 'There is nothing at that address.')
}

/** The last door of errors: an `AppError` is answered as it wants, anything else is a mistake of ours and named in the log. */
export function answerErrors(log: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, _next) => {
    const context = contextOf(request)
    const known = error instanceof AppError ? error : mistake(error, log, context.id)
    if (response.destroyed) return
    context.refusal = known.code
    // Half an answer cannot be mended: the connection is broken off, so that nobody takes it for a whole one.
    if (response.headersSent) return void response.destroy()
    const { retryAfterSeconds } = known.extra
    if (retryAfterSeconds !== undefined) response.setHeader('Retry-After', String(retryAfterSeconds))
    closeIfUnread(request, response)
    response
      .status(known.status)
      .type('application/problem+json')
      .send(JSON.stringify(refusalOf(known, context.id)))
  }
}

function refusalOf({ status, code, message, extra }: AppError, requestId: string): Refusal {
  const { hint, field, problems = [], conflict, grant } = extra
  return {
    type: 'about:blank',
    title: STATUS_CODES[status] ?? 'Error',
    status,
    code,
    detail: message,
    ...(hint && { hint }),
    ...(field && { field }),
    ...(problems.length > 1 && { problems }),
    ...(conflict && { conflict }),
    ...(grant && { grant }),
    requestId,
  }
}

function mistake(error: unknown, log: Logger, requestId: string): AppError {
  log.error({ err: error, rid: requestId }, 'a request failed for a reason of ours')
  return new AppError(500, 'internal', 'Something went wrong in Kubeless UI.', {
    hint: `Look for ${requestId} in its log, or report it with that number.`,
  })
}

/** What is small is read to its end, so that the connection can go on; for anything else it is closed. */
const mostDrained = 2 * 1024 * 1024

function closeIfUnread(request: Request, response: Response): void {
  if (request.complete) return
  const length = request.headers['content-length']
  const isSmall =
    length === undefined ? request.headers['transfer-encoding'] === undefined : Number(length) <= mostDrained
  if (isSmall) return
  response.setHeader('Connection', 'close')
  response.once('finish', () => request.socket.destroySoon())
}
