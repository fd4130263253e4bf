/**
 * Mode `forward`: a proxy in front of us has found out who it is, and says so in headers. Anybody who reaches us
 * past it could write the same headers, so they count only together with a secret that only the proxy knows.
 */
import type { IncomingMessage } from 'node:http'
import type { Response } from 'express'
import type { AuthSettings } from './parts.ts'
import type { Principal } from './principal.ts'
import { hashOf, isEqual } from './sessions.ts'
import { unauthenticated } from './unauthenticated.ts'

const hint = 'Open the dashboard by the address of the proxy in front of it.'

/** Exactly these headers are read, as oauth2-proxy and its like send them. */
export function ofProxy({ headers }: IncomingMessage, response: Response, auth: AuthSettings): Principal {
  const { 'x-kui-proxy-secret': secret, 'x-forwarded-user': user, 'x-forwarded-groups': groups } = headers
  if (!auth.proxySecret || typeof secret !== 'string' || !isEqual(hashOf(secret), hashOf(auth.proxySecret)))
    throw unauthenticated(response, 'unauthenticated', 'The request did not come by the proxy.', hint)
  if (typeof user !== 'string' || !/^[\x21-\x7e]{1,256}$/.test(user))
    throw unauthenticated(response, 'unauthenticated', 'The proxy does not say who is asking.', hint)
  const { operatorGroups = [] } = auth
  const own = [groups ?? '']
    .flat()
    .join(',')
    .split(',')
    .map((group) => group.trim())
  const isOperator = operatorGroups.length === 0 || operatorGroups.some((group) => own.includes(group))
  return { mode: 'forward', user, via: 'proxy', isViewer: !isOperator }
}
