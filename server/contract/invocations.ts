/** Calling a function through us, and what came of it. */

/** Methods a function can be called with through us. */
export const invocationMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

/** One of `invocationMethods`. */
export type InvocationMethod = (typeof invocationMethods)[number]

/** A call to be made. */
export interface InvocationRequest {
  method: InvocationMethod
  /** Path and query behind the function's address. Default: `/`. */
  path?: string
  /** The caller's own headers; the event headers are set by the server. */
  headers?: Record<string, string>
  /** The body, sent byte for byte; none for GET and HEAD. At most 5 MB. */
  body?: string
  /** How `body` is written. Default: `utf8`. */
  bodyEncoding?: 'utf8' | 'base64'
  /** If a rollout is under way, wait for it at most so many milliseconds (0 to 120000). Default: 0. */
  waitMs?: number
}

/** What came of a call. A function that answers 500 has answered: that is data, not a failure of ours. */
export interface Invocation {
  /** The function's HTTP status. */
  status: number
  statusText: string
  /** The function's headers, lower-cased, those that are safe to show (no cookies). */
  headers: Record<string, string>
  body: InvocationBody
  /** ISO 8601: when the call left us. */
  startedAt: string
  /** From sending the call to the last byte of the answer, without any waiting for a rollout. */
  durationMs: number
  /** How long we waited for a rollout before calling. */
  waitedMs: number
  /** Our `event-id` of this call, found as `event['event-id']` in the function. */
  eventId: string
  /** Which revision answered, when the runtime says so. */
  answeredBy: AnsweringRevision
  /** What the reader should know about this answer: cut off, rewritten, retried… */
  warnings: string[]
}

/** The answer's body: never interpreted, never rendered as a page. */
export interface InvocationBody {
  encoding: 'utf8' | 'base64'
  data: string
  /** Bytes received; more than `data` holds when `truncated`. */
  size: number
  /** Cut off at 10 MiB. */
  truncated: boolean
  /** The connection broke before the end. */
  incomplete: boolean
}

/** The code that answered. */
export interface AnsweringRevision {
  /** `sha256:…` of the code, as stamped by the runtime. Absent for runtimes that do not stamp. */
  checksum?: string
  pod?: string
  /** Whether it is the stored code. Absent when `checksum` is. */
  isCurrent?: boolean
}
