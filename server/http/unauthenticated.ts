import type { Response } from 'express'
import { AppError } from '../errors.ts'

/** Refuses for want of a credential, and says which kind there is. */
export function unauthenticated(
  response: Response,
  code: 'unauthenticated' | 'session_incomplete' | 'session_expired',
  message: string,
  hint = 'Sign in with the access token. Programs send it as Authorization: Bearer.',
): AppError {
  response.setHeader('WWW-Authenticate', 'Bearer realm="Kubeless UI"')
  return new AppError(401, code, message, { hint })
}
