/** What can be said against a call before it is made, in the words of the request panel and of the API alike. */
import type { ErrorCode, Problem } from './errors.ts'
import { invocationMethods } from './invocations.ts'
import type { InvocationRequest } from './invocations.ts'
import { utf8Bytes } from './text.ts'

const mostBodyBytes = 5 * 1024 * 1024
const mostPathBytes = 8 * 1024
const mostHeaders = 20
const mostValueCharacters = 4096
const mostWaitMs = 120_000

/** Everything wrong with a call; empty: it can be made. */
export function problemsWithInvocation(request: InvocationRequest): Problem[] {
  return [
    ...methodProblems(request.method),
    ...pathProblems(request.path ?? '/'),
    ...headersProblems(request.headers ?? {}),
    ...bodyProblems(request),
    ...waitProblems(request.waitMs),
  ]
}

function methodProblems(method: string): Problem[] {
  if (invocationMethods.some((known) => known === method)) return []
  return [
    {
      code: 'method_invalid',
      field: 'method',
      message: `A function cannot be called with ${JSON.stringify(String(method).slice(0, 40))}.`,
      hint: `Use one of ${invocationMethods.join(', ')}.`,
    },
  ]
}

/** The path is put behind the function's address; nothing in it may lead out of there, however often it is decoded on the way. */
function pathProblems(path: string): Problem[] {
  const problem = (message: string, hint: string): Problem[] => [
    { code: 'invoke_path', field: 'path', message, hint },
  ]
  if (!path.startsWith('/')) return problem('The path has to begin with /.', 'e.g. /stations?term=New%20York')
  if (path.startsWith('//')) return problem('The path cannot begin with //.', 'Write one slash.')
  if (utf8Bytes(path) > mostPathBytes)
    return problem('The path is longer than 8 KB.', 'Send long data in the body.')
  if (/[\x00-\x20\x7f\\#]|\p{Surrogate}/u.test(path))
    return problem(
      'The path holds a character that cannot stand in it.',
      'Write it with a percent sign, e.g. %20 for a space and %23 for #.',
    )
  if (!/^(?:[^%]|%[0-9a-f]{2})*$/i.test(path.split('?', 1)[0] ?? ''))
    return problem(
      'After % in the path there have to be two hexadecimal digits.',
      'Write %25 for the sign itself.',
    )
  if (leadsElsewhere(path))
    return problem(
      'The path cannot hold . or .. as a step, nor hidden control characters.',
      'Write the path that is meant.',
    )
  return []
}

function leadsElsewhere(path: string): boolean {
  let seen = path.split('?', 1)[0] ?? ''
  for (let round = 0; round < 3; round++) {
    if (seen.startsWith('//') || seen.split('/').some((step) => step === '.' || step === '..')) return true
    if (/[\x00-\x1f\x7f\\#]/.test(seen)) return true
    seen = seen.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  }
  return false
}

/** They would speak to Kubernetes, or to a proxy on the way, in our name; `__proto__` would not even be a header. */
const reservedHeader =
  /^(--proto--|cookie2?|host|connection|keep-alive|upgrade|te|trailers?|transfer-encoding|content-length|expect|proxy-.*|impersonate-.*|x-remote-.*|x-forwarded-.*|forwarded|x-real-ip|sec-.*|origin|referer|via|accept-encoding|set-cookie|event-(id|time|type|namespace))$/

function headersProblems(headers: Readonly<Record<string, string>>): Problem[] {
  const entries = Object.entries(headers)
  if (entries.length > mostHeaders)
    return [
      {
        code: 'header_invalid',
        field: 'headers',
        message: `There are ${entries.length} headers; at most ${mostHeaders} can be sent.`,
        hint: 'Put them together, or into the body.',
      },
    ]
  const seen = new Set<string>()
  return entries.flatMap(([name, value]) => {
    const key = name.toLowerCase()
    const isSecond = seen.has(key)
    seen.add(key)
    return headerProblems(name, value, isSecond)
  })
}

function headerProblems(name: string, value: string, isSecond: boolean): Problem[] {
  const problem = (code: ErrorCode, message: string, hint: string): Problem[] => [
    { code, field: `headers.${name}`, message, hint },
  ]
  const shown = JSON.stringify(name.slice(0, 70))
  const key = name.toLowerCase().replaceAll('_', '-')
  if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/.test(name))
    return problem(
      'header_invalid',
      `${shown} cannot be the name of a header.`,
      'At most 64 letters, digits and -, without spaces.',
    )
  if (key === 'authorization')
    return problem(
      'header_authorization',
      'Authorization does not reach the function: Kubernetes uses and removes it.',
      'Send the credential under another name, e.g. X-Authorization.',
    )
  if (reservedHeader.test(key))
    return problem(
      'header_not_allowed',
      `The header ${name} is reserved and cannot be sent to a function.`,
      'Leave it out, or give it another name.',
    )
  if (isSecond)
    return problem('header_invalid', `The header ${name} is there twice.`, 'Remove one of the two.')
  if (!/^[\t\x20-\x7e]*$/.test(value))
    return problem(
      'header_invalid',
      `The value of header ${name} holds more than printable ASCII.`,
      'Write other characters with percent signs, or send them in the body.',
    )
  if (value.length > mostValueCharacters)
    return problem(
      'header_invalid',
      `The value of header ${name} is longer than 4 KB.`,
      'Send long data in the body.',
    )
  return []
}

function bodyProblems({ body = '', bodyEncoding = 'utf8' }: InvocationRequest): Problem[] {
  const problem = (code: ErrorCode, field: string, message: string, hint: string): Problem[] => [
    { code, field, message, hint },
  ]
  if (bodyEncoding === 'base64') {
    if (body.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(body))
      return problem(
        'field_invalid',
        'body',
        'The body is not base64, as bodyEncoding says.',
        'Send text as it is, with bodyEncoding utf8.',
      )
  } else if (bodyEncoding !== 'utf8')
    return problem(
      'field_invalid',
      'bodyEncoding',
      'bodyEncoding is utf8 or base64.',
      'Leave it out for text.',
    )
  const bytes = bodyEncoding === 'base64' ? (body.replace(/=+$/, '').length * 3) / 4 : utf8Bytes(body)
  if (bytes > mostBodyBytes)
    return problem(
      'body_too_large',
      'body',
      'The body is larger than the 5 MB that can be sent.',
      'Send less, or have the function fetch it.',
    )
  if (bodyEncoding === 'utf8' && /\p{Surrogate}/u.test(body))
    return problem(
      'field_invalid',
      'body',
      'The body holds half of a character, which cannot be sent.',
      'Send bytes as base64.',
    )
  return []
}

function waitProblems(waitMs: unknown): Problem[] {
  if (waitMs === undefined) return []
  if (typeof waitMs === 'number' && Number.isInteger(waitMs) && waitMs >= 0 && waitMs <= mostWaitMs) return []
  return [
    { code: 'field_invalid', field: 'waitMs', message: `waitMs is a whole number from 0 to ${mostWaitMs}.` },
  ]
}
