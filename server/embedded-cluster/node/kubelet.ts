/** What the API server asks of the node: the output of containers, and where their ports can be reached. */
import type { ContainerLogOptions, Kubelet, PodRef } from '../api/kubelet.ts'
import { KubeletError } from '../api/kubelet.ts'
import { logPathOf } from './log-paths.ts'
import type { NodeContext } from './node-context.ts'
import type { ContainerRecord } from './pod-status.ts'
import type { PodWorker } from './pod-worker.ts'
import { readLog } from './read-log.ts'

export function createKubelet(workers: ReadonlyMap<string, PodWorker>, { logs }: NodeContext): Kubelet {
  return {
    async containerLog(pod, options, signal) {
      const worker = workers.get(pod.uid)
      if (!worker) throw new KubeletError(400, `pod ${pod.name} has not been taken on by its node yet`)
      const path = logPathOf(worker.logFolder, options.container, runOf(worker, pod, options))
      const log = readLog(path, logs.get(path), options, signal)
      if (!log)
        throw new KubeletError(
          400,
          `the output of container "${options.container}" in pod "${pod.name}" is not there any more`,
        )
      return log
    },
    socketOf: (pod, port) => workers.get(pod.uid)?.socketOf(port),
  }
}

/** Which run's output is meant, as a kubelet understands "current" and "previous". */
function runOf({ record }: PodWorker, pod: PodRef, { container, previous }: ContainerLogOptions): number {
  const found = [...record.init, ...record.main].find(({ name }) => name === container)
  if (!found) throw new KubeletError(400, `container ${container} is not valid for pod ${pod.name}`)
  const { state, lastState, restartCount } = found
  if (previous) {
    if (!lastState.terminated)
      throw new KubeletError(
        400,
        `previous terminated container "${container}" in pod "${pod.name}" not found`,
      )
    return state.waiting ? restartCount : restartCount - 1
  }
  if (state.waiting && !lastState.terminated) throw new KubeletError(400, waitingWords(found, pod))
  return restartCount
}

function waitingWords({ name, state }: ContainerRecord, pod: PodRef): string {
  const reason = state.waiting?.reason ?? ''
  const why =
    reason === 'ImagePullBackOff'
      ? 'trying and failing to pull image'
      : reason === 'ErrImagePull'
        ? "image can't be pulled"
        : reason
  return `container "${name}" in pod "${pod.name}" is waiting to start: ${why}`
}
