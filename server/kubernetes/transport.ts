/** Sends requests to one API server: kept-alive connections, fresh credentials, time limits, bytes as they are. */
import http from 'node:http'
import https from 'node:https'
import { credentialsOf } from './credentials.ts'
import type { Credentials, TlsOptions } from './credentials.ts'
import { KubernetesError } from './errors.ts'
import type { Target } from './kubeconfig.ts'
import { statusIn } from './status-object.ts'

/** A request as it is to be sent. */
export interface TransportRequest {
  method: string
  /** From paths.ts. */
  path: string
  headers?: Record<string, string>
  body?: string | Uint8Array
  signal?: AbortSignal
  /** Until the answer's headers; the body has no limit here. Absent: none. */
  timeoutMs?: number
}

/** The answer, its body yet to be read: read it, or end its iterator. */
export interface TransportAnswer {
  status: number
  statusText: string
  /** Names lower-cased; repeated headers joined. */
  headers: Record<string, string>
  /** Rejects with `KubernetesError` when it breaks off. Leaving the loop early closes the connection. */
  body: AsyncIterable<Buffer>
}

/** A way to one API server. */
export interface Transport {
  /** Rejects with `KubernetesError` (code 0) when there is no answer, with the signal's reason when aborted. */
  send(request: TransportRequest): Promise<TransportAnswer>
  close(): void
}

/** A dead peer is noticed by TCP this long after the last byte, plus ten seconds of probing. */
const probeAfterMs = 15_000
/** Idle connections are closed before a Go server (90 s) would. */
const idleMs = 60_000

export function startTransport(target: Target): Transport {
  const { server } = target
  const isTls = server.protocol === 'https:'
  const basePath = server.pathname.replace(/\/$/, '')
  const source = credentialsOf(target)
  let agent: http.Agent | undefined
  let agentTls: TlsOptions | undefined

  const agentFor = (credentials: Credentials): http.Agent => {
    if (credentials.agent) return credentials.agent
    if (agent && agentTls && isSame(agentTls, credentials.tls)) return agent
    agent?.destroy()
    const options = { keepAlive: true, keepAliveMsecs: probeAfterMs, maxFreeSockets: 32, timeout: idleMs }
    agentTls = credentials.tls
    agent = isTls ? new https.Agent({ ...options, ...definedOf(credentials.tls) }) : new http.Agent(options)
    return agent
  }

  const exchange = (request: TransportRequest, credentials: Credentials) =>
    new Promise<http.IncomingMessage>((resolve, reject) => {
      const { signal, timeoutMs, body } = request
      if (signal?.aborted) return reject(reasonOf(signal))
      const sent = (isTls ? https : http).request({
        host: server.hostname.replace(/^\[|\]$/g, ''),
        port: server.port || (isTls ? 443 : 80),
        method: request.method,
        path: basePath + request.path,
        headers: {
          ...request.headers,
          ...(credentials.authorization && { authorization: credentials.authorization }),
          ...(body !== undefined && { 'content-length': String(Buffer.byteLength(body)) }),
        },
        agent: agentFor(credentials),
        signal,
        maxHeaderSize: 128 * 1024,
      })
      const timer =
        timeoutMs === undefined ? undefined : setTimeout(() => sent.destroy(lateness()), timeoutMs)
      sent.once('response', (message) => {
        clearTimeout(timer)
        resolve(message)
      })
      sent.on('error', (error: NodeJS.ErrnoException) => {
        clearTimeout(timer)
        if (signal?.aborted) reject(reasonOf(signal))
        else if (sent.reusedSocket && isReset(error) && isRepeatable(request.method))
          exchange(request, credentials).then(resolve, reject)
        else reject(error instanceof KubernetesError ? error : unreached(error))
      })
      sent.end(body)
    })

  const credentials = async (renewed: boolean) => {
    try {
      return await (renewed ? source.renew() : source.current())
    } catch (cause) {
      throw new KubernetesError(`our credentials cannot be read (${wordsOf(cause)})`, { code: 0, cause })
    }
  }

  return {
    async send(request) {
      const answer = answerOf(await exchange(request, await credentials(false)), request.signal)
      if (answer.status !== 401) return answer
      const { isOurs, body } = await refusalIn(answer)
      if (!isOurs) return { ...answer, body }
      const again = await exchange(request, await credentials(true))
      return answerOf(again, request.signal)
    },
    close() {
      agent?.destroy()
    },
  }
}

