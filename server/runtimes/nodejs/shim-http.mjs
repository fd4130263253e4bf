// HTTP: requests become calls, answers become responses.
import { existsSync, unlinkSync } from 'fs'
import http from 'http'
import { CallFailed } from './shim-failures.mjs'
import { createMetrics } from './shim-metrics.mjs'
import { settings } from './shim-settings.mjs'

export function createServer(workers) {
  const metrics = createMetrics()
  const server = http.createServer((request, response) => {
    serve(request, response, workers, metrics).catch((error) => {
      // The caller is gone: there is nobody to tell.
      response.destroy(error)
    })
  })
  server.keepAliveTimeout = 120_000
  server.requestTimeout = 0
  const open = new Set()
  server.on('request', (_, response) => {
    open.add(response)
    response.on('close', () => open.delete(response))
  })

  return {
    listen(address) {
      if (typeof address === 'string' && existsSync(address)) unlinkSync(address)
      return new Promise((resolve, reject) => server.once('error', reject).listen(address, resolve))
    },
    /** Takes no more connections; resolves when the running calls are answered, or `mostMs` are over. */
    drain(mostMs) {
      return new Promise((resolve) => {
        setTimeout(resolve, mostMs)
        server.close(resolve)
        for (const response of open) if (!response.headersSent) response.setHeader('connection', 'close')
        if (server.closeIdleConnections) server.closeIdleConnections()
        server.keepAliveTimeout = 1
        if (open.size === 0) resolve()
        for (const response of open) response.on('close', () => open.size === 0 && resolve())
      })
    },
  }
}

async function serve(request, response, workers, metrics) {
  const path = request.url.split('?')[0]
  const isRead = request.method === 'GET' || request.method === 'HEAD'
  if (isRead && path === '/healthz') return plain(response, 200, 'OK')
  if (isRead && path === '/metrics') {
    response.setHeader('content-type', 'text/plain; version=0.0.4; charset=utf-8')
    return response.end(metrics.text())
  }
  const body = await readBody(request)
  if (!body) {
    const most = settings.mostBytes / 1024 / 1024
    response.setHeader('connection', 'close')
    return plain(
      response,
      413,
      `The body is larger than ${most} MB. REQ_MB_LIMIT in the environment raises the limit.`,
      'bad-request',
    )
  }
  if (isPreflight(request)) return allow(request, response)
  const began = new Date()
  const answer = await call(request, body, workers)
  const ended = new Date()
  metrics.count(request.method, (ended - began) / 1000, answer.head.error !== undefined)
  response.setHeader('x-kubeless-began', began.toISOString())
  response.setHeader('x-kubeless-ended', ended.toISOString())
  write(request, response, answer)
}

async function call(request, body, workers) {
  const head = {
    method: request.method,
    url: request.url,
    httpVersion: request.httpVersion,
    rawHeaders: request.rawHeaders,
    ip: request.socket.remoteAddress || '',
  }
  try {
    return await workers.call(head, body)
  } catch (error) {
    if (!(error instanceof CallFailed)) throw error
    const headers = [['content-type', 'text/plain; charset=utf-8']]
    return { head: { status: error.status, headers, error: error.kind }, body: Buffer.from(error.message) }
  }
}

function write(request, response, { head, body }) {
  // Upstream's Node runtime lets every web page call the function.
  response.setHeader('access-control-allow-origin', '*')
  for (const [name, value] of head.headers) if (!isOurs.test(name)) response.setHeader(name, value)
  stamp(response, head.error)
  const isBodiless = head.status === 204 || head.status === 304
  if (!isBodiless) response.setHeader('content-length', body.length)
  response.writeHead(head.status)
  response.end(isBodiless || request.method === 'HEAD' ? undefined : body)
}

const isOurs = /^(content-length|connection|transfer-encoding|keep-alive)$/i

function plain(response, status, text, error) {
  response.setHeader('content-type', 'text/plain; charset=utf-8')
  stamp(response, error)
  response.writeHead(status)
  response.end(text)
}

function stamp(response, error) {
  response.setHeader('x-kubeless-checksum', settings.checksum)
  response.setHeader('x-kubeless-pod', settings.pod)
  if (error) response.setHeader('x-kubeless-error', error)
}

/** So long a caller may go on sending what is too large. */
const lingerMs = 2000

/**
 * The whole body; undefined when it is too large. Even then it is taken in to the end: a connection closed before that is
 * reset, and the answer lost with it.
 */
function readBody(request) {
  return new Promise((resolve, reject) => {
    let chunks = []
    let size = 0
    let timer
    request.on('data', (chunk) => {
      size += chunk.length
      if (size <= settings.mostBytes) chunks.push(chunk)
      else if (!timer) {
        chunks = []
        timer = setTimeout(resolve, lingerMs)
      }
    })
    request.on('end', () => {
      clearTimeout(timer)
      resolve(size <= settings.mostBytes ? Buffer.concat(chunks) : undefined)
    })
    request.on('error', reject)
    request.on('aborted', () => reject(new Error('The caller is gone.')))
  })
}

/** A browser's question whether a page of another origin may call, which is not meant for the function. */
function isPreflight({ method, headers }) {
  return (
    method === 'OPTIONS' &&
    headers.origin !== undefined &&
    headers['access-control-request-method'] !== undefined
  )
}

function allow({ headers }, response) {
  response.setHeader('access-control-allow-origin', '*')
  response.setHeader('access-control-allow-methods', headers['access-control-request-method'])
  if (headers['access-control-request-headers'])
    response.setHeader('access-control-allow-headers', headers['access-control-request-headers'])
  stamp(response)
  response.end()
}
