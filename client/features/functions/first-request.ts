/** Hands the request a sample suggests over to the page of the function made from it. */
import type { FunctionRef } from '#contract/functions.ts'
import type { FunctionSample } from '#contract/runtimes.ts'

/** `request/` reads it under the same name. */
export function rememberFirstRequest(
  { namespace, name }: FunctionRef,
  request: FunctionSample['request'],
): void {
  try {
    sessionStorage.setItem(`kui:first-request:${namespace}/${name}`, JSON.stringify(request))
  } catch {
    // Without storage the request panel starts empty, which is no more than a small loss.
  }
}
