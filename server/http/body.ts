/** Reads a request's body: JSON in UTF-8 of a bounded size, and nothing that two readers could understand in two ways. */
import type { Request } from 'express'
import { AppError } from '../errors.ts'
import { scanJson } from './scan-json.ts'
import { contextOf } from './request-context.ts'

/** How much is read of a body. */
export interface BodyLimit {
  bytes: number
  /** How to say it, e.g. `1.5 MB`. */
  words: string
}

export const usualLimit: BodyLimit = { bytes: 1.5 * 1024 * 1024, words: '1.5 MB' }

/** The value that was sent. Throws what is wrong with how it was sent, before reading it wherever possible. */
export async function readJsonBody(request: Request, limit: BodyLimit): Promise<unknown> {
  checkHeaders(request, limit)
  const bytes = await readBytes(request, limit)
  contextOf(request).bytesIn = bytes.length
  const text = textOf(bytes)
  if (text.trim() === '')
    throw new AppError(400, 'body_required', 'The request has no body.', { hint: 'Send JSON.' })
  scanJson(text)
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new AppError(400, 'json_invalid', `The body is not JSON${positionIn(error, text)}.`)
  }
}

function checkHeaders({ headers }: Request, limit: BodyLimit): void {
  const type = headers['content-type'] ?? ''
  if (!/^application\/json\s*(;\s*charset\s*=\s*"?utf-?8"?\s*)?$/i.test(type))
    throw new AppError(415, 'content_type', 'Only application/json in UTF-8 is read.', {
      hint: 'Send the header Content-Type: application/json.',
    })
  const encoding = headers['content-encoding'] ?? 'identity'
  if (encoding !== 'identity')
    throw new AppError(415, 'content_encoding', 'Compressed bodies are not read.', {
      hint: 'Send the JSON as it is.',
    })
  if (Number(headers['content-length'] ?? 0) > limit.bytes) throw tooLarge(limit)
}

async function readBytes(request: Request, limit: BodyLimit): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  return new Promise((resolve, reject) => {
    const stop = (error: Error) => {
      request.off('data', take).off('end', finish).off('error', stop).off('close', breakOff)
      // What comes after this is thrown away: nobody waits for it.
      request.resume()
      reject(error)
    }
    const take = (chunk: Buffer) => {
      size += chunk.length
      if (size > limit.bytes) stop(tooLarge(limit))
      else chunks.push(chunk)
    }
    const finish = () => resolve(Buffer.concat(chunks))
    const breakOff = () => {
      if (!request.complete) stop(new AppError(400, 'body_required', 'The body broke off.'))
    }
    request.on('data', take).on('end', finish).on('error', stop).on('close', breakOff)
  })
}

function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new AppError(400, 'json_invalid', 'The body is not UTF-8.')
  }
}

/** Where the JSON breaks, where the engine tells. Its own message would repeat what was sent. */
function positionIn(error: unknown, text: string): string {
  const [, position] = /at position (\d+)/.exec(error instanceof Error ? error.message : '') ?? []
  const at = position === undefined ? text.length : Number(position)
  const lines = text.slice(0, at).split('\n')
  return `: it breaks at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`
}

function tooLarge({ words }: BodyLimit): AppError {
  return new AppError(413, 'body_too_large', `The body is larger than ${words}.`, { hint: 'Send less.' })
}
