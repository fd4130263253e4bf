/** Why a pod does not get ready: the container that fails, and what its end says. */
import type { Diagnosis, DiagnosedFunction } from './diagnosis/diagnosis.ts'
import { sentence } from './diagnosis/diagnosis.ts'
import { readInstallOutput } from './diagnosis/install-output.ts'
import { readNodeOutput } from './diagnosis/node-output.ts'
import { lastLine, readCompileOutput, readPrepareOutput } from './diagnosis/prepare-output.ts'
import { readPythonOutput } from './diagnosis/python-output.ts'
import type { RolloutStepName } from '../contract/rollout.ts'
import type { ContainerState, ContainerStatus, EventObject, Pod } from './objects.ts'
import { ownContainer } from './pods.ts'

/** A container that keeps its pod from getting ready. */
export interface Failure extends Diagnosis {
  pod: string
  container: string
  /** The step of the rollout that does not get done. */
  stage: RolloutStepName
  /** Whether its output says more than we were given. */
  isOutputMissing: boolean
  /** Whether the run that failed is over and another one goes on: its output is the previous one. */
  isPrevious: boolean
  evidence?: string
}

type Terminated = NonNullable<ContainerState['terminated']>

/** How long a process without a readiness probe has to live before it counts as having come up. */
const settledMs = 10_000
const evidenceLength = 4000
const imageReasons =
  /^(ErrImagePull|ImagePullBackOff|InvalidImageName|ErrImageNeverPull|ImageInspectError|RegistryUnavailable)$/
const configReasons =
  /^(CreateContainerConfigError|CreateContainerError|RunContainerError|PostStartHookError)$/

/** What fails in this pod; undefined while nothing does. `output` is the failing container's, if somebody read it. */
export function failureOf(
  pod: Pod,
  of: DiagnosedFunction & { name: string },
  context: { events: readonly EventObject[]; now: number; output?: string },
): Failure | undefined {
  const unschedulable = pod.status?.conditions?.find(
    ({ type, status, reason }) => type === 'PodScheduled' && status === 'False' && reason === 'Unschedulable',
  )
  if (unschedulable) return ofUnschedulable(pod, of.name, unschedulable.message ?? '')
  if (pod.status?.reason === 'Evicted')
    return {
      ...nowhere(pod, of.name, 'pod'),
      reason: sentence(`The node has thrown it out: ${pod.status.message ?? 'no reason given'}`),
    }
  const statuses = [
    ...(pod.status?.initContainerStatuses ?? []),
    ...(pod.status?.containerStatuses ?? []).filter(
      ({ name }) => name === of.name || !isOwnStatusThere(pod, of.name),
    ),
  ]
  for (const status of statuses) {
    const failure = ofContainer(pod, status, of, context)
    if (failure) return failure
  }
  return undefined
}

function isOwnStatusThere(pod: Pod, name: string): boolean {
  return pod.status?.containerStatuses?.some((status) => status.name === name) ?? false
}

function ofContainer(
  pod: Pod,
  status: ContainerStatus,
  of: DiagnosedFunction & { name: string },
  { events, now, output }: { events: readonly EventObject[]; now: number; output?: string },
): Failure | undefined {
  const { waiting } = status.state
  const image = ownImage(pod, status)
  if (waiting?.reason && imageReasons.test(waiting.reason))
    return ofImage(pod, status, image, waiting.message, events)
  if (waiting?.reason && configReasons.test(waiting.reason))
    return {
      ...nowhere(pod, status.name, stageOf(pod, status)),
      reason: sentence(`The container cannot be created: ${waiting.message ?? waiting.reason}`),
      evidence: waiting.message,
    }
  const isInit = pod.status?.initContainerStatuses?.includes(status) ?? false
  const end = endOf(pod, status, isInit, now)
  if (!end) return undefined
  const text = (end.message || output || '').trim()
  const known = {
    pod: pod.metadata.name,
    container: status.name,
    stage: stageOf(pod, status),
    isPrevious: status.state.terminated !== end,
  }
  return {
    ...wordsFor(text, end, status, isInit, of, pod, events),
    ...known,
    isOutputMissing: text === '',
    ...(text && { evidence: text.slice(-evidenceLength) }),
  }
}

/** The end this container came to, unless it has recovered since. */
function endOf(
  pod: Pod,
  { name, state, lastState, ready, restartCount }: ContainerStatus,
  isInit: boolean,
  now: number,
) {
  const hasFailed = (end: Terminated | undefined): end is Terminated =>
    end !== undefined && (end.exitCode !== 0 || end.reason === 'OOMKilled' || !isInit)
  if (state.terminated) return hasFailed(state.terminated) ? state.terminated : undefined
  if (restartCount === 0 || !hasFailed(lastState.terminated)) return undefined
  if (!ready) return lastState.terminated
  // Without a readiness probe a container that crashes in a loop is ready for a moment each time.
  const hasProbe =
    pod.spec?.containers?.find((container) => container.name === name)?.readinessProbe !== undefined
  const since = state.running ? Date.parse(state.running.startedAt) : now
  return !hasProbe && now - since < settledMs ? lastState.terminated : undefined
}

