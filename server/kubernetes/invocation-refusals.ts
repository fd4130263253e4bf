/** What keeps a function from answering, told from what it answers itself, and said in a reader's words. */
import type { FunctionStatus } from '../contract/functions.ts'
import { AppError } from '../errors.ts'
import type { Status } from '../functions/objects.ts'
import type { ProxyAnswer } from './client.ts'
import { KubernetesError, errorOfStatus, toAppError } from './errors.ts'
import type { ReceivedBody } from './invocation-body.ts'
import { statusIn } from './status-object.ts'

/** There is no Service to call, or it has no port. */
export function notDeployed(name: string, status: FunctionStatus | undefined): AppError {
  return new AppError(409, 'not_deployed', `${name} is not deployed yet. ${status?.reason ?? ''}`.trim(), {
    hint: status?.hint ?? 'Try again in a moment.',
  })
}

/** The API server's own answer in place of the function's, told by its shape and by what it speaks of. */
export function refusalIn(
  answer: ProxyAnswer,
  received: ReceivedBody,
  name: string,
): KubernetesError | undefined {
  if (answer.status < 400 || answer.headers['x-kubeless-pod']) return undefined
  const status = statusIn(answer.headers, received.bytes)
  if (!status || status.status !== 'Failure' || status.code !== answer.status) return undefined
  return isAboutService(status, name) ? errorOfStatus(status, answer.status) : undefined
}

function isAboutService({ message = '', details, reason }: Status, name: string): boolean {
  if (details?.kind?.startsWith('services') || message.includes(`service "${name}`)) return true
  return (
    /error trying to reach service/.test(message) || (reason === 'Unauthorized' && message === 'Unauthorized')
  )
}

/** Whether the call has certainly not reached the function. */
export function isNotListening({ code, message }: KubernetesError): boolean {
  return code === 503 && /no endpoints available|connection refused|connect: no such file/.test(message)
}

/** The refusal as it is answered to the caller. */
export function ofRefusal(
  refusal: KubernetesError,
  name: string,
  status: FunctionStatus | undefined,
): AppError {
  if (refusal.code === 404) return notDeployed(name, status)
  if (isNotListening(refusal))
    return new AppError(
      503,
      'no_ready_pod',
      `Nothing answers for ${name}. ${status?.reason ?? 'No pod is ready.'}`,
      {
        hint: status?.hint ?? 'Try again in a moment.',
        cause: refusal,
      },
    )
  if (refusal.code === 503 || refusal.code === 502) return unreachable(name, refusal)
  return toAppError(refusal)
}

/** What broke on the way; other errors unchanged. */
export function brokenOr(error: unknown, name: string): unknown {
  if (error instanceof AppError) return error
  if (!(error instanceof KubernetesError)) return error
  return error.code === 0 && !isApiAway(error) ? unreachable(name, error) : toAppError(error)
}

/** Whether it did not even leave us. */
function isApiAway({ cause }: KubernetesError): boolean {
  return /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/.test(
    (cause as NodeJS.ErrnoException)?.code ?? '',
  )
}

function unreachable(name: string, cause: Error): AppError {
  return new AppError(
    502,
    'function_unreachable',
    `The connection to ${name} broke before it answered (${cause.message}).`,
    { hint: 'It may or may not have done its work: look at its log, then run it again.', cause },
  )
}

/** The function took longer than it may. */
export function lateness(name: string, timeoutMs: number, waitedMs: number): AppError {
  return new AppError(504, 'function_timeout', `${name} did not answer within ${waitedMs / 1000} s.`, {
    hint: `Its timeout is ${timeoutMs / 1000} s. Raise it in the settings if it needs longer, or look at its log for where it hangs.`,
  })
}
