/** What can be said against a request by its first lines alone, before anything of it is used. */
import type { RequestHandler } from 'express'
import { AppError } from '../../errors.ts'
import { isOurHost } from '../hosts.ts'
import type { HostRules } from '../hosts.ts'
import { isGuarded } from './security-headers.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
const mostUrlBytes = 8 * 1024
const mostHeaders = 100
/** Two of these, and each reader may believe another. */
const single = [
  'host',
  'authorization',
  'content-type',
  'content-length',
  'origin',
  'x-kui-session',
  'x-kui-proxy-secret',
  'x-forwarded-user',
]

/** Refuses methods that nothing here has ever heard of. */
export const checkMethod: RequestHandler = (request, response, next) => {
  if (methods.includes(request.method)) return next()
  response.setHeader('Allow', methods.join(', '))
  throw new AppError(405, 'method_not_allowed', `${request.method} is not offered here.`)
}

/** Refuses headers that could be read in two ways. */
export const checkHeaders: RequestHandler = ({ rawHeaders }, _response, next) => {
  if (rawHeaders.length / 2 > mostHeaders)
    throw new AppError(431, 'headers_too_large', `The request has more than ${mostHeaders} headers.`)
  const names = rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
  const twice = single.find((name) => names.indexOf(name) !== names.lastIndexOf(name))
  if (twice === 'host') throw new AppError(400, 'host_not_allowed', 'The request has two Host headers.')
  if (twice === 'authorization')
    throw new AppError(400, 'ambiguous_credentials', 'The request has two Authorization headers.')
  if (twice !== undefined)
    throw new AppError(400, 'header_invalid', `The request has the header ${twice} twice.`)
  next()
}

/**
 * Refuses addresses that somebody on the way may read in another way than we: before any route looks at them.
 * In the API a percent sign cannot lead anywhere either, since no name has characters that need it.
 */
export const checkAddress: RequestHandler = (request, _response, next) => {
  const { url } = request
  if (url.length > mostUrlBytes) throw new AppError(414, 'uri_too_long', 'The address is longer than 8 KB.')
  const [path = '', query = ''] = split(url, '?')
  const isOfApi = isGuarded(path) || !path.startsWith('/') || path.startsWith('//')
  if (isSteering(path)) {
    if (isOfApi)
      throw new AppError(400, 'path_invalid', 'The address holds something that never stands in one of ours.')
    throw new AppError(404, 'not_found', 'There is nothing at that address.')
  }
  if (!isReadable(query)) throw new AppError(400, 'query_invalid', 'The query is not percent-encoded UTF-8.')
  next()
}

/** Refuses a foreign name in `Host`. */
export function checkHost(rules: HostRules): RequestHandler {
  return (request, _response, next) => {
    const host = request.headers.host ?? ''
    if (isOurHost(host, request.socket.localPort, rules)) return next()
    throw new AppError(
      403,
      'host_not_allowed',
      `${JSON.stringify(host.slice(0, 100))} is not a host name of this dashboard.`,
      {
        hint: 'Open it by its IP address, or put the name into ALLOWED_HOSTS.',
      },
    )
  }
}

function isSteering(path: string): boolean {
  if (!path.startsWith('/') || path.startsWith('//') || !/^[\x21-\x7e]*$/.test(path) || path.includes('\\'))
    return true
  if (/%(2f|5c|2e|25|0[0-9a-f]|1[0-9a-f]|7f)/i.test(path) || !isReadable(path)) return true
  return path.split('/').some((step) => step === '.' || step === '..')
}

function isReadable(text: string): boolean {
  try {
    decodeURIComponent(text.replaceAll('+', ' '))
    return /^[\x20-\x7e]*$/.test(text)
  } catch {
    return false
  }
}

function split(text: string, by: string): [string, string] {
  const at = text.indexOf(by)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)]
}
