/** What the reader should know about an answer, beyond what it says itself. */
import type { FunctionServer } from '../contract/functions.ts'
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
    server?: FunctionServer
  },
): string[] {
  const { request, answer, retries, timeoutMs, isCutOff, server } = call
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
    [
      hidesErrors(server) && status === 200 && looksLikeError(body),
      'This looks like an error although its status is 200: this image of Kubeless answers 200 whatever happens. Look at the log.',
    ],
    [
      status === 408 && endsAtTimeout(server),
      'This image of Kubeless ends its process after a timeout: calls fail until the pod has started again.',
    ],
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

/** Images in which Kubeless's function proxy stands before the function: it hands on the body alone. */
function hidesErrors(server: FunctionServer | undefined): boolean {
  return server?.kind === 'kubeless' && /^(ruby|php|ballerina)$/.test(server.language)
}

function endsAtTimeout(server: FunctionServer | undefined): boolean {
  return server?.kind === 'kubeless' && /^(ruby|php|ballerina|go|nodejs.*)$/.test(server.language)
}

/** Pages of Sinatra (Ruby), Slim and nginx (PHP) about an error, PHP's own messages, and an exception's text as the PHP image sends it. */
const errorPages =
  /<h1>Internal Server Error<\/h1>|Sinatra doesn.t know this ditty|<title>[\w:]*(Error|Exception) at \/|<h1>[45]\d\d |Slim Application Error|^\s*(<br \/>\s*)?(<b>)?(PHP )?(Fatal|Parse) error|^Function \S+ not exist\n$/

function looksLikeError({ encoding, data }: Invocation['body']): boolean {
  return encoding === 'utf8' && errorPages.test(data.slice(0, 10_000))
}
