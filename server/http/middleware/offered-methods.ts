import type { RequestHandler } from 'express'
import { AppError } from '../../errors.ts'

/** Refuses, for addresses that do exist, the methods they do not take. `lines`: of the contract's table. */
export function refuseOtherMethods(lines: readonly string[]): RequestHandler {
  const offered = lines.map((line) => {
    const [method = '', path = ''] = line.split(' ')
    return { method, pattern: new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`) }
  })
  return (request, response, next) => {
    const methods = offered.filter(({ pattern }) => pattern.test(request.path)).map(({ method }) => method)
    if (methods.length === 0) return next()
    const allow = [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
    response.setHeader('Allow', allow)
    if (request.method === 'OPTIONS') return void response.status(204).end()
    throw new AppError(405, 'method_not_allowed', `${request.method} is not offered here.`, {
      hint: `Offered are ${allow}.`,
    })
  }
}

/** Pages are only looked at. */
export const onlyReading: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next()
  response.setHeader('Allow', 'GET, HEAD')
  throw new AppError(405, 'method_not_allowed', `${request.method} is not offered here.`)
}
