import { randomBytes } from 'node:crypto'
import type { RequestHandler } from 'express'
import { setContext } from '../request-context.ts'

/** Gives every request its name. */
export const startContext: RequestHandler = (request, response, next) => {
  const id = randomBytes(8).toString('hex')
  setContext(request, { id, startedAt: performance.now(), bytesIn: 0, facts: {} })
  response.setHeader('X-Request-Id', id)
  next()
}
