/**
 * How a function is doing, worked out from what the cluster shows of it: a Function object says
 * nothing of itself (Kubeless reference §2.13).
 */
import type { FunctionStatus } from '../contract/functions.ts'
import { sentence } from './diagnosis/diagnosis.ts'
import { failureOf } from './failure.ts'
import { readForbidden } from './forbidden.ts'
import type { Forbidden } from './forbidden.ts'
import type { Failure } from './failure.ts'
import type { Deployment, EventObject, FunctionObject, Pod, ReplicaSet } from './objects.ts'
import { checksumOf, currentPods, functionPods, isReady, newestReplicaSet, ownContainer } from './pods.ts'
import type { SeenRollout } from './rollout.ts'
import { whatIsUnderWay } from './progress.ts'

/** Everything a status is derived from. */
export interface Observed {
  function: FunctionObject
  deployment?: Deployment
  replicaSets: readonly ReplicaSet[]
  /** All with the function's labels, those of jobs included. */
  pods: readonly Pod[]
  /** About the function, its Deployment, ReplicaSets or pods. */
  events: readonly EventObject[]
  /** Milliseconds. */
  now: number
  /** Names of the runtimes the cluster lists, if that is known. */
  runtimes?: readonly string[]
  /** Name of the runtime's dependency file, if that is known. */
  depsFileName?: string
  /** When the spec was last written, ISO 8601, by the cluster's clock. */
  changedAt?: string
  /** Since when what is stored waits for the controller, in milliseconds by our own clock. Default: `changedAt`. */
  waitingSince?: number
  /** What the failing container has written, if somebody read it. */
  output?: string
  /** What whoever watches has seen of the rollout. */
  seen?: SeenRollout
}

/** After so long without any reaction the controller is missing, or has given up. */
const controllerMs = 20_000
/** Upstream's finalizer, which our controller uses as well. */
export const functionFinalizer = 'kubeless.io/function'

export function deriveStatus(observed: Observed): FunctionStatus {
  const { function: fn, deployment } = observed
  const answering = functionPods(observed.pods).filter(isReady)
  const name = fn.metadata.name
  const counts = {
    ready: answering.length,
    wanted: deployment ? (deployment.spec?.replicas ?? 1) : (fn.spec?.deployment?.spec?.replicas ?? 1),
    answering: [...new Set(answering.map((pod) => checksumOf(pod.spec, name) ?? ''))].filter(
      (sum) => sum !== '',
    ),
  }
  if (fn.metadata.deletionTimestamp)
    return { ...ofDeletion(observed, fn.metadata.deletionTimestamp), ...counts }
  const refusal = refusalOf(observed)
  if (refusal) return { state: 'failing', ...withOldVersion(refusal, counts.ready), ...counts }
  if (!deployment) return { ...ofNoDeployment(observed), ...counts }
  if (counts.wanted === 0)
    return {
      state: 'stopped',
      reason: 'It is scaled to zero, so nothing answers.',
      hint: 'Set replicas to 1 or more.',
      ...counts,
    }

  const isTakenOver = runsWhatIsStored(fn, deployment)
  const current = isTakenOver ? currentPods(observed.pods, name, deployment, observed.replicaSets) : []
  const currentReady = current.filter(isReady)
  const failure = isTakenOver ? findFailure(observed, current) : undefined
  const old = answering.length - currentReady.length
  if (failure && currentReady.filter((pod) => !failureIn(observed, pod)).length < counts.wanted)
    return { state: 'failing', ...withOldVersion(plain(failure), old), ...counts }
  if (isTakenOver && currentReady.length >= counts.wanted && old === 0)
    return { state: 'ready', reason: readyWords(counts.ready), ...counts }
  if (!isTakenOver && isOverdue(observed))
    return { state: 'failing', ...withOldVersion(overdue(fn), counts.ready), ...counts }
  const reason = isTakenOver ? whatIsUnderWay(current, name) : 'The controller is about to deploy it.'
  return old > 0
    ? { state: 'deploying', reason: `${reason} The previous version answers meanwhile.`, ...counts }
    : { state: 'starting', reason, ...counts }
}

