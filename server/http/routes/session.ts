/** Signing in and out. */
import type { Router } from 'express'
import type { Session, SignIn } from '../../contract/session.ts'
import { AppError } from '../../errors.ts'
import { endpoint } from '../endpoint.ts'
import { isSecure } from '../middleware/origin.ts'
import type { Parts } from '../parts.ts'
import { newRouter } from '../router.ts'
import { clearSessionCookie, setSessionCookie } from '../session-cookie.ts'
import { shapeOf } from '../shapes.ts'
import type { TokenCheck } from '../token-check.ts'

const limit = { bytes: 16 * 1024, words: '16 KB' }

export function sessionRoutes({ auth, sessions, allowedHosts, now }: Parts, tokens: TokenCheck): Router {
  const routes = newRouter()

  endpoint(routes, 'GET /api/session/help', {
    answer: () => ({ mode: auth.mode, command: auth.mode === 'token' ? auth.tokenCommand : '' }),
  })

  endpoint(routes, 'POST /api/session', {
    body: readSignIn,
    limit,
    answer({ body, request, response, context }): Session {
      if (auth.mode === 'none') return nobody
      if (auth.mode === 'forward')
        throw new AppError(401, 'unauthenticated', 'Signing in is up to the proxy in front of Kubeless UI.', {
          hint: 'Open it by the address of the proxy.',
        })
      const token = body.token.trim()
      if (!sessions.redeemOneTimeCode(token) && !tokens.accepts(token))
        throw new AppError(401, 'unauthenticated', 'This is not the access token.', {
          hint: 'Copy it once more; the command below prints it.',
          field: 'token',
        })
      const { session, cookieHalf, headerHalf } = sessions.open('access token')
      context.principal = { mode: 'token', user: session.user, via: 'session', session }
      setSessionCookie(request, response, {
        half: cookieHalf,
        maxAgeSeconds: Math.round((session.expiresAt - now()) / 1000),
        isSecure: isSecure(request, allowedHosts),
      })
      return { mode: 'token', user: session.user, session: headerHalf, expiresAt: isoOf(session.expiresAt) }
    },
  })

  endpoint(routes, 'GET /api/session', {
    answer({ context: { principal } }): Session {
      if (!principal) return nobody
      const { mode, user, session } = principal
      return { mode, user, ...(session && { expiresAt: isoOf(session.expiresAt) }) }
    },
  })

  endpoint(routes, 'DELETE /api/session', {
    answer({ context: { principal }, request, response }) {
      if (!principal?.session) return
      sessions.close(principal.session)
      clearSessionCookie(request, response)
    },
  })

  return routes
}

const nobody: Session = { mode: 'none', user: 'anybody' }

function readSignIn(value: unknown): SignIn {
  return { token: shapeOf(value, ['token']).text('token') }
}

function isoOf(time: number): string {
  return new Date(time).toISOString()
}
