/** How triggers are doing, derived from what was made of them: their objects have no status. */
import { contradictionsIn, scheduleProblems } from '../contract/trigger-rules.ts'
import { nextRuns, parseSchedule } from '../contract/schedule.ts'
import type { TriggerRun, TriggerStatus } from '../contract/triggers.ts'
import { httpTriggerSpecOf, scheduleTriggerSpecOf } from './triggers.ts'
import { isOwnedBy } from './trigger-runs.ts'
import type { CronJob, CronJobTriggerObject, HTTPTriggerObject, Ingress } from './trigger-objects.ts'

/** What the cluster shows of an HTTP trigger. */
export interface ObservedHttpTrigger {
  trigger: HTTPTriggerObject
  hasFunction: boolean
  /** The Ingress of the trigger's name, whoever made it. */
  ingress?: Ingress
  /** Names of the cluster's ingress classes; undefined when they are not known. */
  classes?: readonly string[]
  /** Milliseconds since 1970. */
  now: number
}

/** What the cluster shows of a schedule trigger. */
export interface ObservedScheduleTrigger {
  trigger: CronJobTriggerObject
  hasFunction: boolean
  /** The CronJob that belongs to it. */
  cronJob?: CronJob
  /** Whether its name is taken by a CronJob that does not belong to it. */
  isNameTaken: boolean
  /** Newest first. */
  runs: readonly TriggerRun[]
  /** Milliseconds since 1970. */
  now: number
}

/** An ingress controller that is there takes an Ingress up sooner than this. */
const patienceMs = 10_000

/** The status, and the address while there is one. */
export function httpTriggerStatus(observed: ObservedHttpTrigger): { status: TriggerStatus; address: string } {
  const { trigger, hasFunction, ingress, classes, now } = observed
  const spec = httpTriggerSpecOf(trigger)
  const without = (status: TriggerStatus) => ({ status, address: '' })
  if (trigger.metadata.deletionTimestamp) return without(deleting)
  if (!hasFunction) return without(functionMissing(spec))
  const [problem] = contradictionsIn(spec)
  if (problem) return without({ state: 'failing', reason: problem.message, hint: problem.hint })
  if (ingress && !isOwnedBy(ingress, trigger.metadata.uid)) return without(nameTaken('Ingress', spec.name))
  const rule = ingress?.spec?.rules?.[0]
  const isAsWanted =
    (rule?.host ?? '') === spec.host &&
    rule?.http?.paths[0]?.path === spec.path &&
    rule.http.paths[0].backend.service?.name === spec.function
  if (!ingress || !isAsWanted) return without(waitingForController('Ingress'))
  const address = addressOf(ingress, spec)
  if (address === '') return without(notTakenUp(ingress, classes, now))
  const hint = hintOn(ingress, spec)
  return { address, status: { state: 'active', reason: 'It answers.', ...(hint && { hint }) } }
}

export function scheduleTriggerStatus(observed: ObservedScheduleTrigger): TriggerStatus {
  const { trigger, hasFunction, cronJob, isNameTaken, runs, now } = observed
  const spec = scheduleTriggerSpecOf(trigger)
  if (trigger.metadata.deletionTimestamp) return deleting
  if (!hasFunction) return functionMissing(spec)
  const [problem] = scheduleProblems(spec.schedule, spec.timeZone)
  if (problem) return { state: 'failing', reason: problem.message, hint: problem.hint }
  if (!cronJob) return isNameTaken ? nameTaken('CronJob', spec.name) : waitingForController('CronJob')
  if (cronJob.spec?.suspend)
    return {
      state: 'paused',
      reason: 'Its CronJob is suspended.',
      hint: `It goes on with: kubectl patch cronjob ${cronJob.metadata.name} -n ${spec.namespace} -p '{"spec":{"suspend":false}}'`,
    }
  if (!isOfSchedule(cronJob, spec)) return waitingForController('CronJob')
  const last = runs.find(({ state }) => state !== 'running')
  if (last?.state === 'failed')
    return {
      state: 'failing',
      reason: `The last run failed: ${last.reason ?? 'nobody said why.'}`,
      hint: 'It will be tried again at the next time. The output of the run tells more.',
    }
  if (runs[0]?.state === 'running') return { state: 'active', reason: 'It is calling the function.' }
  const [next] = nextTimes(spec.schedule, spec.timeZone, now, 1)
  return next === undefined
    ? { state: 'failing', reason: 'This schedule names no time at all.', hint: 'Check day and month.' }
    : { state: 'active', reason: 'It runs on schedule.' }
}

