/** Opens the port, and closes it again without cutting anybody off in the middle of a word. */
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { App } from './app.ts'

export interface HttpOptions {
  host: string
  /** 0: any free one. */
  port: number
  /** Whether another port will do when this one is taken. */
  mayMovePort: boolean
  /** How long running calls may go on when the server stops, in milliseconds. Default: 10 s. */
  graceMs?: number
}

export interface Http {
  /** With the real host and port; ends in a slash. */
  url: string
  /** Streams end at once, running calls within the grace; what then still hangs is cut off. */
  close(): Promise<void>
}

/** So many ports are tried one after the other before any free one is taken. */
const neighbours = 20
const usualGraceMs = 10_000
/** For the last answers to go out. */
const lastWordsMs = 500

/** Rejects with a sentence when the port cannot be opened. */
export async function startHttp(
  app: App,
  { host, port, mayMovePort, graceMs = usualGraceMs }: HttpOptions,
): Promise<Http> {
  const server = createServer(
    {
      // Somebody who sends a byte a minute is not let hold a connection.
      headersTimeout: 10_000,
      requestTimeout: 30_000,
      keepAliveTimeout: 65_000,
      connectionsCheckingInterval: 2_000,
    },
    app.handle,
  )
  server.maxConnections = 4_000
  server.on('clientError', answerUnreadable)
  server.on('connect', (_request, socket: Socket) => refuse(socket, '405 Method Not Allowed'))
  // Answered as any other request, rather than by dropping the connection.
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  const address = await listen(server, host.replace(/^\[|\]$/g, ''), ports(port, mayMovePort))
  const shownHost = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return { url: `http://${shownHost}:${address.port}/`, close: () => close(server, app, graceMs) }
}

function ports(port: number, mayMove: boolean): number[] {
  if (port === 0 || !mayMove) return [port]
  const next = Array.from({ length: neighbours }, (_, more) => port + 1 + more)
  return [port, ...next.filter((candidate) => candidate <= 65535), 0]
}

async function listen(server: Server, host: string, candidates: readonly number[]): Promise<AddressInfo> {
  const [port = 0, ...others] = candidates
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EADDRINUSE' && others.length > 0) return listen(server, host, others)
    throw new Error(reasonOf(code, host, port), { cause: error })
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The server listens on no port.')
  return address
}

function reasonOf(code: string | undefined, host: string, port: number): string {
  if (code === 'EADDRINUSE') return `Port ${port} is taken. Stop what uses it, or set PORT to another one.`
  if (code === 'EACCES') return `Port ${port} may not be opened by this user. Set PORT to one above 1023.`
  if (code === 'EADDRNOTAVAIL') return `${host} is not an address of this machine. Set HOST to one that is.`
  return `Port ${port} of ${host} cannot be opened (${code ?? 'for an unknown reason'}).`
}

/** What is not HTTP, or too much of it. */
function answerUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  const answers: Record<string, string> = {
    HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
    ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
    HPE_INVALID_METHOD: '501 Not Implemented',
  }
  refuse(socket, answers[error.code ?? ''] ?? '400 Bad Request')
}

function refuse(socket: Socket, status: string): void {
  if (!socket.writable) return void socket.destroy()
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}

async function close(server: Server, { life }: App, graceMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  life.stop()
  const cut = setTimeout(() => life.cut(), graceMs)
  const destroy = setTimeout(() => server.closeAllConnections(), graceMs + lastWordsMs)
  // Connections become idle one by one, as their answers are given.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  await closed
  clearTimeout(cut)
  clearTimeout(destroy)
  clearInterval(idle)
}