/** The failure that keeps the newest revision down, if one does. */
export function findFailure(observed: Observed, pods = newestPods(observed)): Failure | undefined {
  for (const pod of pods) {
    const failure = failureIn(observed, pod)
    if (failure) return failure
  }
  return undefined
}

function newestPods({ pods, function: fn, deployment, replicaSets }: Observed): Pod[] {
  return currentPods(pods, fn.metadata.name, deployment, replicaSets)
}

function failureIn(observed: Observed, pod: Pod): Failure | undefined {
  const { spec, metadata } = observed.function
  const [module = '', entry = ''] = (spec?.handler ?? '').split('.')
  const depsFileName = observed.depsFileName ?? ''
  return failureOf(
    pod,
    { name: metadata.name, module, entry, deps: spec?.deps ?? '', depsFileName },
    observed,
  )
}

interface Words {
  reason: string
  hint?: string
  location?: FunctionStatus['location']
  evidence?: string
}

function plain({ reason, hint, location, evidence }: Failure): Words {
  return { reason, ...(hint && { hint }), ...(location && { location }), ...(evidence && { evidence }) }
}

function withOldVersion(words: Words, answering: number): Words {
  return answering > 0 ? { ...words, reason: `${words.reason} The previous version still answers.` } : words
}

function readyWords(ready: number): string {
  return ready === 1 ? 'It is ready.' : `All ${ready} pods are ready.`
}

function ofDeletion({ function: fn, now }: Observed, since: string) {
  const finalizers = fn.metadata.finalizers ?? []
  const state = 'deleting' as const
  if (finalizers.length === 0 || now - Date.parse(since) <= controllerMs)
    return { state, reason: 'It is being deleted.' }
  const foreign = finalizers.filter((name) => name !== functionFinalizer)
  if (foreign.length > 0)
    return {
      state,
      reason: `It is being deleted, but is held by the finalizer ${foreign.join(' and ')}.`,
      hint: 'Whoever put it there has to take it off: it stands for something that is to be cleaned up first.',
    }
  return {
    state,
    reason: `It is being deleted, but its controller has not let go of it (finalizer ${functionFinalizer}).`,
    hint: `Check that the controller runs: kubectl get pods -n kubeless`,
  }
}

/** What the controller said about this very spec, or what it will never accept. */
function refusalOf(observed: Observed): Words | undefined {
  const { function: fn, events, runtimes, deployment, changedAt } = observed
  const { metadata, spec, status } = fn
  const isCurrent =
    status?.observedGeneration === undefined || status.observedGeneration === metadata.generation
  const refused = isCurrent
    ? status?.conditions?.find(
        // Why it is not ready the pods tell better.
        ({ type, status: value, message }) => type !== 'Ready' && value === 'False' && message,
      )
    : undefined
  if (refused?.message) return { reason: sentence(refused.message), evidence: refused.message }
  if (deployment && runsWhatIsStored(fn, deployment)) return ofForbidden(observed)
  const hasImage = Boolean(spec?.deployment?.spec?.template?.spec?.containers?.[0]?.image)
  if (!hasImage && !/^[^.]+\.[^.]+$/.test(spec?.handler ?? ''))
    return {
      reason: `The handler ${JSON.stringify(spec?.handler ?? '')} is not of the form file.function.`,
      hint: 'Change it in the settings, e.g. handler.hello.',
    }
  if (!hasImage && runtimes && !runtimes.includes(spec?.runtime ?? ''))
    return {
      reason: `The cluster has no runtime ${spec?.runtime || '(none given)'}.`,
      hint:
        runtimes.length > 0
          ? `Choose one of: ${runtimes.slice(0, 12).join(', ')}.`
          : 'List one in kubeless-config.',
    }
  const complaint = events.findLast(
    (event) =>
      event.type === 'Warning' &&
      event.involvedObject.kind === 'Function' &&
      event.involvedObject.uid === metadata.uid,
  )
  if (!complaint?.message || isOlderThan(complaint, changedAt)) return undefined
  return { reason: sentence(complaint.message), evidence: complaint.message }
}

