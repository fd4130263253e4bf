/** What a CronJobTrigger becomes (Kubeless reference §2.12). */
import { parseSchedule } from '../contract/schedule.ts'
import { selectorOf } from '../functions/objects.ts'
import type { Container, FunctionObject } from '../functions/objects.ts'
import type { CronJob, CronJobTriggerObject } from '../functions/trigger-objects.ts'
import { callCommand } from './call-command.ts'
import type { ControllerConfig } from './controller-config.ts'
import { digestOf } from './digest.ts'
import { functionPortOf, serviceSpecOf } from './function-port.ts'
import { textOf, textsOf } from './json.ts'
import { ownerReferenceTo } from './names.ts'
import { Refusal } from './refusal.ts'

/** A Job's name gets eleven characters more than its CronJob's, and ends at 63. */
const mostNameLength = 52
const prefix = 'trigger-'

/**
 * Named after the trigger, so that two of one function do not overwrite each other. Upstream names it after
 * the function; where the trigger is called like it, as its clients do, the two are the same.
 */
export function cronJobName(trigger: string): string {
  const name = prefix + trigger
  if (name.length <= mostNameLength) return name
  const digest = digestOf(trigger, 8)
  return `${name.slice(0, mostNameLength - digest.length - 1).replace(/[^a-z0-9]+$/, '')}-${digest}`
}

/** The name upstream gives to the CronJob of every trigger of a function. */
export function upstreamCronJobName(functionName: string): string {
  return prefix + functionName
}

/** Throws a `Refusal` when the schedule cannot be read. */
export function planCronJob(
  trigger: CronJobTriggerObject,
  fn: FunctionObject,
  config: ControllerConfig,
): CronJob {
  const { name, namespace } = trigger.metadata
  const labels = {
    ...textsOf(fn.metadata.labels),
    ...textsOf(trigger.metadata.labels),
    ...selectorOf(fn.metadata.name),
  }
  const annotations = withoutApplied({
    ...textsOf(fn.metadata.annotations),
    ...textsOf(trigger.metadata.annotations),
  })
  const timeout = Number(textOf(fn.spec?.timeout)) || 180
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: {
      name: cronJobName(name),
      namespace,
      labels,
      annotations,
      ownerReferences: [ownerReferenceTo(trigger)],
    },
    spec: {
      ...scheduleOf(textOf(trigger.spec?.schedule)),
      concurrencyPolicy: 'Allow',
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
      jobTemplate: {
        // By these the Jobs of functions are found among all others.
        metadata: { labels },
        spec: {
          activeDeadlineSeconds: timeout,
          // One call a time that is due: whether it may be repeated only its author knows.
          backoffLimit: 0,
          template: {
            metadata: { labels, annotations },
            spec: { containers: [callContainer(trigger, fn, timeout, config)], restartPolicy: 'Never' },
          },
        },
      },
    },
  }
}

function scheduleOf(written: string): { schedule: string; timeZone?: string } {
  // Kubernetes has a field of its own for what used to stand before the schedule.
  const [, timeZone, rest] = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/s.exec(written.trim()) ?? []
  const schedule = rest ?? written.trim()
  const { problem } = parseSchedule(schedule, timeZone)
  if (!problem) return { schedule, ...(timeZone && { timeZone }) }
  throw new Refusal(
    'ScheduleInvalid',
    `The schedule ${JSON.stringify(written)} cannot be read: ${problem.message}. Write five cron fields, for example "*/5 * * * *".`,
  )
}

function callContainer(
  trigger: CronJobTriggerObject,
  fn: FunctionObject,
  timeoutSeconds: number,
  config: ControllerConfig,
): Container {
  if (config.provisionImage === '')
    throw new Refusal(
      'ConfigInvalid',
      'ConfigMap kubeless-config has no provision-image, which calls functions on schedule. Add it.',
    )
  const { service } = functionPortOf(serviceSpecOf(fn))
  const url = `http://${fn.metadata.name}.${fn.metadata.namespace ?? ''}.svc.cluster.local:${service}`
  return {
    name: 'trigger',
    image: config.provisionImage,
    imagePullPolicy: 'IfNotPresent',
    ...callCommand(config.provisionCommand, { url, payload: trigger.spec?.payload, timeoutSeconds }),
    // What the function answered stays readable in the pod's status.
    terminationMessagePolicy: 'FallbackToLogsOnError',
    // Node needs more than curl.
    resources: config.provisionCommand
      ? { requests: { cpu: '20m', memory: '48Mi' }, limits: { cpu: '500m', memory: '128Mi' } }
      : { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '100m', memory: '64Mi' } },
  }
}

function withoutApplied(annotations: Record<string, string>): Record<string, string> {
  const { 'kubectl.kubernetes.io/last-applied-configuration': _, ...rest } = annotations
  return rest
}
