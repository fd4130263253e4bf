import type { Request, RequestHandler, Response } from 'express'
import { AppError } from '../../errors.ts'
import type { AuthSettings } from '../parts.ts'
import type { Principal } from '../principal.ts'
import { contextOf } from '../request-context.ts'
import { clearSessionCookie, cookieHalvesOf } from '../session-cookie.ts'
import { startPrograms } from '../programs.ts'
import type { Programs } from '../programs.ts'
import { ofProxy } from '../proxy-identity.ts'
import type { Sessions } from '../sessions.ts'
import type { TokenCheck } from '../token-check.ts'
import { unauthenticated } from '../unauthenticated.ts'
import { isGuarded } from './security-headers.ts'

/** Exactly these are answered to anybody; everything else of the API needs a credential, whether it exists or not. */
const open = ['POST /api/session', 'GET /api/session/help', 'HEAD /api/session/help']

/** Finds out who is asking. Nothing of the request's body has been read yet. */
export function authenticate(auth: AuthSettings, sessions: Sessions, tokens: TokenCheck): RequestHandler {
  const programs = startPrograms(auth, sessions, tokens)
  return async (request, response, next) => {
    if (!isGuarded(request.path)) return next()
    const context = contextOf(request)
    if (auth.mode === 'none') context.principal = { mode: 'none', user: 'anybody', via: 'none' }
    else if (open.includes(`${request.method} ${request.path}`)) return next()
    else if (auth.mode === 'forward' && !isOfProgram(request, auth))
      context.principal = ofProxy(request, response, auth)
    else context.principal = await principalOf(request, response, sessions, programs)
    if (context.principal.isViewer && !['GET', 'HEAD', 'OPTIONS'].includes(request.method))
      throw new AppError(
        403,
        'forbidden',
        `${context.principal.user} may look at functions, and not change or call them.`,
        {
          hint: 'Ask whoever runs this dashboard to put you into one of the groups that may.',
        },
      )
    next()
  }
}

/** A program's own token counts for itself, whether there is a proxy or not. */
function isOfProgram({ headers }: Request, { token }: AuthSettings): boolean {
  return token !== undefined && /^bearer /i.test(headers.authorization ?? '')
}

async function principalOf(
  request: Request,
  response: Response,
  sessions: Sessions,
  programs: Programs,
): Promise<Principal> {
  const { authorization } = request.headers
  const cookieHalves = cookieHalvesOf(request)
  const headerHalf = request.headers['x-kui-session']
  if (authorization !== undefined) {
    if (cookieHalves.length > 0 || headerHalf !== undefined)
      throw new AppError(
        400,
        'ambiguous_credentials',
        'The request has an Authorization header and a session.',
        {
          hint: 'Send one of them.',
        },
      )
    return ofBearer(authorization, response, programs)
  }
  if (cookieHalves.length === 0 && headerHalf === undefined)
    throw unauthenticated(response, 'unauthenticated', 'You are not signed in.')
  if (cookieHalves.length === 0 || typeof headerHalf !== 'string')
    throw unauthenticated(response, 'session_incomplete', 'Only half of a session was sent.')
  const found = sessions.find(cookieHalves, headerHalf)
  if (typeof found === 'object') {
    const { session } = found
    const { user, owner, ended } = session
    return {
      mode: owner ? 'kubernetes' : 'token',
      user,
      via: 'session',
      session,
      ended,
      ...(owner && { owner }),
    }
  }
  // Somebody else's cookie may lie in front of the right one.
  clearSessionCookie(request, response)
  throw found === 'foreign'
    ? unauthenticated(response, 'session_incomplete', 'The halves of the session do not belong together.')
    : unauthenticated(response, 'session_expired', 'Your session has ended.')
}

async function ofBearer(authorization: string, response: Response, programs: Programs): Promise<Principal> {
  const [, token] = /^Bearer +([!-~]+)$/i.exec(authorization) ?? []
  if (token === undefined)
    throw unauthenticated(response, 'unauthenticated', 'The Authorization header is not Bearer and a token.')
  const principal = await programs.find(token)
  if (!principal) throw unauthenticated(response, 'unauthenticated', 'This is not the access token.')
  return principal
}
