/**
 * The way of the newest version from a save to "live", as steps. Objects keep their times in whole seconds;
 * whoever watches a rollout notes with its own clock when each step was seen to begin and to end.
 */
import type { Rollout, RolloutStep, RolloutStepName, RolloutStepState } from '../contract/rollout.ts'
import { rolloutStepNames } from '../contract/rollout.ts'
import type { FunctionStatus } from '../contract/functions.ts'
import type { Failure } from './failure.ts'
import type { ContainerStatus, Pod } from './objects.ts'
import { currentPods, functionPods, isReady, ownContainer } from './pods.ts'
import { findFailure, runsWhatIsStored } from './status.ts'
import type { Observed } from './status.ts'
import { stuckWords } from './stuck.ts'

/** When steps were seen to begin and to end, in milliseconds by the watcher's clock. */
export type StepTimes = Partial<Record<RolloutStepName, { started: number; ended?: number }>>

/** What only a watcher knows of a rollout. */
export interface SeenRollout {
  /** When the version was first seen, in milliseconds by the watcher's clock. */
  savedAt: number
  times: StepTimes
  /** When the version was saved that was replaced before it went live. */
  supersedes?: number
}

/** A step as the objects tell it. */
interface Fact {
  state: RolloutStepState
  started?: number
  ended?: number
  container?: string
}

type Facts = Record<RolloutStepName, Fact>

const initSteps = ['prepare', 'install', 'compile'] as const

/** With `seen`, of a rollout that was watched from its beginning; without, as far as the objects remember. */
export function deriveRollout(observed: Observed, status: FunctionStatus, seen?: SeenRollout): Rollout {
  const { function: fn, deployment, now } = observed
  const savedAt = seen?.savedAt ?? timeIn(observed.changedAt ?? fn.metadata.creationTimestamp) ?? now
  const isTakenOver = deployment !== undefined && runsWhatIsStored(fn, deployment)
  const pods = isTakenOver
    ? currentPods(observed.pods, fn.metadata.name, deployment, observed.replicaSets)
    : []
  const failure = isTakenOver && status.state === 'failing' ? findFailure(observed, pods) : undefined
  const pod = telling(pods, failure)
  const facts = factsOf(observed, { isTakenOver, pods, pod, status, savedAt })
  if (status.state === 'failing') markFailed(facts, failure)
  const steps = rolloutStepNames.map((name) =>
    stepOf(name, facts[name], { seen: seen?.times[name], pod, status, observed }),
  )
  const checksum = fn.spec?.checksum ?? ''
  const state = stateOf(status, checksum)
  return {
    state,
    checksum,
    savedAt: new Date(savedAt).toISOString(),
    ...(state === 'live' && liveAfter(seen, savedAt, facts)),
    ...(seen?.supersedes !== undefined && { supersedes: new Date(seen.supersedes).toISOString() }),
    steps,
  }
}

/** What was seen before and what is seen now. A step that begins anew, in another pod, is timed anew. */
export function noteSteps(before: StepTimes, { steps }: Rollout, now: number): StepTimes {
  const times: StepTimes = {}
  let last = now
  for (const { name, state } of steps) {
    if (state === 'waiting' || state === 'skipped') continue
    const known = before[name]
    const isOver = state === 'done' || state === 'failed'
    const goesOnAnew = known?.ended !== undefined && !isOver
    // What was never seen under way began when the step before it ended.
    const started = known && !goesOnAnew ? known.started : isOver ? Math.min(last, now) : now
    times[name] = { started, ...(isOver && { ended: known?.ended ?? now }) }
    last = times[name].ended ?? now
  }
  return times
}

function stateOf({ state, answering }: FunctionStatus, checksum: string): Rollout['state'] {
  if (state === 'ready')
    return answering.every((sum) => checksum === '' || sum === checksum) ? 'live' : 'running'
  if (state === 'failing') return 'failed'
  if (state === 'stopped' || state === 'deleting') return state
  return 'running'
}