/** Reads a body to its end. `timeoutMs` is what is left for it. */
export async function readAll(answer: TransportAnswer, timeoutMs?: number): Promise<Buffer> {
  const iterator = answer.body[Symbol.asyncIterator]()
  const chunks: Buffer[] = []
  let isLate = false
  const timer =
    timeoutMs === undefined
      ? undefined
      : setTimeout(
          () => {
            isLate = true
            void iterator.return?.()
          },
          Math.max(1, timeoutMs),
        )
  try {
    for (;;) {
      const next = await iterator.next()
      if (next.done) return Buffer.concat(chunks)
      chunks.push(next.value)
    }
  } catch (error) {
    throw isLate ? lateness() : error
  } finally {
    clearTimeout(timer)
  }
}

function answerOf(message: http.IncomingMessage, signal?: AbortSignal): TransportAnswer {
  const headers: Record<string, string> = {}
  for (const [name, values] of Object.entries(message.headersDistinct))
    headers[name] = (values ?? []).join(', ')
  // Whoever stops reading destroys the message; what it says then is no news.
  message.on('error', () => undefined)
  return {
    status: message.statusCode ?? 0,
    statusText: message.statusMessage ?? '',
    headers,
    body: bodyOf(message, signal),
  }
}

function bodyOf(message: http.IncomingMessage, signal?: AbortSignal): AsyncIterable<Buffer> {
  return {
    [Symbol.asyncIterator]() {
      const iterator = message[Symbol.asyncIterator]() as AsyncIterator<Buffer>
      return {
        async next() {
          try {
            return await iterator.next()
          } catch (error) {
            if (signal?.aborted) throw reasonOf(signal)
            throw unreached(error as Error)
          }
        },
        async return() {
          // Not `iterator.return()`: that waits for a `next` which may never come.
          message.destroy()
          return { done: true, value: undefined }
        },
      }
    },
  }
}

/** Whether a 401 is the API server's: a function may answer 401 too, and must not be called twice for it. */
async function refusalIn(answer: TransportAnswer): Promise<{ isOurs: boolean; body: AsyncIterable<Buffer> }> {
  const iterator = answer.body[Symbol.asyncIterator]()
  const chunks: Buffer[] = []
  let size = 0
  let isWhole = false
  while (!isWhole && size < 4096) {
    const next = await iterator.next()
    if (next.done) isWhole = true
    else {
      chunks.push(next.value)
      size += next.value.length
    }
  }
  const isOurs = isWhole && statusIn(answer.headers, Buffer.concat(chunks))?.reason === 'Unauthorized'
  const body = (async function* () {
    yield* chunks
    if (!isWhole) yield* { [Symbol.asyncIterator]: () => iterator }
  })()
  return { isOurs, body }
}

function isSame(a: TlsOptions, b: TlsOptions): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b)
}

function definedOf<T extends object>(options: T): Partial<T> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Partial<T>
}

function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE'
}

function isRepeatable(method: string): boolean {
  return method === 'GET' || method === 'HEAD'
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted', { cause: signal.reason })
}

function lateness(): KubernetesError {
  return new KubernetesError('no answer in time', { code: 0 })
}

function unreached(cause: Error): KubernetesError {
  return new KubernetesError(wordsOf(cause), { code: 0, cause })
}

const wordsFor: Record<string, string> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection broke',
  EPIPE: 'the connection broke',
  ETIMEDOUT: 'the connection timed out',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up now',
  EHOSTUNREACH: 'there is no way to its host',
  ENETUNREACH: 'there is no way to its network',
  ENOENT: 'a file is missing',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is not signed by the authority we know',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is not signed by the authority we know',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is not signed by the authority we know',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is made out to another name',
}

function wordsOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  return (code && wordsFor[code]) || message || 'no reason was given'
}
