/** "Why is it not working?", answered from facts alone: one sentence, the chain behind it, and what would mend it. */
import type { DiagnosisCheck, FunctionDiagnosis } from '../../contract/diagnosis.ts'
import type { Failure } from '../failure.ts'
import { checksOf, failureIn, isBad } from './checks.ts'
import type { DiagnosisFacts } from './facts.ts'
import { fixesFor } from './fixes.ts'

export function diagnose(facts: DiagnosisFacts): FunctionDiagnosis {
  const { status, observed, lastCall } = facts
  const failure = failureIn(facts)
  const checks = checksOf(facts)
  const broken = brokenLink(checks, failure)
  const isMoving = status.state === 'starting' || status.state === 'deploying' || status.state === 'deleting'
  const isHeld = status.state === 'deleting' && status.hint === undefined
  const state = broken && !isHeld ? 'broken' : isMoving ? 'under-way' : 'well'
  const isOfCall = broken?.name === 'last-call'
  const location = isOfCall ? lastCall?.location : status.location
  const hint = isOfCall ? callHint(facts) : status.hint
  return {
    state,
    cause: causeOf(facts, state === 'broken' ? broken : undefined),
    ...(hint && { hint }),
    ...(location && { location }),
    ...(broken && state === 'broken' && { brokenAt: broken.name }),
    checks,
    fixes: state === 'broken' ? fixesFor(facts, broken?.name, failure) : [],
    lookedAt: new Date(observed.now).toISOString(),
  }
}

/** Where a container fails, that is it, whatever else may be said of the links before. */
function brokenLink(checks: DiagnosisCheck[], failure: Failure | undefined): DiagnosisCheck | undefined {
  const stage = failure?.stage === 'ready' ? 'readiness' : failure?.stage
  const wanted = failure?.subject?.type === 'handler' ? 'handler' : stage
  return checks.find((check) => check.name === wanted && isBad(check)) ?? checks.find(isBad)
}

function causeOf({ status }: DiagnosisFacts, broken: DiagnosisCheck | undefined): string {
  if (status.state === 'failing' || status.state === 'stopped' || status.state === 'deleting')
    return status.reason
  if (broken) return broken.finding
  return status.state === 'ready'
    ? 'Nothing is wrong: the stored version runs, and its pods answer.'
    : `Nothing is wrong so far. ${status.reason}`
}

function callHint({ lastCall, spec }: DiagnosisFacts): string | undefined {
  if (lastCall?.status === 408 || lastCall?.refusal?.code === 'function_timeout')
    return `A call may take ${spec.timeoutSeconds} seconds. Make it faster, or give it more time.`
  return lastCall?.location ? 'Look at that line, and at the values it had in that call.' : undefined
}
