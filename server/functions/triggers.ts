/** A trigger object becomes a flat spec, whoever wrote it, and a flat spec an object; only what differs is touched. */
import type { HttpTriggerSpec, ScheduleTriggerSpec } from '../contract/triggers.ts'
import { canonical } from './manifest.ts'
import { createdBy } from './objects.ts'
import type { CronJobTriggerObject, HTTPTriggerObject } from './trigger-objects.ts'

/** A spec with nothing left open. */
export type WholeHttpTrigger = Required<HttpTriggerSpec>
export type WholeScheduleTrigger = Required<ScheduleTriggerSpec>

export function httpTriggerSpecOf({ metadata, spec }: HTTPTriggerObject): WholeHttpTrigger {
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    function: textOf(spec?.['function-name']),
    host: textOf(spec?.['host-name']),
    path: `/${textOf(spec?.path).replace(/^\/+/, '')}`,
    tls: spec?.tls === true,
    tlsSecret: textOf(spec?.['tls-secret']),
    basicAuthSecret: textOf(spec?.['basic-auth-secret']),
    gateway: textOf(spec?.gateway),
    cors: spec?.['cors-enable'] === true,
  }
}

export function scheduleTriggerSpecOf({ metadata, spec }: CronJobTriggerObject): WholeScheduleTrigger {
  return {
    name: metadata.name,
    namespace: metadata.namespace ?? '',
    function: textOf(spec?.['function-name']),
    ...apart(textOf(spec?.schedule)),
    payload: isNothing(spec?.payload) ? '' : JSON.stringify(spec?.payload, null, 2),
  }
}

export function httpTriggerObject(spec: HttpTriggerSpec): HTTPTriggerObject {
  const { name, namespace } = spec
  return changedHttpTrigger(
    {
      apiVersion: 'kubeless.io/v1beta1',
      kind: 'HTTPTrigger',
      metadata: { name, namespace, labels: { ...createdBy } },
    },
    spec,
  )
}

export function scheduleTriggerObject(spec: ScheduleTriggerSpec): CronJobTriggerObject {
  const { name, namespace } = spec
  return changedScheduleTrigger(
    {
      apiVersion: 'kubeless.io/v1beta1',
      kind: 'CronJobTrigger',
      metadata: { name, namespace, labels: { ...createdBy } },
    },
    spec,
  )
}

/** The object as it should be stored; what other clients wrote beside our fields stays. */
export function changedHttpTrigger(live: HTTPTriggerObject, spec: HttpTriggerSpec): HTTPTriggerObject {
  const present = httpTriggerSpecOf(live)
  const next: NonNullable<HTTPTriggerObject['spec']> = { ...live.spec }
  const {
    host = '',
    path = '/',
    tls = false,
    tlsSecret = '',
    basicAuthSecret = '',
    gateway = '',
    cors = false,
  } = spec
  if (spec.function !== present.function) next['function-name'] = spec.function
  if (host !== present.host) next['host-name'] = host
  // Kubeless puts the first slash before it.
  if (path !== present.path) next.path = path.slice(1)
  if (tls !== present.tls) next.tls = tls
  if (tlsSecret !== present.tlsSecret) next['tls-secret'] = tlsSecret
  if (basicAuthSecret !== present.basicAuthSecret) next['basic-auth-secret'] = basicAuthSecret
  if (gateway !== present.gateway) next.gateway = gateway
  if (cors !== present.cors) next['cors-enable'] = cors
  return { ...live, spec: next }
}

/** The object as it should be stored; what other clients wrote beside our fields stays. */
export function changedScheduleTrigger(
  live: CronJobTriggerObject,
  { schedule, timeZone = '', payload = '', ...spec }: ScheduleTriggerSpec,
): CronJobTriggerObject {
  const present = scheduleTriggerSpecOf(live)
  const next: NonNullable<CronJobTriggerObject['spec']> = { ...live.spec }
  if (spec.function !== present.function) next['function-name'] = spec.function
  if (schedule.trim() !== present.schedule || timeZone !== present.timeZone)
    next.schedule = together(schedule.trim(), timeZone)
  const wanted = payload.trim() === '' ? null : (JSON.parse(payload) as unknown)
  if (canonical(wanted) !== canonical(live.spec?.payload ?? null)) next.payload = wanted
  return { ...live, spec: next }
}

/** The same for two versions between which nobody changed what a person may have looked at. */
export function triggerFingerprint(object: HTTPTriggerObject | CronJobTriggerObject): string {
  return canonical({ uid: object.metadata.uid, spec: object.spec ?? {} })
}

/** Kubeless has no field for the time zone: it stands before the schedule, as cron knows it. */
export function apart(written: string): { schedule: string; timeZone: string } {
  const [, timeZone = '', rest] = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/s.exec(written.trim()) ?? []
  return { schedule: rest ?? written.trim(), timeZone }
}

function together(schedule: string, timeZone: string): string {
  return timeZone === '' ? schedule : `TZ=${timeZone} ${schedule}`
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null
}

/** Nothing checked what others wrote. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
