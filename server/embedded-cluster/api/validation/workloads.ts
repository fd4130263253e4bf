/** Rules of Deployments, ReplicaSets, Jobs, CronJobs and autoscalers. */
import type { ApiObject, Json } from '../json.ts'
import { isEqual, isObject, listAt, numberAt, objectAt, textAt, valueAt } from '../json.ts'
import { invalidValue, required, unsupportedValue } from '../status.ts'
import type { FieldError } from '../status.ts'
import { matchesSelector } from '../verbs/label-selector.ts'
import { scheduleProblem, timeZoneProblem } from './cron.ts'
import { labelsProblems } from './metadata.ts'
import { podSpecProblems } from './pods.ts'

export function deploymentProblems(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  const errors = [
    ...nonNegative(object, 'replicas'),
    ...selectorProblems(object, old),
    ...templateProblems(valueAt(object, 'spec', 'template'), 'spec.template', ['Always']),
    ...nonNegative(object, 'minReadySeconds'),
    ...nonNegative(object, 'revisionHistoryLimit'),
  ]
  const type = textAt(object, 'spec', 'strategy', 'type') ?? ''
  if (!['Recreate', 'RollingUpdate'].includes(type))
    errors.push(unsupportedValue('spec.strategy.type', type, ['Recreate', 'RollingUpdate']))
  if (type === 'Recreate' && isObject(valueAt(object, 'spec', 'strategy', 'rollingUpdate')))
    errors.push({
      field: 'spec.strategy.rollingUpdate',
      reason: 'FieldValueForbidden',
      message: "Forbidden: may not be specified when strategy `type` is 'Recreate'",
    })
  return errors
}

export function replicaSetProblems(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  return [
    ...nonNegative(object, 'replicas'),
    ...selectorProblems(object, old),
    ...templateProblems(valueAt(object, 'spec', 'template'), 'spec.template', ['Always']),
  ]
}

export function jobProblems(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  const errors = [
    ...nonNegative(object, 'parallelism'),
    ...nonNegative(object, 'completions'),
    ...nonNegative(object, 'backoffLimit'),
    ...nonNegative(object, 'activeDeadlineSeconds'),
    ...nonNegative(object, 'ttlSecondsAfterFinished'),
    ...templateProblems(valueAt(object, 'spec', 'template'), 'spec.template', ['OnFailure', 'Never']),
  ]
  if (old && !isEqual(valueAt(old, 'spec', 'template', 'spec'), valueAt(object, 'spec', 'template', 'spec')))
    errors.push(invalidValue('spec.template', {}, 'field is immutable'))
  if (
    old &&
    valueAt(old, 'spec', 'selector') !== undefined &&
    !isEqual(valueAt(old, 'spec', 'selector'), valueAt(object, 'spec', 'selector'))
  )
    errors.push(invalidValue('spec.selector', valueAt(object, 'spec', 'selector'), 'field is immutable'))
  return errors
}

const concurrency = ['Allow', 'Forbid', 'Replace']

export function cronJobProblems(object: ApiObject): FieldError[] {
  const errors: FieldError[] = []
  const schedule = textAt(object, 'spec', 'schedule') ?? ''
  if (schedule === '') errors.push(required('spec.schedule'))
  else {
    const problem = scheduleProblem(schedule)
    if (problem !== undefined) errors.push(invalidValue('spec.schedule', schedule, problem))
  }
  const zone = textAt(object, 'spec', 'timeZone')
  const zoneProblem = zone === undefined ? undefined : timeZoneProblem(zone)
  if (zoneProblem !== undefined) errors.push(invalidValue('spec.timeZone', zone, zoneProblem))
  const policy = textAt(object, 'spec', 'concurrencyPolicy') ?? ''
  if (!concurrency.includes(policy))
    errors.push(unsupportedValue('spec.concurrencyPolicy', policy, concurrency))
  return [
    ...errors,
    ...nonNegative(object, 'startingDeadlineSeconds'),
    ...nonNegative(object, 'successfulJobsHistoryLimit'),
    ...nonNegative(object, 'failedJobsHistoryLimit'),
    ...templateProblems(
      valueAt(object, 'spec', 'jobTemplate', 'spec', 'template'),
      'spec.jobTemplate.spec.template',
      ['OnFailure', 'Never'],
    ),
    ...(object.metadata.name.length > 52
      ? [invalidValue('metadata.name', object.metadata.name, 'must be no more than 52 characters')]
      : []),
  ]
}

export function autoscalerProblems(object: ApiObject): FieldError[] {
  const least = numberAt(object, 'spec', 'minReplicas') ?? 1
  const most = numberAt(object, 'spec', 'maxReplicas') ?? 0
  const errors: FieldError[] = []
  if (least < 1) errors.push(invalidValue('spec.minReplicas', least, 'must be greater than or equal to 1'))
  if (most < 1) errors.push(invalidValue('spec.maxReplicas', most, 'must be greater than 0'))
  if (most < least)
    errors.push(invalidValue('spec.maxReplicas', most, 'must be greater than or equal to `minReplicas`'))
  for (const field of ['kind', 'name'])
    if (!textAt(object, 'spec', 'scaleTargetRef', field))
      errors.push(required(`spec.scaleTargetRef.${field}`))
  return errors
}

function selectorProblems(object: ApiObject, old: ApiObject | undefined): FieldError[] {
  const selector = valueAt(object, 'spec', 'selector')
  const labels = objectAt(object, 'spec', 'template', 'metadata', 'labels')
  if (!isObject(selector)) return [required('spec.selector')]
  const errors: FieldError[] = []
  const isEmpty =
    Object.keys(objectAt(selector, 'matchLabels')).length === 0 &&
    listAt(selector, 'matchExpressions').length === 0
  if (isEmpty)
    errors.push(
      invalidValue('spec.selector', selector, `empty selector is invalid for ${object.kind.toLowerCase()}`),
    )
  if (old && !isEqual(valueAt(old, 'spec', 'selector'), selector))
    errors.push(invalidValue('spec.selector', selector, 'field is immutable'))
  if (!matchesSelector(selector, labels as Record<string, string>))
    errors.push(
      invalidValue('spec.template.metadata.labels', labels, '`selector` does not match template `labels`'),
    )
  return errors
}

function templateProblems(template: Json | undefined, at: string, policies: string[]): FieldError[] {
  const errors = [
    ...labelsProblems(objectAt(template, 'metadata', 'labels'), `${at}.metadata.labels`),
    ...podSpecProblems(objectAt(template, 'spec'), `${at}.spec`),
  ]
  const policy = textAt(template, 'spec', 'restartPolicy') ?? ''
  if (['Always', 'OnFailure', 'Never'].includes(policy) && !policies.includes(policy)) {
    const field = `${at}.spec.restartPolicy`
    errors.push(
      policies.includes('Always')
        ? unsupportedValue(field, policy, policies)
        : {
            field,
            reason: 'FieldValueRequired',
            message: `Required value: valid values: ${policies.map((one) => JSON.stringify(one)).join(', ')}`,
          },
    )
  }
  return errors
}

function nonNegative(object: ApiObject, field: string): FieldError[] {
  const value = numberAt(object, 'spec', field)
  return value !== undefined && value < 0
    ? [invalidValue(`spec.${field}`, value, 'must be greater than or equal to 0')]
    : []
}
