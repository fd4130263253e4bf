/** From a save to "your code is live": the way of the newest version, step by step. */

/** The steps, in their order. */
export const rolloutStepNames = [
  /** The spec is stored. */
  'saved',
  /** A controller has made the objects of it. */
  'accepted',
  /** A pod is made, and has a place. */
  'pod',
  /** Its image is there. */
  'image',
  /** The code is brought into it. */
  'prepare',
  /** Dependencies are installed. */
  'install',
  /** The code is compiled. */
  'compile',
  /** The function's process has been started. */
  'start',
  /** It answers: as many pods as wanted. */
  'ready',
  /** The pods of the version before are gone. */
  'previous',
] as const

/** One of `rolloutStepNames`. */
export type RolloutStepName = (typeof rolloutStepNames)[number]

/** `skipped`: this version has no such step. */
export type RolloutStepState = 'waiting' | 'running' | 'done' | 'failed' | 'skipped'

export interface RolloutStep {
  name: RolloutStepName
  state: RolloutStepState
  /** ISO 8601. Absent while it has not begun, or when nobody knows. */
  startedAt?: string
  /** How long it took; absent while it runs, or when nobody knows. */
  durationMs?: number
  /** It takes longer than such a step should; `why` says what to look at. */
  isStuck?: true
  /** What keeps it: of a failed or a stuck step. */
  why?: string
  /** Where its output is, for the log. */
  container?: string
  pod?: string
}

/** How the stored version is getting on. */
export interface Rollout {
  /** `live`: every ready pod runs the version that is stored, and there are as many as wanted. */
  state: 'running' | 'live' | 'failed' | 'stopped' | 'deleting'
  /** Of the code that is to become live; empty when nobody computed one. */
  checksum: string
  /** ISO 8601: when it was saved. */
  savedAt: string
  /** From saving to answering alone. Absent before that, or when nobody saw it. */
  liveAfterMs?: number
  /** ISO 8601: when the version was saved that this one replaced before it ever went live. */
  supersedes?: string
  steps: RolloutStep[]
}
