/** Calls to what runs in a pod, through the API server: `services/NAME:PORT/proxy/…` and `pods/NAME:PORT/proxy/…`. */
import { request as sendRequest } from 'node:http'
import type { IncomingHttpHeaders, IncomingMessage, OutgoingHttpHeaders } from 'node:http'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { serviceUnavailable } from '../status.ts'
import { answerError } from '../wire/answer.ts'
import type { Call } from '../verbs/context.ts'
import { htmlLinks } from './html-links.ts'
import { sendBody } from './send-body.ts'
import { podTarget, serviceTarget } from './targets.ts'

/** Said between two neighbours only, never passed on. */
const hopByHop = [
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]

/** Streams both ways; resolves when the answer has begun or failed. */
export function proxy(call: Call): Promise<void> {
  const { cluster, info, request, response } = call
  const isBare = info.rest === '' && !info.path.endsWith('/')
  if (isBare && (request.method === 'GET' || request.method === 'HEAD')) {
    const query = (request.url ?? '').slice(info.path.length)
    response.writeHead(301, { Location: `${info.path}/${query}` }).end()
    return Promise.resolve()
  }
  const findTarget = info.resource === 'pods' ? podTarget : serviceTarget
  const { socketPath } = findTarget(cluster.store, cluster.kubelet(), info.namespace, info.name)
  const prefix = prefixOf(info.path)
  const path = cleanPath(info.rest)
  const query = (request.url ?? '').slice(info.path.length)
  const wantsPlain = request.headers['accept-encoding'] === undefined

  return new Promise((resolve) => {
    const sent = sendRequest({
      socketPath,
      method: request.method,
      path: path + query,
      headers: headersFor(call, prefix + path, wantsPlain),
      setHost: false,
      agent: false,
    })
    sent.once('response', (answer) => {
      pass(call, answer, prefix, wantsPlain)
      resolve()
    })
    sent.once('error', (error: NodeJS.ErrnoException) => {
      if (!response.destroyed) answerError(call, unreachable(error), () => undefined)
      resolve()
    })
    response.once('close', () => sent.destroy())
    sendBody(request, sent)
  })
}

function pass(
  { request, response }: Call,
  answer: IncomingMessage,
  prefix: string,
  wantsPlain: boolean,
): void {
  const isPacked = answer.headers['content-encoding'] === 'gzip'
  const isHtml = (answer.headers['content-type'] ?? '').startsWith('text/html')
  const isUnpacked = wantsPlain && isPacked && request.method !== 'HEAD'
  const isRewritten = isHtml && (!isPacked || isUnpacked) && request.method !== 'HEAD'
  const headers = answerHeaders(answer, prefix)
  if (isUnpacked) delete headers['content-encoding']
  if (isUnpacked || isRewritten) delete headers['content-length']
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, headers)
  response.flushHeaders()
  const steps: [NodeJS.ReadableStream, ...NodeJS.ReadWriteStream[]] = [answer]
  if (isUnpacked) steps.push(createGunzip())
  if (isRewritten) steps.push(htmlLinks(prefix))
  // An answer that breaks off is broken off here too: the pipeline destroys the response.
  pipeline([...steps, response], () => undefined)
}

/** The path up to and with `proxy`. */
function prefixOf(path: string): string {
  const end = path.indexOf('/proxy')
  return path.slice(0, end + '/proxy'.length)
}

function headersFor({ request }: Call, uri: string, wantsPlain: boolean): OutgoingHttpHeaders {
  const headers = withoutHops(request.headers, request.headersDistinct)
  delete headers['authorization']
  const from = request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? ''
  const before = request.headers['x-forwarded-for']
  headers['x-forwarded-for'] = before ? `${String(before)}, ${from}` : from
  headers['x-forwarded-uri'] = uri
  if (wantsPlain) headers['accept-encoding'] = 'gzip'
  if (request.headers['transfer-encoding'] !== undefined) headers['transfer-encoding'] = 'chunked'
  return headers
}

function answerHeaders(answer: IncomingMessage, prefix: string): OutgoingHttpHeaders {
  const headers = withoutHops(answer.headers, answer.headersDistinct)
  headers['cache-control'] ??= 'no-cache, private'
  const { location } = answer.headers
  if (location?.startsWith('/') && !location.startsWith('//')) headers['location'] = prefix + location
  return headers
}

function withoutHops(headers: IncomingHttpHeaders, distinct: NodeJS.Dict<string[]>): OutgoingHttpHeaders {
  const named = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const result: OutgoingHttpHeaders = {}
  for (const [name, values] of Object.entries(distinct))
    if (values && !hopByHop.includes(name) && !named.includes(name))
      result[name] = values.length === 1 ? values[0] : values
  return result
}

/** Decoded, without empty segments, and encoded again: what a real API server's proxy passes on. */
function cleanPath(rest: string): string {
  let decoded: string
  try {
    decoded = decodeURIComponent(rest)
  } catch {
    decoded = rest
  }
  const joined = `/${decoded}`.replace(/\/{2,}/g, '/')
  return [...joined]
    .map((character) => (/[A-Za-z0-9\-_.~$&+,/:;=@]/.test(character) ? character : percent(character)))
    .join('')
}

function percent(character: string): string {
  return [...Buffer.from(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')
}

function unreachable(error: NodeJS.ErrnoException) {
  // A broken pipe is a connection that waited to be accepted when its pod stopped listening: nobody has read of it.
  const isRefused = error.code === 'ECONNREFUSED' || error.code === 'ENOENT' || error.code === 'EPIPE'
  const why = isRefused
    ? 'connect: connection refused'
    : error.code === 'ECONNRESET' || error.message === 'socket hang up'
      ? 'EOF'
      : error.message
  return serviceUnavailable(`error trying to reach service: ${why}`)
}
