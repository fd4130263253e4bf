/** What a revision that is on its way is doing just now. */
import type { ContainerStatus, Pod } from './objects.ts'
import { isReady } from './pods.ts'

const steps: Record<string, string> = {
  prepare: 'Its code is brought into the pod.',
  install: 'Its dependencies are being installed.',
  compile: 'Its code is being compiled.',
}

/** One sentence. `pods` are those of the newest revision, newest first. */
export function whatIsUnderWay(pods: readonly Pod[], name: string): string {
  const ready = pods.filter(isReady).length
  if (ready > 0) return `${ready} of its new pods ${ready === 1 ? 'is' : 'are'} ready.`
  const pod = pods[0]
  if (!pod) return 'It waits for a pod.'
  const statuses = pod.status?.initContainerStatuses ?? []
  const step = statuses.find(({ state }) => state.running)
  if (step) return steps[step.name] ?? `Its step ${step.name} is running.`
  const own = pod.status?.containerStatuses?.find((status) => status.name === name)
  if (own?.state.running) return 'It is starting.'
  return isPulling(own) || statuses.some(isPulling)
    ? 'Its image is being fetched.'
    : 'Its pod is being set up.'
}

function isPulling(status: ContainerStatus | undefined): boolean {
  return status?.state.waiting?.reason === 'ContainerCreating'
}
