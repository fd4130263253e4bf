/** Signing in and out. */
import type { Router } from 'express'
import type { Session, SignIn, SignInHelp, SignInMethod } from '../../contract/session.ts'
import { AppError } from '../../errors.ts'
import type { KubernetesUser, UserClusters } from '../../kubernetes/user-clusters.ts'
import { endpoint } from '../endpoint.ts'
import { isSecure } from '../middleware/origin.ts'
import type { AuthSettings, Parts } from '../parts.ts'
import { newRouter } from '../router.ts'
import { clearSessionCookie, setSessionCookie } from '../session-cookie.ts'
import type { Sessions } from '../sessions.ts'
import { shapeOf } from '../shapes.ts'
import type { TokenCheck } from '../token-check.ts'

const limit = { bytes: 16 * 1024, words: '16 KB' }

export function sessionRoutes({ auth, sessions, allowedHosts, now }: Parts, tokens: TokenCheck): Router {
  const routes = newRouter()

  endpoint(routes, 'GET /api/session/help', {
    answer: () => helpOf(auth),
  })

  endpoint(routes, 'POST /api/session', {
    body: readSignIn,
    limit,
    async answer({ body, request, response, context, signal }): Promise<Session> {
      if (auth.mode === 'none') return nobody
      if (auth.mode === 'forward')
        throw new AppError(401, 'unauthenticated', 'Signing in is up to the proxy in front of Kubeless UI.', {
          hint: 'Open it by the address of the proxy.',
        })
      const owner = await identify({ auth, sessions, tokens }, body, signal)
      const { session, cookieHalf, headerHalf } = sessions.open(owner?.name ?? 'access token', owner)
      const { user, expiresAt } = session
      const mode = owner ? 'kubernetes' : 'token'
      context.principal = { mode, user, via: 'session', session }
      setSessionCookie(request, response, {
        half: cookieHalf,
        maxAgeSeconds: Math.round((expiresAt - now()) / 1000),
        isSecure: isSecure(request, allowedHosts),
      })
      return { mode, user, session: headerHalf, expiresAt: isoOf(expiresAt) }
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

function helpOf({ mode, users, tokenCommand, problem }: AuthSettings): SignInHelp {
  const methods: SignInMethod[] = [
    ...(mode === 'token' ? (['token'] as const) : []),
    ...(users ? (['kubernetes'] as const) : []),
  ]
  return { mode, methods, command: mode === 'token' ? tokenCommand : '', ...(problem && { problem }) }
}

/** Who it is, when the token is one of the cluster; nobody in particular, when it is the access token. */
async function identify(
  { auth, sessions, tokens }: { auth: AuthSettings; sessions: Sessions; tokens: TokenCheck },
  body: SignIn,
  signal: AbortSignal,
): Promise<KubernetesUser | undefined> {
  const token = body.token.trim()
  const method = body.method ?? (auth.mode === 'kubernetes' ? 'kubernetes' : 'token')
  if (method === 'kubernetes') {
    if (!auth.users)
      throw new AppError(422, 'field_invalid', 'This dashboard takes no Kubernetes tokens.', {
        field: 'method',
      })
    return admit(auth.users, tokens, body, signal)
  }
  if (auth.mode === 'kubernetes')
    throw new AppError(422, 'field_invalid', 'This dashboard takes Kubernetes tokens only.', {
      field: 'method',
    })
  if (sessions.redeemOneTimeCode(token) || tokens.isRight(token)) return undefined
  if (auth.problem)
    throw new AppError(503, 'unauthenticated', auth.problem.message, { hint: auth.problem.hint })
  tokens.countWrong()
  throw new AppError(401, 'unauthenticated', 'This is not the access token.', {
    hint: 'Copy it once more; the command below prints it.',
    field: 'token',
  })
}

async function admit(
  users: UserClusters,
  tokens: TokenCheck,
  body: SignIn,
  signal: AbortSignal,
): Promise<KubernetesUser> {
  const namespaces = (body.namespace ?? '').split(/[\s,]+/).filter(Boolean)
  const strange = namespaces.find((name) => !/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(name))
  if (strange !== undefined || namespaces.length > 20)
    throw new AppError(422, 'namespace_invalid', 'These are not the names of at most 20 namespaces.', {
      field: 'namespace',
    })
  try {
    return await users.admit(body.token.trim(), { namespaces, signal })
  } catch (error) {
    if (error instanceof AppError && error.status === 401) tokens.countWrong()
    throw error
  }
}

function readSignIn(value: unknown): SignIn {
  const shape = shapeOf(value, ['token', 'method', 'namespace'])
  const method = shape.optionalText('method')
  if (method !== undefined && method !== 'token' && method !== 'kubernetes')
    throw new AppError(422, 'field_invalid', 'method is token or kubernetes.', { field: 'method' })
  return { token: shape.text('token'), method, namespace: shape.optionalText('namespace') }
}

function isoOf(time: number): string {
  return new Date(time).toISOString()
}
