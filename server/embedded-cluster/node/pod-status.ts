/** What a kubelet would write about a pod, worked out from what is known of its containers. Pure. */
import type { Condition, ContainerState, ContainerStatus, PodStatus } from '../../functions/objects.ts'
import type { NodePod } from './pod-spec.ts'

/** What the node knows of a container. */
export interface ContainerRecord {
  name: string
  image: string
  imageID: string
  containerID?: string
  state: ContainerState
  lastState: ContainerState
  restartCount: number
  isReady: boolean
  isStarted: boolean
}

/** What the node knows of a pod. */
export interface PodRecord {
  startTime: string
  podIP: string
  hostIP: string
  init: ContainerRecord[]
  main: ContainerRecord[]
  /** Set when the pod was ended as a whole. */
  failure?: { reason: string; message: string }
}

/** `before`: the conditions so far, whose times are kept where nothing has changed. */
export function statusOf(
  record: PodRecord,
  pod: NodePod,
  before: readonly Condition[],
  now: string,
): NodePodStatus {
  const phase = phaseOf(record, pod.spec?.restartPolicy ?? 'Always')
  return {
    phase,
    conditions: conditionsOf(record, phase).map((condition) => timed(condition, before, now)),
    hostIP: record.hostIP,
    hostIPs: [{ ip: record.hostIP }],
    podIP: record.podIP,
    podIPs: [{ ip: record.podIP }],
    startTime: record.startTime,
    // Null takes away what a merge would keep.
    reason: record.failure?.reason ?? null,
    message: record.failure?.message ?? null,
    ...(record.init.length > 0 && {
      initContainerStatuses: record.init.map((container) => containerStatus(container, true)),
    }),
    containerStatuses: record.main.map((container) => containerStatus(container, false)),
    qosClass: qosClassOf(pod),
  }
}

export interface NodePodStatus extends Omit<PodStatus, 'reason' | 'message'> {
  reason: string | null
  message: string | null
  hostIPs: { ip: string }[]
  podIPs: { ip: string }[]
  qosClass: string
}

/** Kubernetes' times of status have whole seconds. */
export function statusTime(date = new Date()): string {
  return `${date.toISOString().slice(0, 19)}Z`
}

function phaseOf({ init, main, failure }: PodRecord, restartPolicy: string): NonNullable<PodStatus['phase']> {
  if (failure) return 'Failed'
  const failedInit = init.some(({ state }) => (state.terminated?.exitCode ?? 0) !== 0)
  if (failedInit && restartPolicy === 'Never') return 'Failed'
  if (!isInitialized(init)) return 'Pending'
  if (main.some(({ state, lastState }) => state.waiting && !lastState.terminated)) return 'Pending'
  if (main.some(({ state }) => !state.terminated) || restartPolicy === 'Always') return 'Running'
  if (main.every(({ state }) => state.terminated?.exitCode === 0)) return 'Succeeded'
  return restartPolicy === 'Never' ? 'Failed' : 'Running'
}

function isInitialized(init: readonly ContainerRecord[]): boolean {
  return init.every(({ state }) => state.terminated?.exitCode === 0)
}

function conditionsOf({ init, main }: PodRecord, phase: string): Condition[] {
  const incomplete = init.filter(({ state }) => state.terminated?.exitCode !== 0).map(({ name }) => name)
  const unready = main.filter(({ isReady }) => !isReady).map(({ name }) => name)
  const isOver = phase === 'Succeeded' || phase === 'Failed'
  const notReady: Partial<Condition> = isOver
    ? { reason: phase === 'Succeeded' ? 'PodCompleted' : 'PodFailed' }
    : { reason: 'ContainersNotReady', message: `containers with unready status: [${unready.join(' ')}]` }
  const isReady = !isOver && unready.length === 0 && incomplete.length === 0
  const initialized: Partial<Condition> =
    incomplete.length === 0
      ? {}
      : {
          reason: 'ContainersNotInitialized',
          message: `containers with incomplete status: [${incomplete.join(' ')}]`,
        }
  return [
    { type: 'Initialized', status: incomplete.length === 0 ? 'True' : 'False', ...initialized },
    { type: 'Ready', status: isReady ? 'True' : 'False', ...(isReady ? {} : notReady) },
    { type: 'ContainersReady', status: isReady ? 'True' : 'False', ...(isReady ? {} : notReady) },
    { type: 'PodScheduled', status: 'True' },
  ]
}

function timed(
  condition: Condition,
  before: readonly Condition[],
  now: string,
): Condition & { lastProbeTime: null } {
  const known = before.find(({ type }) => type === condition.type)
  const isSame = known?.status === condition.status
  const { type, status, ...why } = condition
  return {
    type,
    status,
    lastProbeTime: null,
    lastTransitionTime: (isSame && known.lastTransitionTime) || now,
    ...why,
  }
}

function containerStatus(record: ContainerRecord, isInit: boolean): ContainerStatus {
  const { name, image, imageID, containerID, state, lastState, restartCount, isReady, isStarted } = record
  return {
    name,
    state,
    lastState,
    ready: isInit ? state.terminated?.exitCode === 0 : isReady,
    restartCount,
    image,
    imageID,
    ...(containerID && { containerID }),
    started: isStarted,
  }
}

function qosClassOf({ spec }: NodePod): string {
  const all = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
  const hasAny = all.some(
    ({ resources }) => Object.keys({ ...resources?.limits, ...resources?.requests }).length > 0,
  )
  if (!hasAny) return 'BestEffort'
  const isGuaranteed = all.every(({ resources }) =>
    ['cpu', 'memory'].every((name) => {
      const limit = resources?.limits?.[name]
      return limit !== undefined && (resources?.requests?.[name] ?? limit) === limit
    }),
  )
  return isGuaranteed ? 'Guaranteed' : 'Burstable'
}
