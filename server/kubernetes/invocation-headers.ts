/** Which headers go to a function, and which of its own are shown. Both are put together from nothing. */
import type { InvocationRequest } from '../contract/invocations.ts'
import { AppError } from '../errors.ts'

const nameRule = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/
/** They would mean something to the API server, or to a proxy on the way, in our name. */
const reserved =
  /^(authorization|cookie2?|host|connection|keep-alive|upgrade|te|trailers?|transfer-encoding|content-length|expect|proxy-.*|impersonate-.*|x-remote-.*|x-forwarded-.*|forwarded|x-real-ip|sec-.*|origin|referer|via|accept-encoding|set-cookie|event-(id|time|type|namespace))$/
const mostHeaders = 20
const mostValueBytes = 4096

/** The headers of a call. The rules of `contract/invocation-rules.ts` have been checked; what must never pass is checked again. */
export function headersOf(
  request: InvocationRequest,
  event: { eventId: string; time: string; hasBody: boolean },
): Record<string, string> {
  const own = Object.entries(request.headers ?? {})
  if (own.length > mostHeaders) throw invalid('headers', `At most ${mostHeaders} headers can be sent.`)
  const headers: Record<string, string> = { accept: '*/*' }
  for (const [name, value] of own) {
    const key = name.toLowerCase()
    if (!nameRule.test(name))
      throw invalid(`headers.${name}`, `${JSON.stringify(name)} cannot be the name of a header.`)
    if (reserved.test(key.replaceAll('_', '-')))
      throw new AppError(
        400,
        'header_not_allowed',
        `The header ${name} is reserved and cannot be sent to a function.`,
        {
          field: `headers.${name}`,
        },
      )
    if (!/^[\t\x20-\x7e]*$/.test(value) || value.length > mostValueBytes)
      throw invalid(
        `headers.${name}`,
        `The value of header ${name} has to be printable ASCII of at most 4 KiB.`,
      )
    headers[key] = value
  }
  if (event.hasBody) headers['content-type'] ??= 'text/plain'
  const type = headers['content-type']
  return {
    ...headers,
    // A compressed answer would be a small thing that is large to look at.
    'accept-encoding': 'identity',
    'event-id': event.eventId,
    'event-time': event.time,
    ...(type && { 'event-type': type }),
    'event-namespace': 'dashboard.kubeless.io',
  }
}

const shown =
  /^(content-(type|length|language|encoding|disposition|range)|location|retry-after|www-authenticate|allow|cache-control|etag|last-modified|expires|vary|date|server|link|warning|x-.*)$/
const hidden = /^x-(kubernetes-.*|frame-options)$/

/** The headers of an answer that are safe and worth showing. */
export function shownHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => shown.test(name) && !hidden.test(name)),
  )
}

function invalid(field: string, message: string): AppError {
  return new AppError(400, 'header_invalid', message, { field })
}
