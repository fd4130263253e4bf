/** Functions, read and written: what only the cluster can check is checked here. */
import { randomBytes } from 'node:crypto'
import type { FunctionChange, FunctionDetails, FunctionRef, FunctionSpec } from '../contract/functions.ts'
import { isOwnName, isProtectedNamespace } from '../contract/name-rules.ts'
import { AppError } from '../errors.ts'
import { detailsOf, specOf } from '../functions/details.ts'
import { serverOf } from '../functions/function-server.ts'
import { changedFunctionObject, functionObject } from '../functions/manifest.ts'
import type { FunctionObject, KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { Resource } from '../functions/resources.ts'
import { deriveRollout } from '../functions/rollout.ts'
import { deriveStatus } from '../functions/status.ts'
import type { Observed } from '../functions/status.ts'
import { checksumOfCode } from './checksum.ts'
import type { KubernetesClient } from './client.ts'
import { isConflict, isNotFound, toAppError } from './errors.ts'
import type { FunctionView } from './function-view.ts'
import { lookAtOutput } from './failing-output.ts'
import type { Runtimes } from './runtimes.ts'
import { fingerprintOf, storedChecksum } from './trimmed.ts'
import type { VersionMemory } from './version-memory.ts'
import type { Watched } from './watched.ts'

/** What the verbs here work with. */
export interface FunctionsContext {
  client: KubernetesClient
  watched: Watched
  view: FunctionView
  runtimes: Runtimes
  versions: VersionMemory
}

/** A change is tried again so often when others keep writing what nobody looks at. */
const mostAttempts = 5

export async function getFunction(context: FunctionsContext, ref: FunctionRef): Promise<FunctionDetails> {
  const object = await readFunction(context, ref)
  return describeFunction(context, object, true)
}

export async function createFunction(
  context: FunctionsContext,
  spec: FunctionSpec,
): Promise<FunctionDetails> {
  const ref = { namespace: spec.namespace, name: spec.name }
  checkNamespace(ref)
  checkRuntime(context, spec.runtime)
  const checksum = checkedChecksum(spec)
  await checkNameIsFree(context, ref)
  try {
    const created = await context.client.create<FunctionObject>(
      resources.functions,
      functionObject(spec, checksum),
    )
    return await written(context, created)
  } catch (error) {
    if (isConflict(error)) throw await alreadyExists(context, ref)
    throw toAppError(error)
  }
}

export async function changeFunction(
  context: FunctionsContext,
  ref: FunctionRef,
  { resourceVersion, ...change }: FunctionChange,
): Promise<FunctionDetails> {
  checkNamespace(ref)
  const nonce = randomBytes(8).toString('hex')
  for (let attempt = 1; ; attempt++) {
    const live = await readFunction(context, ref)
    if (live.metadata.deletionTimestamp)
      throw new AppError(409, 'conflict', `${ref.name} is being deleted.`, {
        hint: 'Wait until it is gone, then create it again.',
        conflict: { yours: change, theirs: await describeFunction(context, live, false) },
      })
    if (!isAsSeen(context, live, resourceVersion)) throw await changedMeanwhile(context, live, change)
    if (change.runtime !== live.spec?.runtime) checkRuntime(context, change.runtime)
    const checksum = keptChecksum(live, change) ?? checkedChecksum(change)
    try {
      const next = changedFunctionObject(live, change, { checksum, nonce })
      return await written(context, await context.client.replace<FunctionObject>(resources.functions, next))
    } catch (error) {
      if (!isConflict(error) || attempt >= mostAttempts) throw toAppError(error)
    }
  }
}

export async function deleteFunction(
  context: FunctionsContext,
  ref: FunctionRef,
  uid?: string,
): Promise<void> {
  checkNamespace(ref)
  try {
    await context.client.delete(resources.functions, ref, { uid, propagationPolicy: 'Background' })
  } catch (error) {
    if (!isConflict(error)) throw notFoundOr(error, ref)
    throw new AppError(
      409,
      'conflict',
      `This is not the ${ref.name} you were looking at: it was deleted and made anew.`,
      {
        hint: 'Look at the new one before you delete it.',
        cause: error,
      },
    )
  }
}

/** As it is stored now; 404 in our words when it is not. */
export async function readFunction({ client }: FunctionsContext, ref: FunctionRef): Promise<FunctionObject> {
  return client.get<FunctionObject>(resources.functions, ref).catch((error: unknown) => {
    throw notFoundOr(error, ref)
  })
}

function notFoundOr(error: unknown, { namespace, name }: FunctionRef): AppError {
  const answer = toAppError(error)
  if (!isNotFound(error) || answer.code === 'kubeless_missing') return answer
  return new AppError(404, 'not_found', `There is no function ${name} in namespace ${namespace}.`, {
    hint: 'It may have been deleted meanwhile.',
    cause: error,
  })
}

/** What was written, as it is now: nobody has to wait for our own watch to hear of it. */
async function written(context: FunctionsContext, object: FunctionObject): Promise<FunctionDetails> {
  context.watched.functions.note(object)
  return describeFunction(context, object, false)
}

async function describeFunction(
  context: FunctionsContext,
  object: FunctionObject,
  mayReadOutput: boolean,
): Promise<FunctionDetails> {
  const { versions, client, runtimes } = context
  const { namespace = '' } = object.metadata
  const fingerprint = fingerprintOf(object)
  versions.remember(object.metadata, fingerprint)
  const files = runtimes.filesOf(specOf(object))
  const seen = observeStored(context, object)
  const output = mayReadOutput ? await lookAtOutput(client, namespace, seen) : undefined
  const observed = { ...seen, output }
  const status = deriveStatus(observed)
  const rollout = deriveRollout(observed, status, observed.seen)
  const { changedAt } = observed
  const server = serverOf(object, observed.deployment, runtimes.imageOf(object.spec?.runtime ?? ''))
  return detailsOf(object, { status, rollout, checksum: storedChecksum(object), ...files, changedAt, server })
}

/** What everything about a stored version is derived from. */
export function observeStored(context: FunctionsContext, object: FunctionObject): Observed {
  const { view, runtimes, watched } = context
  const ref = { namespace: object.metadata.namespace ?? '', name: object.metadata.name }
  const known = watched.functions.get(ref)?.known
  const isKnown = known?.fingerprint === fingerprintOf(object)
  const checksum = storedChecksum(object)
  const observed = view.observe(ref, { ...object, spec: { ...object.spec, checksum } })
  return {
    ...observed,
    depsFileName: runtimes.filesOf(specOf(object)).depsFileName,
    changedAt: isKnown ? known.changedAt : undefined,
    seen: isKnown ? observed.seen : undefined,
  }
}

/** Whether what is stored now is what the person saw, whoever touched its metadata since. */
export function isAsSeen(
  { versions }: FunctionsContext,
  live: FunctionObject,
  resourceVersion: string,
): boolean {
  if (live.metadata.resourceVersion === resourceVersion) return true
  return versions.fingerprintOf(live.metadata, resourceVersion) === fingerprintOf(live)
}

/** What is said when it is not; `yours`: what was sent. */
export async function changedMeanwhile(
  context: FunctionsContext,
  live: FunctionObject,
  yours: object,
): Promise<AppError> {
  return new AppError(409, 'conflict', `Somebody else has changed ${live.metadata.name} meanwhile.`, {
    hint: 'Compare both versions, and deploy again what you want to keep.',
    conflict: { yours, theirs: await describeFunction(context, live, false) },
  })
}

function checkNamespace({ namespace, name }: FunctionRef): void {
  if (isProtectedNamespace(namespace))
    throw new AppError(403, 'namespace_protected', `Functions are not allowed in namespace ${namespace}.`, {
      hint: 'Choose another namespace: this one belongs to Kubernetes itself.',
      field: 'namespace',
    })
  if (isOwnName({ namespace, name }))
    throw new AppError(
      409,
      'name_taken',
      `The name ${name} belongs to Kubeless itself in namespace kubeless.`,
      {
        hint: 'Choose another name, or another namespace.',
        field: 'name',
      },
    )
}

function checkRuntime({ runtimes }: FunctionsContext, runtime: string): void {
  const names = runtimes.names()
  if (names === undefined || names.includes(runtime)) return
  throw new AppError(422, 'runtime_unknown', `The cluster has no runtime ${runtime}.`, {
    hint: names.length > 0 ? `Known are: ${names.join(', ')}.` : 'Its kubeless-config lists none.',
    field: 'runtime',
  })
}

/** Whoever changes a setting changes nothing of the code: what is written about it stays, even where it is wrong. */
function keptChecksum(live: FunctionObject, change: FunctionSpec): string | undefined {
  const present = specOf(live)
  const isSameCode = change.code === present.code && (change.contentType ?? 'text') === present.contentType
  if (!isSameCode || (change.checksum && change.checksum !== present.checksum)) return undefined
  return present.checksum || undefined
}

/** The checksum to store: ours, or for addresses what the client says. */
function checkedChecksum(spec: FunctionSpec): string {
  const computed = checksumOfCode(spec.code, spec.contentType ?? 'text')
  if (computed === '') return spec.checksum ?? ''
  return computed
}

/** Kubeless refuses to touch what it did not make, so a function of that name would never be deployed. */
async function checkNameIsFree({ client, watched }: FunctionsContext, ref: FunctionRef): Promise<void> {
  const kinds: Resource[] = [resources.services, resources.deployments, resources.configMaps]
  const checks = [
    checkNamespaceExists(client, watched, ref.namespace),
    ...kinds.map((kind) => checkNotForeign(client, kind, ref)),
  ]
  // All are waited for, so that no rejection goes unheard; the first is what is said.
  const failed = (await Promise.allSettled(checks)).find((result) => result.status === 'rejected')
  if (failed) throw toAppError(failed.reason)
}

async function checkNamespaceExists(client: KubernetesClient, watched: Watched, name: string): Promise<void> {
  if (watched.namespaces.get({ name })) return
  try {
    await client.get(resources.namespaces, { name })
  } catch (error) {
    if (!isNotFound(error)) return // Not ours to see: creating will say whether it is there.
    throw new AppError(404, 'namespace_not_found', `There is no namespace ${name}.`, {
      hint: `Create it: kubectl create namespace ${name}`,
      field: 'namespace',
      cause: error,
    })
  }
}

async function checkNotForeign(
  client: KubernetesClient,
  resource: Resource,
  ref: FunctionRef,
): Promise<void> {
  let found: KubeObject
  try {
    found = await client.get<KubeObject>(resource, ref)
  } catch {
    return // Not there, or not ours to see: then the controller's own check has the last word.
  }
  if (found.metadata.labels?.['created-by'] === 'kubeless') return
  throw new AppError(
    409,
    'name_taken',
    `There is a ${resource.kind} ${ref.name} in namespace ${ref.namespace} that is not a function's.`,
    { hint: 'Choose another name: Kubeless does not touch what it did not make.', field: 'name' },
  )
}

async function alreadyExists({ client }: FunctionsContext, ref: FunctionRef): Promise<AppError> {
  const { namespace, name } = ref
  const there = await client.get<FunctionObject>(resources.functions, ref).catch(() => undefined)
  if (there?.metadata.deletionTimestamp)
    return new AppError(
      409,
      'already_exists',
      `The function ${name} in namespace ${namespace} is still being deleted.`,
      {
        hint: 'Try again in a moment.',
        field: 'name',
      },
    )
  return new AppError(
    409,
    'already_exists',
    `There is a function ${name} in namespace ${namespace} already.`,
    {
      hint: 'Choose another name, or open that one and change it.',
      field: 'name',
    },
  )
}
