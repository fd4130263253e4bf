/** How the last call to each function went: of those made through us, since we started. */
import type { FunctionRef } from '../contract/functions.ts'
import type { Invocation } from '../contract/invocations.ts'
import type { LastCall } from '../functions/diagnosis/facts.ts'
import { toAppError } from './errors.ts'
import { keyOf } from './watched.ts'

export interface LastCalls {
  /** Passes on what `call` gives, and remembers how it went. */
  noted(ref: FunctionRef, call: () => Promise<Invocation>, signal: AbortSignal): Promise<Invocation>
  of(ref: FunctionRef): LastCall | undefined
}

const mostRemembered = 1_000
/** Other refusals are about what was sent, or about the cluster. */
const isAboutFunction = /^(function_timeout|function_unreachable|no_ready_pod|not_deployed)$/

export function startLastCalls(now: () => number): LastCalls {
  const calls = new Map<string, LastCall>()

  const note = (ref: FunctionRef, call: LastCall) => {
    const key = keyOf(ref)
    calls.delete(key)
    calls.set(key, call)
    if (calls.size > mostRemembered) calls.delete(calls.keys().next().value ?? '')
  }

  return {
    of: (ref) => calls.get(keyOf(ref)),
    async noted(ref, call, signal) {
      const startedAt = now()
      try {
        const invocation = await call()
        const { startedAt: at, durationMs, status, answeredBy } = invocation
        note(ref, { at, durationMs, status, ...answeredBy })
        return invocation
      } catch (error) {
        // Whoever called gave up: that says nothing about the function.
        if (!signal.aborted) {
          const { code, message } = toAppError(error)
          if (!isAboutFunction.test(code)) throw error
          const at = new Date(startedAt).toISOString()
          note(ref, { at, durationMs: now() - startedAt, refusal: { code, message } })
        }
        throw error
      }
    },
  }
}
