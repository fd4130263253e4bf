/** One trigger brought nearer to what it asks for. A trigger has no status: what is wrong is said in Events. */
import type { FunctionRef } from '../contract/functions.ts'
import type { FunctionObject, KubeObject, OwnerReference } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'
import type { CronJob, CronJobTriggerObject, HTTPTriggerObject } from '../functions/trigger-objects.ts'
import type { Brood } from './children.ts'
import { letGo, withFinalizer } from './finalizer.ts'
import { textOf } from './json.ts'
import { finalizers } from './names.ts'
import { cronJobName, planCronJob, upstreamCronJobName } from './plan-cron-job.ts'
import { planIngress } from './plan-ingress.ts'
import { ifNotFound, nameOf, refusalIn } from './reconciling.ts'
import type { Reconciling } from './reconciling.ts'
import { Refusal } from './refusal.ts'

export async function reconcileHttpTrigger(context: Reconciling, ref: FunctionRef): Promise<void> {
  const { copies, children } = context
  await reconcile<HTTPTriggerObject>(context, ref, {
    resource: resources.httpTriggers,
    finalizer: finalizers.HTTPTrigger,
    make: (trigger, fn) => written(context, copies.ingresses, planIngress(trigger, fn)),
    async unmake(trigger) {
      await children.remove(copies.ingresses, trigger.metadata.name, trigger)
    },
  })
}

export async function reconcileCronJobTrigger(context: Reconciling, ref: FunctionRef): Promise<void> {
  const { copies, children, config } = context
  await reconcile<CronJobTriggerObject>(context, ref, {
    resource: resources.cronJobTriggers,
    finalizer: finalizers.CronJobTrigger,
    async make(trigger, fn) {
      const isWritten = await written(context, copies.cronJobs, planCronJob(trigger, fn, config()))
      await removeUpstreams(context, trigger)
      return isWritten
    },
    async unmake(trigger) {
      await children.remove(copies.cronJobs, cronJobName(trigger.metadata.name), trigger)
      await removeUpstreams(context, trigger)
    },
  })
}

/**
 * A CronJob of upstream's. Its owner reference names a kind that does not exist, so nothing takes it away with
 * its trigger, and it goes on calling.
 */
export async function reconcileUpstreamCronJob(
  { client, log }: Reconciling,
  ref: FunctionRef,
): Promise<void> {
  const found = await client.get<CronJob>(resources.cronJobs, ref).catch(ifNotFound)
  const owner = found && upstreamOwnerOf(found)
  if (!found || !owner) return
  const { namespace } = ref
  const trigger = await client
    .get(resources.cronJobTriggers, { namespace, name: owner.name })
    .catch(ifNotFound)
  if (trigger?.metadata.uid === owner.uid) return // Reconciled with its trigger.
  await client.delete(resources.cronJobs, ref, { uid: found.metadata.uid, propagationPolicy: 'Background' })
  log(`CronJob ${nameOf(found)}: deleted, since its trigger ${owner.name} is gone`)
}

/** The trigger that upstream made a CronJob for; undefined when it is not upstream's. */
export function upstreamOwnerOf({ metadata }: KubeObject): OwnerReference | undefined {
  return metadata.ownerReferences?.find(
    ({ apiVersion, kind }) => apiVersion.startsWith('kubeless.io/') && kind === 'Trigger',
  )
}

interface Steps<T extends KubeObject> {
  resource: Resource
  finalizer: string
  /** Whether anything had to be written. */
  make: (trigger: T, fn: FunctionObject) => Promise<boolean>
  unmake: (trigger: T) => Promise<void>
}

async function reconcile<T extends KubeObject & { spec?: { 'function-name'?: string } | null }>(
  context: Reconciling,
  ref: FunctionRef,
  { resource, finalizer, make, unmake }: Steps<T>,
): Promise<void> {
  const { client, events, log } = context
  const found = await client.get<T>(resource, ref).catch(ifNotFound)
  if (!found) return
  const { kind } = resource
  if (found.metadata.deletionTimestamp) {
    if (!found.metadata.finalizers?.includes(finalizer)) return
    await unmake(found)
    return letGo(client, resource, found, finalizer)
  }
  const trigger = await withFinalizer(client, resource, found, finalizer)
  try {
    const fn = await functionOf(context, trigger)
    if (await make(trigger, fn)) log(`${kind} ${nameOf(trigger)}: written`)
  } catch (error) {
    const refusal = refusalIn(error)
    if (refusal && (await events.warn(trigger, refusal.reason, refusal.message)))
      log(`${kind} ${nameOf(trigger)}: ${refusal.reason}: ${refusal.message}`)
    if (!(error instanceof Refusal) || error.reason === 'NameTaken') throw error
  }
}

async function functionOf(
  { client }: Reconciling,
  { metadata, spec }: KubeObject & { spec?: { 'function-name'?: string } | null },
): Promise<FunctionObject> {
  const name = textOf(spec?.['function-name'])
  const { namespace } = metadata
  const fn =
    name === ''
      ? undefined
      : await client.get<FunctionObject>(resources.functions, { namespace, name }).catch(ifNotFound)
  if (fn && !fn.metadata.deletionTimestamp) return fn
  throw new Refusal(
    'FunctionMissing',
    `There is no function ${name || '(none named)'} in namespace ${namespace ?? ''}. Create it, or correct spec.function-name.`,
  )
}

async function written<T extends KubeObject>(
  { children }: Reconciling,
  brood: Brood<T>,
  wanted: T,
): Promise<boolean> {
  return (await children.ensure(brood, wanted)).isWritten
}

/** Upstream's CronJob of this trigger, which nothing else would ever delete, when it is not the one we use. */
async function removeUpstreams(
  { copies, children }: Reconciling,
  trigger: CronJobTriggerObject,
): Promise<void> {
  const { namespace, name } = trigger.metadata
  const old = upstreamCronJobName(textOf(trigger.spec?.['function-name']))
  if (old === cronJobName(name)) return
  const owners = copies.cronJobs.informer.get({ namespace, name: old })?.metadata.ownerReferences ?? []
  if (owners.some(({ uid }) => uid === trigger.metadata.uid))
    await children.remove(copies.cronJobs, old, trigger)
}