function liveAfter(seen: SeenRollout | undefined, savedAt: number, { ready }: Facts) {
  const at = seen ? seen.times.ready?.ended : ready.ended
  return at !== undefined && at >= savedAt ? { liveAfterMs: at - savedAt } : {}
}

/** The pod whose way is told: the one that fails, else the one that is least far, else the newest. */
function telling(pods: readonly Pod[], failure: Failure | undefined): Pod | undefined {
  return (
    pods.find(({ metadata }) => metadata.name === failure?.pod) ??
    pods.find((pod) => !isReady(pod)) ??
    pods[0]
  )
}

function factsOf(
  { function: fn, deployment, pods: all, replicaSets, now }: Observed,
  {
    isTakenOver,
    pods,
    pod,
    status,
    savedAt,
  }: { isTakenOver: boolean; pods: readonly Pod[]; pod?: Pod; status: FunctionStatus; savedAt: number },
): Facts {
  const name = fn.metadata.name
  const made = timeIn(pod?.metadata.creationTimestamp)
  const scheduled = pod?.status?.conditions?.find(
    ({ type, status: value }) => type === 'PodScheduled' && value === 'True',
  )
  const statuses = [...(pod?.status?.initContainerStatuses ?? []), ...ownStatuses(pod, name)]
  const hasBegun = statuses.some(({ state }) => state.running || state.terminated)
  const first = statuses[0] && beginOf(statuses[0])
  const placed = timeIn(scheduled?.lastTransitionTime) ?? (hasBegun ? made : undefined)
  const isPlaced = scheduled !== undefined || hasBegun
  // Until there is a pod, the Deployment tells its steps, be it the one of the version before.
  const plan = (pod?.spec ?? deployment?.spec?.template.spec)?.initContainers?.map(
    (container) => container.name,
  )
  const facts: Facts = {
    saved: { state: 'done', started: savedAt, ended: savedAt },
    accepted: isTakenOver
      ? { state: 'done', started: savedAt, ended: made }
      : { state: 'running', started: savedAt },
    pod: !isTakenOver
      ? { state: 'waiting' }
      : { state: isPlaced ? 'done' : 'running', started: made, ended: placed },
    image: hasBegun
      ? { state: 'done', started: placed, ended: first }
      : { state: isPlaced ? 'running' : 'waiting', started: placed },
    prepare: ofInit('prepare', pod, plan),
    install: ofInit('install', pod, plan),
    compile: ofInit('compile', pod, plan),
    start: { state: 'waiting' },
    ready: { state: 'waiting' },
    previous: { state: 'waiting' },
  }
  const own = ownStatuses(pod, name)[0]
  const prepared = initSteps.every((step) => facts[step].state === 'done' || facts[step].state === 'skipped')
  const since = Math.max(...initSteps.map((step) => facts[step].ended ?? 0), first ?? 0) || undefined
  const began = own && beginOf(own)
  if (began !== undefined) facts.start = { state: 'done', started: since, ended: began, container: own?.name }
  else if (hasBegun && prepared) facts.start = { state: 'running', started: since, container: own?.name }
  const count = pods.filter(isReady).length
  const turned = timeIn(
    pod?.status?.conditions?.find(({ type, status: value }) => type === 'Ready' && value === 'True')
      ?.lastTransitionTime,
  )
  if (isTakenOver && count > 0 && count >= status.wanted)
    facts.ready = { state: 'done', started: began, ended: turned, container: own?.name }
  else if (began !== undefined) facts.ready = { state: 'running', started: began, container: own?.name }
  const old = functionPods(all).filter(
    (candidate) => !pods.includes(candidate) && !isSameRevision(candidate, pod),
  )
  const hadBefore = old.length > 0 || replicaSets.length > 1
  if (!hadBefore) facts.previous = { state: isTakenOver ? 'skipped' : 'waiting' }
  else if (facts.ready.state === 'done')
    facts.previous =
      old.length > 0 ? { state: 'running', started: turned } : { state: 'done', started: turned }
  if (status.wanted === 0) for (const step of rolloutStepNames.slice(2)) facts[step] = { state: 'skipped' }
  // Clocks of the cluster and ours may differ: no step begins after now.
  for (const fact of Object.values(facts)) if ((fact.started ?? 0) > now) fact.started = now
  return facts
}

