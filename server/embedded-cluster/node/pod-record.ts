/** What the node knows of a pod when it takes it on: nothing of a new one, its counts and past of one it has had before. */
import type { ContainerStatus } from '../../functions/objects.ts'
import type { NodeContainer, NodePod } from './pod-spec.ts'
import { statusTime } from './pod-status.ts'
import type { ContainerRecord, PodRecord } from './pod-status.ts'

export const hostIP = '127.0.0.1'

export function newPodRecord(pod: NodePod, podIP: string): PodRecord {
  const { spec, status } = pod
  const hasInit = (spec?.initContainers ?? []).length > 0
  const isOver = status?.phase === 'Succeeded' || status?.phase === 'Failed'
  const recordOf =
    (statuses: ContainerStatus[] | undefined, isInit: boolean) => (container: NodeContainer) => {
      const before = statuses?.find(({ name }) => name === container.name)
      return isOver && before ? finishedRecord(before) : freshRecord(container, before, hasInit, isInit)
    }
  return {
    startTime: status?.startTime ?? statusTime(),
    podIP,
    hostIP,
    init: (spec?.initContainers ?? []).map(recordOf(status?.initContainerStatuses, true)),
    main: (spec?.containers ?? []).map(recordOf(status?.containerStatuses, false)),
    ...(isOver && status.reason && { failure: { reason: status.reason, message: status.message ?? '' } }),
  }
}

/**
 * A container that ran when the node stopped is started anew, which counts as a restart. The node's own stop is not held
 * against it: there is no end of the container to show.
 */
function freshRecord(
  { name, image = '' }: NodeContainer,
  before: ContainerStatus | undefined,
  hasInit: boolean,
  isInit: boolean,
): ContainerRecord {
  return {
    name,
    image,
    imageID: '',
    state: { waiting: { reason: hasInit || isInit ? 'PodInitializing' : 'ContainerCreating' } },
    lastState: {},
    restartCount: before?.containerID ? before.restartCount + 1 : (before?.restartCount ?? 0),
    isReady: false,
    isStarted: false,
  }
}

function finishedRecord({
  name,
  image,
  imageID,
  containerID,
  state,
  lastState,
  restartCount,
}: ContainerStatus): ContainerRecord {
  return {
    name,
    image,
    imageID,
    containerID,
    state,
    lastState,
    restartCount,
    isReady: false,
    isStarted: false,
  }
}
