import type { Request, RequestHandler } from 'express'
import { AppError } from '../../errors.ts'
import { splitHost } from '../hosts.ts'
import { contextOf } from '../request-context.ts'
import { isGuarded } from './security-headers.ts'

/**
 * Refuses what a page of another origin makes a browser send. A cookie is no proof of that: browsers send it
 * to and from any port of the same host. `Origin` is there on every request that could change something;
 * only programs leave it out, and they have nothing that a browser would add by itself.
 */
export function checkOrigin({ allowedHosts }: { allowedHosts: readonly string[] }): RequestHandler {
  return (request, _response, next) => {
    if (!isGuarded(request.path)) return next()
    const { origin, 'sec-fetch-site': site } = request.headers
    if (origin === undefined && needsOrigin(request))
      throw refused('The request does not say which page it comes from.')
    if (origin !== undefined && !isOwnOrigin(origin, request.headers.host ?? '', allowedHosts))
      throw refused('The request comes from a page of another origin.')
    if (site !== undefined && site !== 'same-origin' && site !== 'none')
      throw refused('The request comes from a page of another origin.')
    next()
  }
}

/** Whether somebody signs in over HTTPS, which only a proxy in front of us speaks. */
export function isSecure({ headers }: Request, allowedHosts: readonly string[]): boolean {
  const { origin, host = '' } = headers
  return origin !== undefined && origin.startsWith('https://') && isOwnOrigin(origin, host, allowedHosts)
}

/** A cookie is sent without anybody asking for it, and so is what needs no credential at all. */
function needsOrigin(request: Request): boolean {
  const isUnsafe = !['GET', 'HEAD', 'OPTIONS'].includes(request.method)
  const via = contextOf(request).principal?.via
  return isUnsafe && via !== undefined && via !== 'bearer'
}

function isOwnOrigin(origin: string, host: string, allowedHosts: readonly string[]): boolean {
  if (origin === `http://${host}`) return true
  const name = splitHost(host)?.name ?? ''
  return origin === `https://${host}` && allowedHosts.some((allowed) => allowed === name || allowed === host)
}

function refused(message: string): AppError {
  return new AppError(403, 'origin_not_allowed', message, {
    hint: 'Programs send Authorization: Bearer and the access token instead of a session.',
  })
}