/** A pod of the newest revision that is being replaced is no remnant of the version before. */
function isSameRevision(candidate: Pod, pod: Pod | undefined): boolean {
  const hash = pod?.metadata.labels?.['pod-template-hash']
  return hash !== undefined && candidate.metadata.labels?.['pod-template-hash'] === hash
}

function ofInit(
  name: (typeof initSteps)[number],
  pod: Pod | undefined,
  plan: readonly string[] = ['prepare', 'install'],
): Fact {
  const status = pod?.status?.initContainerStatuses?.find((candidate) => candidate.name === name)
  if (!status) return { state: plan.includes(name) ? 'waiting' : 'skipped' }
  const { running, terminated } = status.state
  const started = beginOf(status)
  if (terminated && terminated.exitCode === 0)
    return { state: 'done', started, ended: timeIn(terminated.finishedAt), container: name }
  if (running || terminated) return { state: 'running', started, container: name }
  // Between two attempts.
  return status.restartCount > 0 ? { state: 'running', started, container: name } : { state: 'waiting' }
}

function ownStatuses(pod: Pod | undefined, name: string): ContainerStatus[] {
  const own = ownContainer(pod?.spec, name)?.name ?? name
  return (pod?.status?.containerStatuses ?? []).filter((status) => status.name === own)
}

function beginOf({ state, lastState }: ContainerStatus): number | undefined {
  return timeIn(
    state.running?.startedAt ?? state.terminated?.startedAt ?? lastState.terminated?.startedAt ?? undefined,
  )
}

/** One step carries the failure; what comes after it has not happened, whatever it once was. */
function markFailed(facts: Facts, failure: Failure | undefined): void {
  const at = failedStep(facts, failure)
  facts[at].state = 'failed'
  if (failure && at !== 'pod' && at !== 'image') facts[at].container = failure.container
  for (const later of rolloutStepNames.slice(rolloutStepNames.indexOf(at) + 1))
    if (facts[later].state !== 'skipped') facts[later] = { state: 'waiting' }
}

function failedStep(facts: Facts, failure: Failure | undefined): RolloutStepName {
  if (failure?.stage) return failure.stage
  const open = rolloutStepNames.find(
    (name) => facts[name].state === 'running' || facts[name].state === 'waiting',
  )
  return open ?? 'ready'
}

function stepOf(
  name: RolloutStepName,
  { state, started, ended, container }: Fact,
  {
    seen,
    pod,
    status,
    observed,
  }: {
    seen?: { started: number; ended?: number }
    pod?: Pod
    status: FunctionStatus
    observed: Observed
  },
): RolloutStep {
  const from = seen?.started ?? started
  const until = seen ? seen.ended : ended
  const isOver = state === 'done' || state === 'failed'
  const stuck =
    state === 'running' && from !== undefined ? stuckWords(name, observed.now - from, observed) : undefined
  return {
    name,
    state,
    ...(from !== undefined &&
      state !== 'waiting' &&
      state !== 'skipped' && {
        startedAt: new Date(from).toISOString(),
      }),
    ...(isOver && from !== undefined && until !== undefined && { durationMs: Math.max(0, until - from) }),
    ...(stuck && { isStuck: true, why: stuck }),
    ...(state === 'failed' && { why: status.reason }),
    ...(container && { container, ...(pod && { pod: pod.metadata.name }) }),
  }
}

function timeIn(text: string | null | undefined): number | undefined {
  const time = Date.parse(text ?? '')
  return Number.isNaN(time) ? undefined : time
}
