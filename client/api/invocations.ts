import type { FunctionRef } from '#contract/functions.ts'
import type { Invocation, InvocationRequest } from '#contract/invocations.ts'
import { ask } from './http.ts'

/**
 * Calls a function. Whatever it answers is data, a 500 included; it throws an `ApiError` only when the call
 * could not be brought to the function. Aborting gives the call up; the function may go on working.
 */
export function invoke(
  { namespace, name }: FunctionRef,
  request: InvocationRequest,
  signal?: AbortSignal,
): Promise<Invocation> {
  return ask('POST /api/namespaces/:namespace/functions/:name/invocations', {
    params: { namespace, name },
    body: request,
    signal,
  })
}
