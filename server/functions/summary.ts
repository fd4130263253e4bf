/** A row of the list: small, since there may be ten thousand. */
import type { FunctionStatus, FunctionSummary } from '../contract/functions.ts'
import { changedAtOf } from './details.ts'
import type { FunctionObject } from './objects.ts'

const longest = 200

export function summaryOf(
  object: FunctionObject,
  status: FunctionStatus,
  changedAt = changedAtOf(object),
): FunctionSummary {
  const { metadata, spec } = object
  const { state, reason, ready, wanted } = status
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    runtime: spec?.runtime ?? '',
    state,
    ...(state !== 'ready' && {
      reason: reason.length > longest ? `${reason.slice(0, longest - 1)}…` : reason,
    }),
    ready,
    wanted,
    changedAt,
  }
}
