/** The half of a session that browsers keep where no script can read it. */
import type { Request, Response } from 'express'
import { splitHost } from './hosts.ts'

/** Of a page over HTTPS. The prefix makes browsers refuse one that was set by plain HTTP or by a neighbour. */
const secureName = '__Host-kui'

/** Every half sent under one of our names; more than one means that somebody put his own beside it. */
export function cookieHalvesOf(request: Request): string[] {
  const names = [secureName, plainName(request)]
  return (request.headers.cookie ?? '').split(';').flatMap((pair) => {
    const [name = '', value = ''] = pair.split('=', 2).map((part) => part.trim())
    return names.includes(name) && value !== '' ? [value] : []
  })
}

export function setSessionCookie(
  request: Request,
  response: Response,
  { half, maxAgeSeconds, isSecure }: { half: string; maxAgeSeconds: number; isSecure: boolean },
): void {
  const name = isSecure ? secureName : plainName(request)
  response.append('Set-Cookie', `${name}=${half}; ${attributes(maxAgeSeconds, isSecure)}`)
}

export function clearSessionCookie(request: Request, response: Response): void {
  response.append('Set-Cookie', `${plainName(request)}=; ${attributes(0, false)}`)
  if (request.headers.cookie?.includes(secureName))
    response.append('Set-Cookie', `${secureName}=; ${attributes(0, true)}`)
}

/** With the port, since cookies are shared by all ports of a host, and there may be two dashboards. */
function plainName(request: Request): string {
  return `kui_${splitHost(request.headers.host ?? '')?.port ?? 80}`
}

function attributes(maxAgeSeconds: number, isSecure: boolean): string {
  return `HttpOnly; SameSite=Strict; Path=/; Max-Age=${maxAgeSeconds}${isSecure ? '; Secure' : ''}`
}
