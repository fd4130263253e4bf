import type { RequestHandler } from 'express'
import { AppError } from '../../errors.ts'
import type { Life } from '../life.ts'

/** While the server stops it takes nothing new, and lets connections go that are kept open. */
export function refuseWhileStopping(life: Life): RequestHandler {
  return (_request, response, next) => {
    if (!life.isStopping) return next()
    response.setHeader('Connection', 'close')
    throw new AppError(503, 'shutting_down', 'Kubeless UI is stopping.', {
      hint: 'Try again in a moment.',
      retryAfterSeconds: 5,
    })
  }
}
