import type { Request, RequestHandler } from 'express'
import type { Logger } from 'pino'
import { contextOf } from '../request-context.ts'

/**
 * One line for each request that changes something, calls a function, signs in or out, or is refused; the others
 * only when the log is asked for everything. Never a body, a header, a query, a token or the value of a variable.
 */
export function logRequests(log: Logger): RequestHandler {
  return (request, response, next) => {
    response.once('close', () => {
      const { status, isNotable } = summaryOf(request, response.statusCode)
      const isFinished = response.writableFinished
      log[isNotable ? 'info' : 'debug'](lineOf(request, { status, isFinished }), 'request')
    })
    next()
  }
}

function summaryOf({ method }: Request, status: number) {
  const changes = !['GET', 'HEAD', 'OPTIONS'].includes(method)
  const isDenied = [401, 403, 429].includes(status)
  return { status, isNotable: changes || isDenied || status >= 500 }
}

function lineOf(request: Request, { status, isFinished }: { status: number; isFinished: boolean }) {
  const { id, startedAt, principal, endpoint, bytesIn, refusal, facts } = contextOf(request)
  return {
    rid: id,
    event: endpoint ?? `${request.method} ${plain(request.path, 200)}`,
    outcome: status < 400 ? (isFinished ? 'done' : 'left') : 'refused',
    status,
    code: refusal,
    auth: principal?.via,
    user: principal?.user,
    sid: principal?.session?.id,
    ip: request.socket.remoteAddress,
    ua: plain(request.headers['user-agent'] ?? '', 120),
    ns: named(request, 'namespace'),
    name: named(request, 'name'),
    ...facts,
    bytesIn: bytesIn || undefined,
    ms: Math.round(performance.now() - startedAt),
  }
}

function named({ path }: Request, which: 'namespace' | 'name'): string | undefined {
  const [, namespace, name] = /^\/api\/namespaces\/([^/]+)\/functions(?:\/([^/]+))?/.exec(path) ?? []
  const value = which === 'namespace' ? namespace : name
  return value === undefined ? undefined : plain(value, 253)
}

/** One line stays one line, and a terminal that shows it takes no orders from it. */
function plain(text: string, most: number): string {
  return text.slice(0, most).replace(/[^\x20-\x7e]/g, '?')
}
