/** Triggers, read and written: what only the cluster can check is checked here. */
import type { FunctionRef } from '../contract/functions.ts'
import { isProtectedNamespace } from '../contract/name-rules.ts'
import type {
  HttpTrigger,
  HttpTriggerChange,
  HttpTriggerSpec,
  ScheduleTrigger,
  ScheduleTriggerChange,
  ScheduleTriggerSpec,
  Trigger,
  TriggerRef,
} from '../contract/triggers.ts'
import { AppError } from '../errors.ts'
import type { KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'
import type { CronJobTriggerObject, HTTPTriggerObject } from '../functions/trigger-objects.ts'
import {
  changedHttpTrigger,
  changedScheduleTrigger,
  httpTriggerObject,
  scheduleTriggerObject,
  triggerFingerprint,
} from '../functions/triggers.ts'
import type { KubernetesClient } from './client.ts'
import { isConflict, isNotFound, toAppError } from './errors.ts'
import type { Informer } from './informer.ts'
import { describeHttpTrigger, describeScheduleTrigger } from './trigger-view.ts'
import type { TriggerCopies, TriggerWatches } from './trigger-watches.ts'
import type { VersionMemory } from './version-memory.ts'
import type { Watched } from './watched.ts'

/** What the verbs here work with. */
export interface TriggersContext {
  client: KubernetesClient
  watched: Watched
  triggers: TriggerWatches
  versions: VersionMemory
  now: () => number
}

/** A change is tried again so often when others keep writing what nobody looks at. */
const mostAttempts = 5

/** Sorted by function, kind and name. */
export async function listTriggers(
  context: TriggersContext,
  only: { namespace?: string; function?: string },
): Promise<Trigger[]> {
  const copies = await context.triggers.copies()
  const isAsked = ({ spec }: HTTPTriggerObject | CronJobTriggerObject) =>
    only.function === undefined || spec?.['function-name'] === only.function
  const all = [
    ...copies.httpTriggers
      .list(only.namespace)
      .filter(isAsked)
      .map((one) => http.describe(context, copies, one)),
    ...copies.cronJobTriggers
      .list(only.namespace)
      .filter(isAsked)
      .map((one) => schedule.describe(context, copies, one)),
  ]
  const placeOf = ({ namespace, function: fn, kind, name }: Trigger) => `${namespace}/${fn}/${kind}/${name}`
  return all.sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
}

export function getHttpTrigger(context: TriggersContext, ref: TriggerRef): Promise<HttpTrigger> {
  return get(context, http, ref)
}

export function getScheduleTrigger(context: TriggersContext, ref: TriggerRef): Promise<ScheduleTrigger> {
  return get(context, schedule, ref)
}

export function createHttpTrigger(context: TriggersContext, spec: HttpTriggerSpec): Promise<HttpTrigger> {
  return create(context, http, spec)
}

export function createScheduleTrigger(
  context: TriggersContext,
  spec: ScheduleTriggerSpec,
): Promise<ScheduleTrigger> {
  return create(context, schedule, spec)
}

export function changeHttpTrigger(
  context: TriggersContext,
  ref: TriggerRef,
  wanted: HttpTriggerChange,
): Promise<HttpTrigger> {
  return change(context, http, ref, wanted)
}

export function changeScheduleTrigger(
  context: TriggersContext,
  ref: TriggerRef,
  wanted: ScheduleTriggerChange,
): Promise<ScheduleTrigger> {
  return change(context, schedule, ref, wanted)
}

export function deleteHttpTrigger(context: TriggersContext, ref: TriggerRef, uid?: string): Promise<void> {
  return remove(context, http, ref, uid)
}

export function deleteScheduleTrigger(
  context: TriggersContext,
  ref: TriggerRef,
  uid?: string,
): Promise<void> {
  return remove(context, schedule, ref, uid)
}

/** What differs between the two kinds. */
interface Kind<T extends HTTPTriggerObject | CronJobTriggerObject, Spec, Shown> {
  resource: Resource
  /** As a person says it. */
  word: string
  informer: (copies: TriggerCopies) => Informer<T>
  make: (spec: Spec) => T
  change: (live: T, spec: Spec) => T
  describe: (context: TriggersContext, copies: TriggerCopies, object: T) => Shown
}

const http: Kind<HTTPTriggerObject, HttpTriggerSpec, HttpTrigger> = {
  resource: resources.httpTriggers,
  word: 'HTTP trigger',
  informer: ({ httpTriggers }) => httpTriggers,
  make: httpTriggerObject,
  change: changedHttpTrigger,
  describe: remembered(describeHttpTrigger),
}

const schedule: Kind<CronJobTriggerObject, ScheduleTriggerSpec, ScheduleTrigger> = {
  resource: resources.cronJobTriggers,
  word: 'schedule',
  informer: ({ cronJobTriggers }) => cronJobTriggers,
  make: scheduleTriggerObject,
  change: changedScheduleTrigger,
  describe: remembered(describeScheduleTrigger),
}

type Spec = HttpTriggerSpec | ScheduleTriggerSpec

/** What is shown may come back as the version a change was based on. */
function remembered<T extends HTTPTriggerObject | CronJobTriggerObject, Shown>(
  describe: (context: TriggersContext, copies: TriggerCopies, object: T) => Shown,
): (context: TriggersContext, copies: TriggerCopies, object: T) => Shown {
  return (context, copies, object) => {
    context.versions.remember(object.metadata, triggerFingerprint(object))
    return describe(context, copies, object)
  }
}

async function get<T extends HTTPTriggerObject | CronJobTriggerObject, S, Shown>(
  context: TriggersContext,
  kind: Kind<T, S, Shown>,
  ref: TriggerRef,
): Promise<Shown> {
  const copies = await context.triggers.copies()
  return kind.describe(context, copies, await read<T>(context, kind, ref))
}

async function create<T extends HTTPTriggerObject | CronJobTriggerObject, S extends Spec, Shown>(
  context: TriggersContext,
  kind: Kind<T, S, Shown>,
  spec: S,
): Promise<Shown> {
  checkNamespace(spec)
  const copies = await context.triggers.copies()
  await checkFunction(context, spec)
  try {
    return written(context, kind, copies, await context.client.create<T>(kind.resource, kind.make(spec)))
  } catch (error) {
    if (!isConflict(error)) throw toAppError(error)
    throw new AppError(
      409,
      'already_exists',
      `There is already a trigger ${spec.name} of this kind in namespace ${spec.namespace}.`,
      { hint: 'Choose another name, or change that one.', field: 'name', cause: error },
    )
  }
}

async function change<T extends HTTPTriggerObject | CronJobTriggerObject, S extends Spec, Shown>(
  context: TriggersContext,
  kind: Kind<T, S, Shown>,
  ref: TriggerRef,
  { resourceVersion, ...spec }: S & { resourceVersion: string },
): Promise<Shown> {
  checkNamespace(ref)
  const copies = await context.triggers.copies()
  // What is left is the spec, which TypeScript does not say of a generic one.
  const wanted = spec as unknown as S
  for (let attempt = 1; ; attempt++) {
    const live = await read<T>(context, kind, ref)
    const isAsSeen =
      live.metadata.resourceVersion === resourceVersion ||
      context.versions.fingerprintOf(live.metadata, resourceVersion) === triggerFingerprint(live)
    if (!isAsSeen || live.metadata.deletionTimestamp)
      throw new AppError(
        409,
        'conflict',
        live.metadata.deletionTimestamp
          ? `${ref.name} is being deleted.`
          : `Somebody else has changed ${ref.name} meanwhile.`,
        {
          hint: 'Look at it as it is now, then repeat the change.',
          conflict: { yours: wanted, theirs: kind.describe(context, copies, live) },
        },
      )
    if (wanted.function !== live.spec?.['function-name']) await checkFunction(context, wanted)
    try {
      const next = await context.client.replace<T>(kind.resource, kind.change(live, wanted))
      return written(context, kind, copies, next)
    } catch (error) {
      if (!isConflict(error) || attempt >= mostAttempts) throw toAppError(error)
    }
  }
}

async function remove<T extends HTTPTriggerObject | CronJobTriggerObject, S, Shown>(
  context: TriggersContext,
  kind: Kind<T, S, Shown>,
  ref: TriggerRef,
  uid: string | undefined,
): Promise<void> {
  checkNamespace(ref)
  try {
    await context.client.delete(kind.resource, ref, { uid, propagationPolicy: 'Background' })
  } catch (error) {
    if (!isConflict(error)) throw notFoundOr(error, kind.word, ref)
    throw new AppError(
      409,
      'conflict',
      `This is not the ${ref.name} you were looking at: it was deleted and made anew.`,
      { hint: 'Look at the new one before you delete it.', cause: error },
    )
  }
}

async function read<T extends KubeObject>(
  { client }: TriggersContext,
  { resource, word }: { resource: Resource; word: string },
  ref: TriggerRef,
): Promise<T> {
  return client.get<T>(resource, ref).catch((error: unknown) => {
    throw notFoundOr(error, word, ref)
  })
}

function notFoundOr(error: unknown, word: string, { namespace, name }: TriggerRef): AppError {
  const answer = toAppError(error)
  if (!isNotFound(error) || answer.code === 'kubeless_missing') return answer
  return new AppError(404, 'not_found', `There is no ${word} ${name} in namespace ${namespace}.`, {
    hint: 'It may have been deleted meanwhile.',
    cause: error,
  })
}

/** What was written, as it is now: nobody has to wait for our own watch to hear of it. */
function written<T extends HTTPTriggerObject | CronJobTriggerObject, S, Shown>(
  context: TriggersContext,
  kind: Kind<T, S, Shown>,
  copies: TriggerCopies,
  object: T,
): Shown {
  kind.informer(copies).note(object)
  return kind.describe(context, copies, object)
}

function checkNamespace({ namespace }: TriggerRef): void {
  if (!isProtectedNamespace(namespace)) return
  throw new AppError(403, 'namespace_protected', `Triggers are not allowed in namespace ${namespace}.`, {
    hint: 'Choose another namespace: this one belongs to Kubernetes itself.',
    field: 'namespace',
  })
}

async function checkFunction({ client, watched }: TriggersContext, spec: Spec): Promise<void> {
  const ref: FunctionRef = { namespace: spec.namespace, name: spec.function }
  if (watched.functions.get(ref)) return
  try {
    await client.get(resources.functions, ref)
  } catch (error) {
    if (!isNotFound(error)) throw toAppError(error)
    throw new AppError(
      422,
      'function_unknown',
      `There is no function ${ref.name} in namespace ${ref.namespace}.`,
      { hint: 'Create it first.', field: 'function', cause: error },
    )
  }
}
