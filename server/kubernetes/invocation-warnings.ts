/** What the reader should know about an answer, beyond what it says itself. */
import type { Invocation, InvocationRequest } from '../contract/invocations.ts'
import type { ProxyAnswer } from './client.ts'

export function warningsAbout(
  { status, body, answeredBy }: Omit<Invocation, 'warnings'>,
  call: {
    request: InvocationRequest
    answer: ProxyAnswer
    retries: number
    timeoutMs: number
    isCutOff: boolean
  },
): string[] {
  const { request, answer, retries, timeoutMs, isCutOff } = call
  const type = answer.headers['content-type'] ?? ''
  const said: [boolean, string][] = [
    [
      retries > 0,
      `Its pod did not listen yet: the call was repeated ${retries} time${retries === 1 ? '' : 's'}.`,
    ],
    [answeredBy.isCurrent === false, 'The previous version answered, not the code that is stored.'],
    [
      answer.headers['x-kubeless-error'] === 'timeout',
      `The function was stopped at its timeout of ${timeoutMs / 1000} s.`,
    ],
    [body.truncated, 'The answer was cut off at 10 MiB.'],
    [body.incomplete && isCutOff, 'The answer went on beyond the timeout and was cut off.'],
    [body.incomplete && !isCutOff, 'The connection broke before the end of the answer.'],
    [status >= 300 && status < 400 && 'location' in answer.headers, 'The redirect was not followed.'],
    ['set-cookie' in answer.headers, 'Its cookies are not shown.'],
    [
      type.startsWith('text/html') &&
        /\b(href|src|action)\s*=/i.test(body.encoding === 'utf8' ? body.data : ''),
      'The Kubernetes API may have rewritten links in this page on the way.',
    ],
    [isBadJson(request), 'The body is not JSON, though its content type says so.'],
  ]
  return said.filter(([applies]) => applies).map(([, sentence]) => sentence)
}

function isBadJson({ headers = {}, body = '', bodyEncoding }: InvocationRequest): boolean {
  const type = Object.entries(headers).find(([name]) => name.toLowerCase() === 'content-type')?.[1]
  if (bodyEncoding === 'base64' || body === '' || !type?.startsWith('application/json')) return false
  try {
    JSON.parse(body)
    return false
  } catch {
    return true
  }
}
