/** A rollout in words. Pure. */
import type { Rollout, RolloutStep, RolloutStepName } from '#contract/rollout.ts'

/** What each step is called. */
export const stepWords: Record<RolloutStepName, string> = {
  saved: 'Saved',
  accepted: 'Controller',
  pod: 'Pod',
  image: 'Image',
  prepare: 'Code',
  install: 'Dependencies',
  compile: 'Compile',
  start: 'Start',
  ready: 'Ready',
  previous: 'Old pod gone',
}

const underWay: Record<RolloutStepName, string> = {
  saved: 'saving',
  accepted: 'waiting for the controller',
  pod: 'making a pod',
  image: 'fetching the image',
  prepare: 'bringing in the code',
  install: 'installing dependencies',
  compile: 'compiling',
  start: 'starting',
  ready: 'waiting for its health check',
  previous: 'the previous version is going',
}

/** The line that is always there; `detail` says no more than the steps do. */
export function headlineOf(rollout: Rollout): { words: string; detail?: string } {
  const { state, steps, liveAfterMs } = rollout
  const current = steps.find(({ state: of }) => of === 'running' || of === 'failed')
  if (state === 'live')
    return {
      words: `Your code is live${liveAfterMs === undefined ? '' : ` after ${durationWords(liveAfterMs)}`}`,
    }
  if (state === 'failed')
    return { words: 'Not live', detail: `failed at ${stepWords[current?.name ?? 'ready'].toLowerCase()}` }
  if (state === 'stopped') return { words: 'Scaled to zero' }
  if (state === 'deleting') return { words: 'Being deleted' }
  return { words: 'Deploying', detail: current ? underWay[current.name] : 'about to begin' }
}

/** What the version before this one has to do with it, if anything. */
export function supersededWords({ supersedes, state }: Rollout): string | undefined {
  if (supersedes === undefined) return undefined
  return state === 'live'
    ? 'It replaced a version that never went live.'
    : 'It replaces a version that was still on its way.'
}

/** How long a step took or has taken so far; undefined when nobody knows. `now` in milliseconds. */
export function stepMs({ state, startedAt, durationMs }: RolloutStep, now: number): number | undefined {
  if (durationMs !== undefined) return durationMs
  return state === 'running' && startedAt !== undefined ? Math.max(0, now - Date.parse(startedAt)) : undefined
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function durationWords(ms: number): string {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${seconds} s`
  return `${Math.floor(seconds / 60)} min${seconds % 60 === 0 ? '' : ` ${seconds % 60} s`}`
}
