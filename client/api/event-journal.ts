/** What the event stream said while an answer was on its way, so that an older answer does not undo it. */
import type { LiveEvent } from '#contract/events.ts'

const journals = new Set<LiveEvent[]>()
/** More than this happens only in a storm, and after one the server says `reset` anyway. */
const kept = 20_000

/** Collects events until stopped. */
export function collectEvents(): { events: readonly LiveEvent[]; stop(): void } {
  const events: LiveEvent[] = []
  journals.add(events)
  return { events, stop: () => journals.delete(events) }
}

export function recordEvents(events: readonly LiveEvent[]): void {
  for (const journal of journals) {
    journal.push(...events)
    if (journal.length > kept) journal.splice(0, journal.length - kept)
  }
}