/** ISO 8601, at most `count` from `after` on (ms since 1970); none when the schedule cannot be read. */
export function nextTimes(schedule: string, timeZone: string, after: number, count: number): string[] {
  const parsed = parseSchedule(schedule, timeZone || undefined)
  return parsed.problem ? [] : nextRuns(parsed.schedule, after, count).map((ms) => new Date(ms).toISOString())
}

const deleting: TriggerStatus = { state: 'deleting', reason: 'It is being deleted.' }

function functionMissing(spec: { function: string; namespace: string }): TriggerStatus {
  return {
    state: 'failing',
    reason: `There is no function ${spec.function || '(none named)'} in namespace ${spec.namespace}.`,
    hint: 'Create it, or name another one.',
  }
}

function nameTaken(kind: 'Ingress' | 'CronJob', name: string): TriggerStatus {
  return {
    state: 'failing',
    reason: `There is another ${kind} of that name, which does not belong to this trigger.`,
    hint: `Delete it, or create a trigger of another name than ${name}.`,
  }
}

function waitingForController(kind: 'Ingress' | 'CronJob'): TriggerStatus {
  return {
    state: 'pending',
    reason: `It waits for its ${kind}.`,
    hint: 'The controller makes it within a moment. If it does not: kubectl get pods -n kubeless',
  }
}

function notTakenUp(ingress: Ingress, classes: readonly string[] | undefined, now: number): TriggerStatus {
  const name = ingress.spec?.ingressClassName ?? ingress.metadata.annotations?.['kubernetes.io/ingress.class']
  const isLate = now - Date.parse(ingress.metadata.creationTimestamp ?? '') > patienceMs
  const isNobody =
    classes !== undefined && (name === undefined ? classes.length === 0 : !classes.includes(name))
  if (!isLate || !isNobody)
    return { state: 'pending', reason: 'It waits for the ingress controller to take it up.' }
  return classes.length === 0
    ? {
        state: 'failing',
        reason: 'The cluster has no ingress controller, so nobody answers at this address.',
        hint: 'Install one; on minikube: minikube addons enable ingress',
      }
    : {
        state: 'failing',
        reason: `The cluster has no ingress controller called ${name ?? ''}.`,
        hint: `Choose another gateway. It has: ${classes.join(', ')}.`,
      }
}

/** Where an Ingress is served; empty while nobody does. */
function addressOf(ingress: Ingress, { host, path }: { host: string; path: string }): string {
  const [served] = ingress.status?.loadBalancer?.ingress ?? []
  if (!served) return ''
  const isSafe = (ingress.spec?.tls ?? []).length > 0 && !isHere(served)
  const [port] = served.ports ?? []
  const usual = isSafe ? 443 : 80
  const where = host.replace(/^\*\./, 'any.') || served.hostname || served.ip || ''
  const suffix = port === undefined || port.port === usual ? '' : `:${port.port}`
  return where === '' ? '' : `${isSafe ? 'https' : 'http'}://${where}${suffix}${path}`
}

/** What to know when the name of the host leads nowhere by itself. */
function hintOn(ingress: Ingress, { host, path }: { host: string; path: string }): string | undefined {
  const [served] = ingress.status?.loadBalancer?.ingress ?? []
  if (!served || host === '') return undefined
  const where = served.ip ?? served.hostname ?? ''
  if (isHere(served)) {
    if (/(^|\.)localhost$/.test(host)) return undefined
    const port = served.ports?.[0] ? `:${served.ports[0].port}` : ''
    return `The name has to lead to this machine. Without that: curl -H 'Host: ${host}' http://${where}${port}${path}`
  }
  return host.includes(where) ? undefined : `The name has to lead to ${where}.`
}

/** Whether it is served on loopback, as the embedded ingress does, which speaks plain HTTP only. */
function isHere({ ip }: { ip?: string }): boolean {
  return ip?.startsWith('127.') ?? false
}

function isOfSchedule({ spec }: CronJob, wanted: { schedule: string; timeZone: string }): boolean {
  const written = spec?.schedule ?? ''
  return (
    (written === wanted.schedule && (spec?.timeZone ?? '') === wanted.timeZone) ||
    // As upstream writes it.
    written.replace(/^(?:CRON_)?TZ=\S+\s+/, '') === wanted.schedule
  )
}
