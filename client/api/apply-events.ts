import type { LiveEvent } from '#contract/events.ts'
import type { FunctionRef, FunctionSummary } from '#contract/functions.ts'

/**
 * The list after what happened, in the order it happened. Pure; gives the same list back when nothing in
 * it changed, and goes through ten thousand rows once however many events there are.
 */
export function applyEvents(list: FunctionSummary[], events: readonly LiveEvent[]): FunctionSummary[] {
  const latest = new Map<string, FunctionSummary | undefined>()
  for (const event of events) {
    if (event.type === 'function') latest.set(keyOf(event.summary), event.summary)
    if (event.type === 'function-gone') latest.set(keyOf(event.ref), undefined)
  }
  if (latest.size === 0) return list

  let hasChanged = false
  const next: FunctionSummary[] = []
  for (const known of list) {
    const key = keyOf(known)
    const change = latest.get(key)
    const isNamed = latest.delete(key)
    if (!isNamed) next.push(known)
    else if (change && isSame(change, known)) next.push(known)
    else {
      hasChanged = true
      if (change) next.push(change)
    }
  }
  for (const added of latest.values()) {
    if (!added) continue
    hasChanged = true
    next.push(added)
  }
  return hasChanged ? next : list
}

/** Applies one event. */
export function applyEvent(list: FunctionSummary[], event: LiveEvent): FunctionSummary[] {
  return applyEvents(list, [event])
}

/** What tells functions apart, as one word. */
export function keyOf({ namespace, name }: FunctionRef): string {
  return `${namespace}/${name}`
}

function isSame(a: FunctionSummary, b: FunctionSummary): boolean {
  return (
    a.state === b.state &&
    a.reason === b.reason &&
    a.ready === b.ready &&
    a.wanted === b.wanted &&
    a.runtime === b.runtime &&
    a.changedAt === b.changedAt
  )
}
