/** When a step of a rollout takes longer than it should, and what that usually means. */
import type { RolloutStepName } from '../contract/rollout.ts'
import type { EventObject } from './objects.ts'
import { sentence } from './diagnosis/diagnosis.ts'

interface Bound {
  afterMs: number
  /** What usually keeps it. */
  words: string
  /** Reasons of events that say what really does. */
  events?: RegExp
}

const bounds: Partial<Record<RolloutStepName, Bound>> = {
  accepted: {
    afterMs: 5_000,
    words: 'No controller has acted on it yet. If none runs, nothing will.',
  },
  pod: {
    afterMs: 10_000,
    words: 'The cluster has not found a place for its pod yet.',
    events: /^(FailedScheduling|FailedCreate)$/,
  },
  image: {
    afterMs: 60_000,
    words: 'A large image, or a slow connection to its registry, takes that long.',
    events: /^(Failed|BackOff|FailedMount|FailedCreatePodSandBox|FailedAttachVolume)$/,
  },
  prepare: {
    afterMs: 30_000,
    words: 'A large archive, or a slow address to fetch it from, takes that long.',
  },
  install: {
    afterMs: 120_000,
    words:
      'Packages that are built from source, or a slow package index, take that long. Its log says which.',
  },
  compile: { afterMs: 120_000, words: 'Its log says what is being compiled.' },
  start: {
    afterMs: 20_000,
    words: 'The image of the function is still being fetched, or its process does not come up.',
    events: /^(Failed|BackOff|FailedMount)$/,
  },
  ready: {
    afterMs: 30_000,
    words:
      'Its process runs, but does not answer its health check yet: what it does while loading takes long.',
    events: /^Unhealthy$/,
  },
  previous: {
    afterMs: 60_000,
    words: 'A call that does not end keeps the pod of the previous version alive.',
  },
}

/** Undefined while a step that has run for so long is within bounds. */
export function stuckWords(
  name: RolloutStepName,
  forMs: number,
  { events }: { events: readonly EventObject[] },
): string | undefined {
  const bound = bounds[name]
  if (!bound || forMs <= bound.afterMs) return undefined
  const said = bound.events && events.findLast(({ reason }) => bound.events?.test(reason ?? ''))
  return said?.message ? sentence(said.message) : bound.words
}
