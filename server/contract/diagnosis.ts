/** "Why is it not working?": the chain from a Function to its answer, walked link by link. */
import type { FunctionSpec, SourceLocation } from './functions.ts'

/** The links of the chain, in the order they depend on each other. */
export const diagnosisCheckNames = [
  'accepted',
  'runtime',
  'handler',
  'controller',
  'config-map',
  'deployment',
  'replica-set',
  'quota',
  'pod',
  'image',
  'prepare',
  'install',
  'compile',
  'start',
  'readiness',
  'service',
  'last-call',
] as const

/** One of `diagnosisCheckNames`. */
export type DiagnosisCheckName = (typeof diagnosisCheckNames)[number]

/**
 * `unknown`: it cannot be seen from here, be it that a right is missing. `waiting`: it has not come to that
 * yet. `skipped`: this function has no such thing.
 */
export type DiagnosisVerdict = 'good' | 'bad' | 'waiting' | 'unknown' | 'skipped'

/** One link of the chain. */
export interface DiagnosisCheck {
  name: DiagnosisCheckName
  verdict: DiagnosisVerdict
  /** One sentence. */
  finding: string
  /** What it is concluded from: events, the end of a log, conditions. At most 20 lines. */
  evidence: string[]
  /** Whose log says more. */
  container?: string
  pod?: string
}

/** What would mend it: a change to the function, or a command for whoever looks after the cluster. */
export type DiagnosisFix =
  | { type: 'change'; label: string; change: Partial<FunctionSpec> }
  | { type: 'command'; label: string; command: string }

export interface FunctionDiagnosis {
  /** `well`: nothing is wrong. `under-way`: nothing is wrong yet. `broken`: `cause` says what is. */
  state: 'well' | 'under-way' | 'broken'
  /** One sentence. */
  cause: string
  /** What to do next. */
  hint?: string
  /** Where in the function's files the cause is. */
  location?: SourceLocation
  /** The link that is broken. */
  brokenAt?: DiagnosisCheckName
  /** In their order, all of them. */
  checks: DiagnosisCheck[]
  /** The likeliest first. An empty `change` means: deploy the same again. */
  fixes: DiagnosisFix[]
  /** ISO 8601. */
  lookedAt: string
}
