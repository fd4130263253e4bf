/**
 * Event streams over `fetch`: `EventSource` can send no session header. What comes is an async iterable
 * that ends when the server or the signal says so, and throws an `ApiError` when it breaks.
 */
import type { Api, Endpoint, StreamOf } from '#contract/api.ts'
import { ApiError } from './api-error.ts'
import type { AskOptions } from './http.ts'
import { send } from './http.ts'

type Streaming = { [E in Endpoint]: Api[E] extends { stream: unknown } ? E : never }[Endpoint]

/** Follows a stream of the contract, e.g. `follow('GET /api/events', { signal })`. */
export async function* follow<E extends Streaming>(
  endpoint: E,
  options: AskOptions<E>,
): AsyncGenerator<StreamOf<E>, void, undefined> {
  const answer = await send(endpoint, options, 'text/event-stream')
  if (!answer.body) return
  for await (const { event, data } of readEvents(answer.body, options.signal)) {
    // The event's name is its type; the data carries the rest, and may repeat it.
    const parsed = JSON.parse(data) as object
    yield { type: event, ...parsed } as StreamOf<E>
  }
}

/** One event of a stream, unread. */
export interface RawEvent {
  event: string
  data: string
}

/** Cuts bytes into events as the HTML standard says; comments, which only keep the line alive, are left out. */
export async function* readEvents(
  body: ReadableStream<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<RawEvent, void, undefined> {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  let event = ''
  let data: string[] = []
  try {
    for (;;) {
      const { done, value } = await nextChunk(reader, signal)
      if (done) return
      const lines = (rest + decoder.decode(value, { stream: true })).split(/\r\n|\n|\r(?!$)/)
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (line === '') {
          if (data.length > 0) yield { event: event || 'message', data: data.join('\n') }
          event = ''
          data = []
        } else if (line.startsWith('data:')) data.push(valueOf(line))
        else if (line.startsWith('event:')) event = valueOf(line)
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}

/** The server says something every 15 seconds; after a laptop's sleep a dead line looks like a silent one. */
const silenceMs = 45_000

async function nextChunk(reader: ReadableStreamDefaultReader<Uint8Array>, signal?: AbortSignal) {
  let timer: ReturnType<typeof setTimeout> | undefined
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('Nothing was heard for a while.')), silenceMs)
  })
  try {
    return await Promise.race([reader.read(), silence])
  } catch (error) {
    if (signal?.aborted) return { done: true, value: undefined } as const
    throw new ApiError({
      code: 'server_unreachable',
      status: 0,
      detail: 'The connection to Kubeless UI broke.',
      hint: error instanceof Error ? error.message : undefined,
    })
  } finally {
    clearTimeout(timer)
  }
}

function valueOf(line: string): string {
  return line.slice(line.indexOf(':') + 1).replace(/^ /, '')
}
