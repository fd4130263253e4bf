/**
 * What calls a function besides whoever knows its Service: an HTTP trigger makes it answer at an address, a
 * schedule trigger calls it at set times. Flat and scalar; how they are written as `httptriggers.kubeless.io` and
 * `cronjobtriggers.kubeless.io` is the business of `functions/triggers.ts`.
 */
import type { LogLine } from './logs.ts'

/** Which trigger; those of one kind have names of their own in each namespace. */
export interface TriggerRef {
  namespace: string
  name: string
}

/** What may be said about an HTTP trigger. Only the first three fields are required. */
export interface HttpTriggerSpec extends TriggerRef {
  /** The function, in the same namespace. */
  function: string
  /** The host it answers at. Empty: every host. */
  host?: string
  /** The path it answers at; begins with `/`. Default: `/`. */
  path?: string
  /** Have a certificate made by ACME, and redirect to https. */
  tls?: boolean
  /** Secret of an existing certificate; not together with `tls`. */
  tlsSecret?: string
  /** Secret with an htpasswd file: only who is in it may call. */
  basicAuthSecret?: string
  /** `nginx`, `traefik` or `kong`. Anything else, also nothing, leaves it to the cluster. */
  gateway?: string
  /** Whether pages of other origins may call it. */
  cors?: boolean
}

/** What may be said about a schedule trigger. `payload` and `timeZone` may be left out. */
export interface ScheduleTriggerSpec extends TriggerRef {
  /** The function, in the same namespace. */
  function: string
  /** Five cron fields, or `@hourly`, `@daily`, `@every 90s`… (`schedule.ts`). */
  schedule: string
  /** IANA name, e.g. `Europe/Berlin`. Empty: the cluster's time, which is UTC nearly everywhere. */
  timeZone?: string
  /** JSON text, sent as the body of a POST. Empty: the call is a GET. */
  payload?: string
}

/** A change: the whole new spec and the version it was based on. */
export interface HttpTriggerChange extends HttpTriggerSpec {
  /** `resourceVersion` of the `HttpTrigger` the change started from. */
  resourceVersion: string
}

/** A change: the whole new spec and the version it was based on. */
export interface ScheduleTriggerChange extends ScheduleTriggerSpec {
  /** `resourceVersion` of the `ScheduleTrigger` the change started from. */
  resourceVersion: string
}

/** How a trigger is doing, in one word. */
export type TriggerState =
  /** It does what it says. */
  | 'active'
  /** The cluster has not taken it over yet. */
  | 'pending'
  /** It does not work, or its last run failed; `TriggerStatus.reason` says why. */
  | 'failing'
  /** Somebody has suspended its CronJob. */
  | 'paused'
  /** It is being deleted; the cluster has not confirmed yet. */
  | 'deleting'

/** How a trigger is doing, derived from what the cluster shows (the objects have no status). */
export interface TriggerStatus {
  state: TriggerState
  /** One sentence: what is so, or what went wrong. */
  reason: string
  /** What to do next, when something is wrong. */
  hint?: string
}

/** What is known of every trigger. */
interface Stored {
  uid: string
  /** To be sent back with a change. */
  resourceVersion: string
  /** ISO 8601. */
  createdAt: string
  status: TriggerStatus
}

/** An address at which a function answers. */
export interface HttpTrigger extends Required<HttpTriggerSpec>, Stored {
  kind: 'http'
  /** Where it answers, e.g. `http://hello.localhost:40123/`. Empty while that is not known. */
  address: string
}

/** Times at which a function is called. */
export interface ScheduleTrigger extends Required<ScheduleTriggerSpec>, Stored {
  kind: 'schedule'
  /** ISO 8601, at most three: when it runs next. */
  nextRuns: string[]
  /** The latest that are kept, newest first. */
  runs: TriggerRun[]
}

/** One of either kind. */
export type Trigger = HttpTrigger | ScheduleTrigger

/** How one run of a schedule went. */
export type TriggerRunState = 'running' | 'succeeded' | 'failed'

/** One call of a function by its schedule: a Job. */
export interface TriggerRun {
  /** Name of the Job. */
  name: string
  state: TriggerRunState
  /** Who started it. */
  cause: 'schedule' | 'by-hand'
  /** ISO 8601. */
  startedAt: string
  /** Absent while it runs. */
  durationMs?: number
  /** Why it failed. */
  reason?: string
}

/** What a run has written. */
export interface TriggerRunLog {
  /** How the run is doing: while it runs, there may be more to come. */
  state: TriggerRunState
  lines: LogLine[]
  /** Whether only the end is here. */
  isCut: boolean
}
