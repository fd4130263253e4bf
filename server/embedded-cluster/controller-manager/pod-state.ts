/** What a pod's status says about it. */
import type { Pod } from '../../functions/objects.ts'

/** Neither over nor on its way out. */
export function isActive(pod: Pod): boolean {
  return !isFinished(pod) && !pod.metadata.deletionTimestamp
}

export function isFinished({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed'
}

export function isReady(pod: Pod): boolean {
  return readySince(pod) !== undefined
}

/** How long until a pod has been ready for `minReadySeconds`, in ms; 0 when it has, undefined while it is not ready. */
export function availableIn(pod: Pod, minReadySeconds: number, now: number): number | undefined {
  const since = readySince(pod)
  if (since === undefined) return undefined
  return minReadySeconds === 0 ? 0 : Math.max(0, since + minReadySeconds * 1000 - now)
}

/** In ms since 1970; undefined while it is not ready. */
export function readySince({ status }: Pod): number | undefined {
  const ready = status?.conditions?.find(({ type, status: value }) => type === 'Ready' && value === 'True')
  return ready && (Date.parse(ready.lastTransitionTime ?? '') || 0)
}

export function createdAt({ metadata }: { metadata: { creationTimestamp?: string | null } }): number {
  return Date.parse(metadata.creationTimestamp ?? '') || 0
}

export function restartsOf({ status }: Pod): number {
  const all = [...(status?.initContainerStatuses ?? []), ...(status?.containerStatuses ?? [])]
  return all.reduce((sum, { restartCount }) => sum + restartCount, 0)
}
