/** One Function brought nearer to what it asks for. Repeatable at any moment, from any state. */
import type { FunctionRef } from '../contract/functions.ts'
import type { Deployment, FunctionObject, KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Brood } from './children.ts'
import { refusedState, stateOf } from './conditions.ts'
import { letGo, withFinalizer } from './finalizer.ts'
import { finalizers } from './names.ts'
import { planFunction } from './plan.ts'
import type { FunctionPlan } from './plan.ts'
import { ifNotFound, nameOf, refusalIn } from './reconciling.ts'
import type { Reconciling } from './reconciling.ts'
import { Refusal } from './refusal.ts'

export async function reconcileFunction(context: Reconciling, ref: FunctionRef): Promise<void> {
  const { client, status, clock } = context
  const found = await client.get<FunctionObject>(resources.functions, ref).catch(ifNotFound)
  if (!found) return // Its children go by their owner references.
  if (found.metadata.deletionTimestamp) return deleteFunction(context, found)
  const fn = await withFinalizer(client, resources.functions, found, finalizers.Function)
  try {
    const plan = planFunction(fn, context.config())
    const deployment = await carryOut(context, fn, plan)
    await status.write(fn, stateOf(fn, deployment, clock.now()))
  } catch (error) {
    const refusal = refusalIn(error)
    if (refusal) await refuse(context, fn, refusal)
    // What was refused for what is written in the function changes with the function.
    if (!(error instanceof Refusal) || error.reason === 'NameTaken') throw error
  }
}

/** Returns the Deployment as it now is. */
async function carryOut(context: Reconciling, fn: FunctionObject, plan: FunctionPlan): Promise<Deployment> {
  const { copies, children } = context
  const written: string[] = []
  const ensure = async <T extends KubeObject>(brood: Brood<T>, wanted: T): Promise<T> => {
    const { object, isWritten } = await children.ensure(brood, wanted)
    if (isWritten) written.push(brood.kind.resource.kind)
    return object
  }
  try {
    await ensure(copies.configMaps, plan.configMap)
    await ensure(copies.services, plan.service)
    const deployment = await ensure(copies.deployments, plan.deployment)
    if (plan.autoscaler) await ensure(copies.autoscalers, plan.autoscaler)
    else await children.remove(copies.autoscalers, fn.metadata.name, fn)
    return deployment
  } finally {
    if (written.length > 0) context.log(`function ${nameOf(fn)}: wrote ${written.join(', ')}`)
  }
}

/** By name, as upstream does: so either controller can delete what the other has made. */
async function deleteFunction(context: Reconciling, fn: FunctionObject): Promise<void> {
  const { client, copies, children, log } = context
  if (!fn.metadata.finalizers?.includes(finalizers.Function)) return
  const { name } = fn.metadata
  await children.remove(copies.autoscalers, name, fn)
  await children.remove(copies.deployments, name, fn)
  await children.remove(copies.services, name, fn)
  await children.remove(copies.configMaps, name, fn)
  await deleteTriggers(context, fn)
  await letGo(client, resources.functions, fn, finalizers.Function)
  log(`function ${nameOf(fn)}: deleted`)
}

/** What would call it: upstream's controllers delete these with the function, and its clients count on it. */
async function deleteTriggers({ client, copies }: Reconciling, fn: FunctionObject): Promise<void> {
  const { namespace, name } = fn.metadata
  const kinds = [
    [resources.httpTriggers, copies.httpTriggers],
    [resources.cronJobTriggers, copies.cronJobTriggers],
  ] as const
  for (const [resource, informer] of kinds)
    for (const { metadata, spec } of informer.list(namespace)) {
      if (spec?.['function-name'] !== name || metadata.deletionTimestamp) continue
      const { uid } = metadata
      await client.delete(resource, { namespace, name: metadata.name }, { uid }).catch(ifNotFound)
    }
}

async function refuse(
  { events, status, clock, log }: Reconciling,
  fn: FunctionObject,
  refusal: { reason: string; message: string },
): Promise<void> {
  if (await events.warn(fn, refusal.reason, refusal.message))
    log(`function ${nameOf(fn)}: ${refusal.reason}: ${refusal.message}`)
  await status.write(fn, refusedState(fn, refusal, clock.now()))
}
