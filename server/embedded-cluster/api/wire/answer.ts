/** Writes answers: JSON or YAML, compressed when it is worth it, with the headers clients of an API server look at. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { gzip } from 'node:zlib'
import { stringify } from 'yaml'
import { ApiError, internalError } from '../status.ts'
import type { Wanted } from './media-types.ts'

/** Larger answers are compressed for who accepts it, as a real server does. */
const compressFrom = 128 * 1024

/** A request being answered. */
export interface Exchange {
  request: IncomingMessage
  response: ServerResponse
  warnings: string[]
}

/** Answers with JSON text, which is sent as it is unless another form was asked for. */
export function answerText(exchange: Exchange, code: number, json: string, wanted?: Wanted): void {
  if (wanted?.format === 'yaml') return send(exchange, code, stringify(JSON.parse(json)), 'application/yaml')
  const text = wanted?.isPretty ? JSON.stringify(JSON.parse(json), null, 2) : json
  send(exchange, code, `${text}\n`, 'application/json')
}

/** Answers with a value. */
export function answerJson(exchange: Exchange, code: number, value: unknown, wanted?: Wanted): void {
  answerText(exchange, code, JSON.stringify(value), wanted)
}

/** Answers with plain text. */
export function answerPlain(exchange: Exchange, code: number, text: string): void {
  exchange.response.setHeader('X-Content-Type-Options', 'nosniff')
  send(exchange, code, text, 'text/plain; charset=utf-8')
}

/** Answers with the Status of an error; anything that is not one becomes an internal error. */
export function answerError(exchange: Exchange, error: unknown, log: (message: string) => void): void {
  const { response } = exchange
  if (!(error instanceof ApiError)) log(`The API failed: ${wordsOf(error)}`)
  if (response.headersSent) {
    response.destroy() // Half an answer must not look like a whole one.
    return
  }
  const { status } = error instanceof ApiError ? error : internalError(messageOf(error))
  const retryAfter = status.details?.retryAfterSeconds
  if (retryAfter) response.setHeader('Retry-After', String(retryAfter))
  const isPretty = status.code === 406
  send(
    exchange,
    status.code ?? 500,
    JSON.stringify(status, null, isPretty ? 2 : 0) + '\n',
    'application/json',
  )
}

/** The `Warning` headers of what is about to be answered. */
export function writeWarnings({ response, warnings }: Exchange): void {
  if (warnings.length === 0) return
  const distinct = [...new Set(warnings)]
  response.setHeader(
    'Warning',
    distinct.map(
      (text) => `299 - "${text.replace(/["\\]/g, '\\$&').replace(/[^\u0020-\u007e\u00a0-\u00ff]+/g, ' ')}"`,
    ),
  )
}

function send(exchange: Exchange, code: number, text: string, type: string): void {
  const { request, response } = exchange
  writeWarnings(exchange)
  response.setHeader('Cache-Control', 'no-cache, private')
  if (!response.hasHeader('Content-Type')) response.setHeader('Content-Type', type)
  const bytes = Buffer.from(text)
  const accepts = String(request.headers['accept-encoding'] ?? '')
  if (bytes.length < compressFrom || !/\bgzip\b/.test(accepts)) return finish(bytes)
  gzip(bytes, { level: 1 }, (error, packed) => {
    if (error) return finish(bytes)
    response.setHeader('Content-Encoding', 'gzip')
    response.setHeader('Vary', 'Accept-Encoding')
    finish(packed)
  })

  function finish(body: Buffer): void {
    if (response.destroyed) return
    response.setHeader('Content-Length', body.length)
    response.writeHead(code)
    response.end(request.method === 'HEAD' ? undefined : body)
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