/** Whether it is about a version that has been replaced since. */
function isOlderThan(
  { lastTimestamp, eventTime, firstTimestamp }: EventObject,
  changedAt: string | undefined,
): boolean {
  const time = lastTimestamp ?? eventTime ?? firstTimestamp
  // Times of objects are whole seconds.
  return Boolean(time && changedAt) && Date.parse(time ?? '') + 999 < Date.parse(changedAt ?? '')
}

/** Why its pods may not be made; undefined while they may. */
export function forbiddenIn({ deployment, replicaSets, pods, events }: Observed): Forbidden | undefined {
  if (!deployment) return undefined
  const failure = deployment.status?.conditions?.find(
    ({ type, status }) => type === 'ReplicaFailure' && status === 'True',
  )
  if (failure) return readForbidden(failure.message ?? failure.reason ?? '')
  // The condition comes after the event, and goes with the first pod that could be made.
  const newest = newestReplicaSet(replicaSets, deployment)
  const hasPods = pods.some(({ metadata }) =>
    metadata.ownerReferences?.some(({ uid }) => uid === newest?.metadata.uid),
  )
  if (!newest || hasPods || (deployment.spec?.replicas ?? 1) === 0) return undefined
  const event = events.findLast(
    ({ reason, involvedObject }) =>
      reason === 'FailedCreate' &&
      involvedObject.kind === 'ReplicaSet' &&
      involvedObject.name === newest.metadata.name,
  )
  return event?.message ? readForbidden(event.message) : undefined
}

function ofForbidden(observed: Observed): Words | undefined {
  const forbidden = forbiddenIn(observed)
  if (!forbidden) return undefined
  const { reason, hint, evidence } = forbidden
  return { reason, hint, evidence }
}

function ofNoDeployment(observed: Observed) {
  const { function: fn } = observed
  if (!isOverdue(observed))
    return { state: 'starting' as const, reason: 'It is saved. The controller is about to deploy it.' }
  return { state: 'failing' as const, ...overdue(fn) }
}

function isOverdue({ function: fn, changedAt, waitingSince, now }: Observed): boolean {
  const since = waitingSince ?? Date.parse(changedAt ?? fn.metadata.creationTimestamp ?? '')
  return now - since > controllerMs
}

function overdue(fn: FunctionObject): Words {
  return (fn.metadata.finalizers ?? []).length === 0
    ? {
        reason: 'It is saved but not deployed: no controller has taken notice of it.',
        hint: 'Check that a controller runs and watches this namespace: kubectl get pods -n kubeless',
      }
    : {
        reason: 'It is saved but not deployed: the controller has not acted on it.',
        hint: 'Its log says why: kubectl logs -n kubeless deployment/kubeless-ui-controller (or -l kubeless=controller)',
      }
}

/** Whether the Deployment is already made from the spec that is stored now, as far as that can be seen. */
export function runsWhatIsStored(fn: FunctionObject, deployment: Deployment): boolean {
  const { metadata, spec, status } = fn
  if (status?.observedGeneration !== undefined && status.observedGeneration !== metadata.generation)
    return false
  const seen = deployment.status?.observedGeneration
  if (seen !== undefined && seen < (deployment.metadata.generation ?? 0)) return false
  const template = deployment.spec?.template.spec
  const deployed = checksumOf(template, metadata.name)
  if (spec?.checksum && deployed && spec.checksum !== deployed) return false
  const env = new Map(ownContainer(template, metadata.name)?.env?.map(({ name, value }) => [name, value]))
  const [module, entry] = (spec?.handler ?? '').split('.')
  const expected: [string, string | undefined][] = [
    ['MOD_NAME', module],
    ['FUNC_HANDLER', entry],
    ['FUNC_RUNTIME', spec?.runtime],
    ['FUNC_TIMEOUT', spec?.timeout || undefined],
    ...(spec?.deployment?.spec?.template?.spec?.containers?.[0]?.env ?? [])
      .filter(({ value }) => value !== undefined)
      .map(({ name, value }): [string, string | undefined] => [name, value]),
  ]
  return expected.every(
    ([name, value]) => !value || !env.has(name) || env.get(name) === value || isSetByPlatform(name),
  )
}

function isSetByPlatform(name: string): boolean {
  return name === 'FUNC_PORT' || name === 'FUNC_CHECKSUM' || name.startsWith('KUBELESS_')
}
