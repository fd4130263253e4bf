/** For tests of our HTTP API: the real app on a free port, in front of a cluster on the embedded API. */
import { request as httpRequest } from 'node:http'
import { connect as connectSocket } from 'node:net'
import { text } from 'node:stream/consumers'
import pino from 'pino'
import { createApp } from '../http/app.ts'
import type { App } from '../http/app.ts'
import { startHttp } from '../http/listen.ts'
import type { Http, HttpOptions } from '../http/listen.ts'
import type { Parts } from '../http/parts.ts'
import { createSessions } from '../http/sessions.ts'
import type { Sessions } from '../http/sessions.ts'
import { startWorld } from './small-world.ts'
import type { World } from './small-world.ts'

export interface HttpWorld {
  world: World
  app: App
  http: Http
  sessions: Sessions
  host: string
  /** Every line of the log, as it was written. */
  lines: string[]
  /** The access token as a header. */
  bearer: Record<string, string>
  /** Asks with the access token; a body that is no text is sent as JSON. */
  ask(method: string, path: string, options?: AskOptions): Promise<Answer>
  /** The same without any credential, and the path as it is written. */
  askAnybody(method: string, path: string, options?: AskOptions): Promise<Answer>
  /** Sends bytes as they are and gives what comes back until the end. */
  send(bytes: string): Promise<string>
  signIn(): Promise<Halves>
  /** Moves the clock. */
  pass(ms: number): void
  close(): Promise<void>
}

export interface AskOptions {
  body?: unknown
  headers?: Record<string, string | string[]>
  signal?: AbortSignal
}

export interface Answer {
  status: number
  headers: Record<string, string | string[] | undefined>
  text: string
  /** The body as JSON; undefined when it is none. */
  json: unknown
}

/** What a signed-in browser sends. */
export interface Halves {
  cookie: string
  'x-kui-session': string
}

export const accessToken = `kui_${'t'.repeat(43)}`

/** With `world`, several apps share one cluster. */
export async function startHttpWorld(
  changes: Partial<Parts> = {},
  { world: shared, ...options }: Partial<HttpOptions> & { world?: World } = {},
): Promise<HttpWorld> {
  const world = shared ?? (await startWorld())
  const lines: string[] = []
  let now = Date.parse('2026-11-27T10:00:00Z')
  const sessions = createSessions({ now: () => now })
  const app = createApp({
    cluster: world.cluster,
    sessions,
    auth: { mode: 'token', token: accessToken, tokenCommand: 'cat token' },
    pages: (_request, _response, next) => next(),
    log: pino({ level: 'debug', base: null }, { write: (line: string) => lines.push(line) }),
    allowedHosts: [],
    allowsAnyAddress: false,
    now: () => now,
    ...changes,
  })
  const http = await startHttp(app, { host: '127.0.0.1', port: 0, mayMovePort: true, ...options })
  const { host, port } = new URL(http.url)
  const bearer = { authorization: `Bearer ${accessToken}` }
  const askAnybody: HttpWorld['askAnybody'] = (method, path, asked) =>
    exchange(Number(port), method, path, asked)
  return {
    world,
    app,
    http,
    sessions,
    host,
    lines,
    bearer,
    askAnybody,
    ask: (method, path, asked = {}) =>
      askAnybody(method, path, { ...asked, headers: { ...bearer, ...asked.headers } }),
    send: (bytes) => sendBytes(Number(port), bytes),
    async signIn() {
      const answer = await askAnybody('POST', '/api/session', { body: { token: accessToken } })
      const { session } = answer.json as { session: string }
      const [cookie = ''] = [answer.headers['set-cookie'] ?? []].flat()
      return { cookie: cookie.split(';', 1)[0] ?? '', 'x-kui-session': session }
    },
    pass: (ms) => (now += ms),
    async close() {
      await http.close()
      if (!shared) await world.close()
    },
  }
}

/** Unlike `fetch` it sends any path and any header as they are written. */
async function exchange(
  port: number,
  method: string,
  path: string,
  { body, headers = {}, signal }: AskOptions = {},
) {
  const sent = body === undefined || typeof body === 'string' ? body : JSON.stringify(body)
  return new Promise<Answer>((resolve, reject) => {
    const request = httpRequest({
      ...{ host: '127.0.0.1', port, method, path, signal, agent: false },
      headers: {
        ...(sent === undefined
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
        ...headers,
      },
    })
    request.on('error', reject)
    request.on('response', (response) => {
      text(response).then((answered) => {
        const { statusCode: status = 0, headers: given } = response
        resolve({ status, headers: given, text: answered, json: parsed(answered) })
      }, reject)
    })
    request.end(sent)
  })
}

function parsed(answered: string): unknown {
  try {
    return JSON.parse(answered)
  } catch {
    return undefined
  }
}

function sendBytes(port: number, bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectSocket(port, '127.0.0.1')
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (chunk: string) => (received += chunk))
    // A reset is an end as well: what counts is what came before it.
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(received))
    socket.write(bytes, 'latin1')
  })
}
