/** What we know of a request while it is being answered, beside what Express knows. */
import type { IncomingMessage } from 'node:http'
import type { Principal } from './principal.ts'

export interface RequestContext {
  /** Finds its line in the log; answered as `X-Request-Id`. */
  id: string
  /** By the monotonic clock, in milliseconds. */
  startedAt: number
  /** Who is asking, once that has been looked at. */
  principal?: Principal
  /** The line of the API it is answered by, once that is known. */
  endpoint?: string
  /** Bytes of its body. */
  bytesIn: number
  /** The code it was refused with. */
  refusal?: string
  /** What was changed: for the audit line, never anything secret. */
  facts: Record<string, string | number | undefined>
}

const contexts = new WeakMap<IncomingMessage, RequestContext>()

/** Keeps `context` as long as there is the request. */
export function setContext(request: IncomingMessage, context: RequestContext): void {
  contexts.set(request, context)
}

/** The context of a request that went through `startContext`. */
export function contextOf(request: IncomingMessage): RequestContext {
  const context = contexts.get(request)
  if (!context) throw new Error('a request was answered without the middleware that knows it')
  return context
}
