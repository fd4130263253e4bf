import type { RequestHandler } from 'express'
import { isLoopbackName } from '../hosts.ts'

/**
 * What the page may load: only ourselves, and no inline script. Monaco sets styles of elements, hence the one
 * `unsafe-inline`, and draws its squiggles from data: addresses. There is no `upgrade-insecure-requests`: on
 * the plain HTTP of a NodePort it would leave the page blank.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "object-src 'none'",
].join('; ')

const headers: readonly [string, string][] = [
  ['Content-Security-Policy', contentSecurityPolicy],
  ['X-Content-Type-Options', 'nosniff'],
  ['X-Frame-Options', 'DENY'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['Permissions-Policy', 'camera=(), microphone=(), geolocation=(), payment=()'],
]

/** Says to browsers what they must not do with anything of ours. */
export const securityHeaders: RequestHandler = (request, response, next) => {
  for (const [name, value] of headers) response.setHeader(name, value)
  // Browsers complain where the origin is not one they trust.
  if (isLoopbackName(request.headers.host ?? ''))
    response.setHeader('Cross-Origin-Opener-Policy', 'same-origin')
  if (isGuarded(request.path)) {
    response.setHeader('Cache-Control', 'no-store')
    response.setHeader('Vary', 'Cookie')
  }
  next()
}

/** Whether a path is of the API, or would be for somebody who is less exact than we are. */
export function isGuarded(path: string): boolean {
  return /^\/(api|metrics)(\/|$)/i.test(path)
}