function wordsFor(
  text: string,
  end: Terminated,
  status: ContainerStatus,
  isInit: boolean,
  of: DiagnosedFunction & { name: string },
  pod: Pod,
  events: readonly EventObject[],
): Diagnosis {
  if (end.reason === 'OOMKilled') return ofMemory(pod, status, isInit, text)
  if (isInit) {
    if (status.name === 'install') return readInstallOutput(text, of)
    if (status.name === 'compile') return readCompileOutput(text)
    return readPrepareOutput(text)
  }
  const unhealthy = end.exitCode === 137 || end.exitCode === 143 ? unhealthyEvent(pod, events) : undefined
  if (unhealthy)
    return {
      reason: 'It was restarted, because it did not answer its health check.',
      hint: 'A call that never ends, or too little CPU, keeps it from answering. Look at the log before the restart.',
    }
  const diagnosis = readPythonOutput(text, of) ?? readNodeOutput(text, of)
  if (diagnosis) return diagnosis
  const last = lastLine(text)
  const ended = end.signal ? `was killed by signal ${end.signal}` : `ended with exit code ${end.exitCode}`
  return {
    reason: last ? sentence(`The function's process ${ended}: ${last}`) : `The function's process ${ended}.`,
    hint: 'Read the log of the run before the restart.',
  }
}

function ofMemory(pod: Pod, status: ContainerStatus, isInit: boolean, text: string): Diagnosis {
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]
  const limit = containers.find(({ name }) => name === status.name)?.resources?.limits?.['memory']
  const who = isInit ? `Step ${status.name}` : 'The function'
  return {
    subject: { type: 'memory' },
    reason: `${who} needed more memory than ${limit ? `its limit of ${limit}` : 'there is'} and was killed.`,
    hint:
      text && !/^Killed$/i.test(text)
        ? sentence(lastLine(text))
        : 'Raise the memory limit in the settings, or use less.',
  }
}

function ofImage(
  pod: Pod,
  status: ContainerStatus,
  image: string,
  message: string | undefined,
  events: readonly EventObject[],
): Failure {
  const event = events.findLast(
    (candidate) =>
      candidate.involvedObject.name === pod.metadata.name &&
      candidate.reason === 'Failed' &&
      /pull/i.test(candidate.message ?? '') &&
      !/^Error: (ErrImagePull|ImagePullBackOff)/.test(candidate.message ?? ''),
  )
  const isVague = !message || /^Back-off pulling image/.test(message)
  const detail = (isVague ? event?.message : message) ?? message
  const isOwnSentence = detail !== undefined && !/rpc error|failed to|Back-off/i.test(detail)
  return {
    ...nowhere(pod, status.name, 'image'),
    reason: isOwnSentence ? sentence(detail) : `The image ${image} cannot be pulled.`,
    hint: isOwnSentence
      ? 'It starts by itself once that is mended.'
      : 'Check that the image exists and that the cluster may pull it (network, pull secret).',
    evidence: detail,
  }
}

function ofUnschedulable(pod: Pod, container: string, message: string): Failure {
  return {
    ...nowhere(pod, container, 'pod'),
    reason: sentence(`No node has room for it: ${message}`),
    hint: 'Ask for less CPU and memory in the settings, or make room in the cluster.',
    evidence: message,
  }
}

function nowhere(pod: Pod, container: string, stage: RolloutStepName) {
  return { pod: pod.metadata.name, container, stage, isOutputMissing: false, isPrevious: false }
}

/** Of the containers before the function's own, those we do not know bring something into the pod as well. */
function stageOf(pod: Pod, status: ContainerStatus): RolloutStepName {
  if (!pod.status?.initContainerStatuses?.includes(status)) return 'start'
  return status.name === 'install' || status.name === 'compile' ? status.name : 'prepare'
}

function ownImage(pod: Pod, status: ContainerStatus): string {
  const containers = [...(pod.spec?.initContainers ?? []), ...(pod.spec?.containers ?? [])]
  return (
    containers.find(({ name }) => name === status.name)?.image ??
    ownContainer(pod.spec, status.name)?.image ??
    status.image
  )
}

function unhealthyEvent(pod: Pod, events: readonly EventObject[]): EventObject | undefined {
  return events.find(
    ({ involvedObject, reason, message }) =>
      involvedObject.name === pod.metadata.name && reason === 'Unhealthy' && /Liveness/.test(message ?? ''),
  )
}
