/** Everything "Why is it not working?" is answered from. */
import type { FunctionStatus, SourceLocation } from '../../contract/functions.ts'
import type { Rollout } from '../../contract/rollout.ts'
import type { WholeSpec } from '../details.ts'
import type { Service } from '../objects.ts'
import type { Observed } from '../status.ts'

export interface DiagnosisFacts {
  /** With the output of the failing container, if it could be read. */
  observed: Observed
  status: FunctionStatus
  rollout: Rollout
  spec: WholeSpec
  /** The runtime without its version, e.g. `python`; empty when the cluster does not list it. */
  runtimeId: string
  /** Empty for archives. */
  fileName: string
  depsFileName: string
  service?: Service
  /** Undefined when it may not be read. */
  hasConfigMap?: boolean
  controller: ControllerFacts
  lastCall?: LastCall
}

/** What is known of the one that turns Functions into Deployments. */
export interface ControllerFacts {
  state: 'running' | 'absent' | 'unknown'
  evidence: string[]
}

/** How the last call made through us went. */
export interface LastCall {
  /** ISO 8601. */
  at: string
  durationMs: number
  /** The function's HTTP status; absent when there was no answer. */
  status?: number
  /** Code and words of what kept it from answering. */
  refusal?: { code: string; message: string }
  pod?: string
  /** Of the code that answered. */
  checksum?: string
  /** What was written about it, as far as it could be read. */
  output?: string
  /** What that output means. */
  reason?: string
  location?: SourceLocation
}
