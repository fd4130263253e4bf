/** One line of the contract's table becomes a route: parameters, query, body and answer have the types of that line. */
import type { Request, Response, Router } from 'express'
import type { AnswerOf, Api, BodyOf, Endpoint, PathParams, QueryOf, StreamOf } from '../contract/api.ts'
import { AppError } from '../errors.ts'
import { readJsonBody, usualLimit } from './body.ts'
import type { BodyLimit } from './body.ts'
import { readParams } from './params.ts'
import { queryParams } from './query.ts'
import type { QueryParams } from './query.ts'
import { contextOf } from './request-context.ts'
import type { RequestContext } from './request-context.ts'
import { sendEvents } from './sse.ts'

/** Lines that are answered at once. */
export type Question = { [E in Endpoint]: Api[E] extends { answer: unknown } ? E : never }[Endpoint]
/** Lines that are answered by an event stream. */
export type Streaming = { [E in Endpoint]: Api[E] extends { stream: { type: string } } ? E : never }[Endpoint]

/** What was asked, checked. */
export interface Asked<E extends Endpoint> {
  params: PathParams<E>
  query: QueryOf<E>
  body: BodyOf<E>
  /** Aborts when nobody waits for the answer any longer. */
  signal: AbortSignal
  context: RequestContext
  request: Request
  response: Response
}

/** How a line's query and body are read: each throws an `AppError` about what is wrong. */
type Readers<E extends Endpoint> = (undefined extends QueryOf<E>
  ? { query?: undefined }
  : { query: (params: QueryParams) => QueryOf<E> }) &
  (undefined extends BodyOf<E>
    ? { body?: undefined; limit?: undefined }
    : { body: (value: unknown) => BodyOf<E>; limit?: BodyLimit })

export type Handler<E extends Question> = Readers<E> & {
  /** Default: 200, or 204 when there is nothing to say. */
  status?: number
  answer: (asked: Asked<E>) => Promise<AnswerOf<E>> | AnswerOf<E>
}

export type StreamHandler<E extends Streaming> = Readers<E> & {
  /** Ends when `signal` aborts. */
  events: (asked: Asked<E>) => AsyncIterable<StreamOf<E> & { type: string }>
  /** Room for the stream: throws when there is none; what it gives back is called at the end. */
  admit: (asked: Asked<E>) => Promise<() => void>
  /** Aborts when the server stops. */
  stopping: AbortSignal
  /** What is said then. */
  farewell?: StreamOf<E> & { type: string }
}

/** Adds a line, e.g. `endpoint(router, 'GET /api/cluster', { answer: () => cluster.describe() })`. */
export function endpoint<E extends Question>(router: Router, line: E, handler: Handler<E>): void {
  route(router, line, async (request, response) => {
    const life = lifeOf(response)
    const asked = await ask<E>(handler, request, response, life)
    const answer = await handler.answer(asked)
    if (life.aborted) return
    if (answer === undefined) response.status(handler.status ?? 204).end()
    else response.status(handler.status ?? 200).json(answer)
  })
}

/** Adds a line that streams. */
export function streamEndpoint<E extends Streaming>(
  router: Router,
  line: E,
  handler: StreamHandler<E>,
): void {
  route(router, line, async (request, response) => {
    const asked = await ask<E>(handler, request, response, lifeOf(response))
    if (request.method === 'HEAD') return void response.type('text/event-stream').end()
    const release = await handler.admit(asked)
    try {
      const { stopping, farewell } = handler
      const { ended } = asked.context.principal ?? {}
      const signal = AbortSignal.any([asked.signal, stopping, ...(ended ? [ended] : [])])
      await sendEvents(response, handler.events({ ...asked, signal }), { signal, stopping, farewell })
    } finally {
      release()
    }
  })
}

function route(
  router: Router,
  line: Endpoint,
  answer: (request: Request, response: Response) => Promise<void>,
): void {
  const [method, path = ''] = line.split(' ')
  const handle = (request: Request, response: Response) => {
    contextOf(request).endpoint = line
    return answer(request, response)
  }
  if (method === 'GET') router.get(path, handle)
  else if (method === 'POST') router.post(path, handle)
  else if (method === 'PUT') router.put(path, handle)
  else if (method === 'DELETE') router.delete(path, handle)
  else throw new Error(`${line} has a method that no route is made for`)
}

async function ask<E extends Endpoint>(
  {
    query,
    body,
    limit,
  }: { query?: (params: QueryParams) => unknown; body?: (value: unknown) => unknown; limit?: BodyLimit },
  request: Request,
  response: Response,
  signal: AbortSignal,
): Promise<Asked<E>> {
  const params = readParams(request.params)
  const asked = queryParams(request.url)
  const readQuery = query ?? ((given: QueryParams) => void given.only())
  return {
    // The line's own readers made them, so they are of the types of that line.
    params: params as PathParams<E>,
    query: readQuery(asked) as QueryOf<E>,
    body: (body && body(await readJsonBody(request, limit ?? usualLimit))) as BodyOf<E>,
    signal,
    context: contextOf(request),
    request,
    response,
  }
}

/** Aborts when the connection is gone before the answer was. */
function lifeOf(response: Response): AbortSignal {
  const controller = new AbortController()
  response.once('close', () => {
    if (!response.writableFinished) controller.abort(new AppError(499, 'internal', 'The client has gone.'))
  })
  return controller.signal
}
