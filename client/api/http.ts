/**
 * The client's end of the wire: `ask` sends one line of the contract's table and gives its answer, or
 * throws an `ApiError`. Nothing else in the client calls `fetch`, except `stream.ts`.
 */
import type { AnswerOf, Api, BodyOf, Endpoint, PathParams, QueryOf } from '#contract/api.ts'
import { ApiError } from './api-error.ts'
import { refusalOf } from './refusal.ts'
import { sessionHeaders, sessionRefused } from './session-half.ts'

export { ApiError }

/** What a line of the table needs, and nothing it does not take. */
export type AskOptions<E extends Endpoint> = { signal?: AbortSignal } & (unknown extends PathParams<E>
  ? { params?: undefined }
  : { params: PathParams<E> }) &
  (undefined extends QueryOf<E> ? { query?: undefined } : { query?: QueryOf<E> }) &
  (undefined extends BodyOf<E> ? { body?: undefined } : { body: BodyOf<E> })

type LooseOptions = { params?: unknown; query?: unknown; body?: unknown; signal?: AbortSignal }

type Question = { [E in Endpoint]: Api[E] extends { answer: unknown } ? E : never }[Endpoint]

/** Sends a question, e.g. `ask('GET /api/functions', { query: { namespace } })`. */
export async function ask<E extends Question>(
  endpoint: E,
  ...[options]: object extends AskOptions<E> ? [AskOptions<E>?] : [AskOptions<E>]
): Promise<AnswerOf<E>> {
  const answer = await send(endpoint, options ?? {}, 'application/json')
  if (answer.status === 204 || answer.headers.get('content-length') === '0') return undefined as AnswerOf<E>
  try {
    const text = await answer.text()
    return (text === '' ? undefined : JSON.parse(text)) as AnswerOf<E>
  } catch (error) {
    throw unreachable(error, options?.signal)
  }
}

/** Sends a question and gives the answer unread, once the server has said yes. */
export async function send(endpoint: Endpoint, options: LooseOptions, accept: string): Promise<Response> {
  const [method] = endpoint.split(' ')
  const answer = await fetch(addressOf(endpoint, options), {
    method,
    headers: {
      accept,
      ...sessionHeaders(),
      ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    signal: options.signal,
  }).catch((error: unknown) => {
    throw unreachable(error, options.signal)
  })
  if (answer.ok) return answer
  const refusal = await refusalOf(answer)
  if (refusal.status === 401 && endpoint !== 'POST /api/session') sessionRefused(refusal)
  throw refusal
}

function addressOf(endpoint: string, { params = {}, query = {} }: LooseOptions): string {
  const path = endpoint
    .slice(endpoint.indexOf(' ') + 1)
    .replace(/:(\w+)/g, (_, name: string) =>
      encodeURIComponent((params as Record<string, string>)[name] ?? ''),
    )
  const search = new URLSearchParams()
  for (const [name, value] of Object.entries(query as Record<string, string | number | boolean | undefined>))
    if (value !== undefined && value !== '') search.set(name, String(value))
  return search.size > 0 ? `${path}?${search}` : path
}

/** An aborted question is the asker's own doing and stays what it is. */
function unreachable(error: unknown, signal?: AbortSignal): unknown {
  if (signal?.aborted) return error
  return new ApiError({
    code: 'server_unreachable',
    status: 0,
    detail: 'Kubeless UI does not answer.',
    hint: 'Check that it is running and that this computer can reach it. It is tried again by itself.',
  })
}
