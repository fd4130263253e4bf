/** Which pods are a function's, which of them are of its newest revision, and what code they run. */
import type { Container, Deployment, Pod, PodSpec, ReplicaSet } from './objects.ts'

/** The pods that may answer calls: without those of jobs, which carry the same labels while they run. */
export function functionPods(pods: readonly Pod[]): Pod[] {
  return pods.filter(({ metadata }) => !metadata.ownerReferences?.some(({ kind }) => kind === 'Job'))
}

/** Whether a pod takes calls now. */
export function isReady(pod: Pod): boolean {
  if (pod.metadata.deletionTimestamp) return false
  return pod.status?.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false
}

/** The function's own container. */
export function ownContainer(spec: PodSpec | undefined, name: string): Container | undefined {
  return spec?.containers?.find((container) => container.name === name) ?? spec?.containers?.[0]
}

/**
 * Checksum of the code a pod template runs: ours says it in `FUNC_CHECKSUM`, upstream's controller only in
 * the command that compares it. Undefined when nobody wrote one.
 */
export function checksumOf(spec: PodSpec | undefined, name: string): string | undefined {
  const value = ownContainer(spec, name)?.env?.find((variable) => variable.name === 'FUNC_CHECKSUM')?.value
  if (value) return value
  const prepare = spec?.initContainers?.find((container) => container.name === 'prepare')
  const hex = /\b[0-9a-f]{64}\b/.exec([...(prepare?.command ?? []), ...(prepare?.args ?? [])].join(' '))?.[0]
  return hex === undefined ? undefined : `sha256:${hex}`
}

/** The pods of the newest revision, newest first; pods that are being deleted are not among them. */
export function currentPods(
  pods: readonly Pod[],
  name: string,
  deployment: Deployment | undefined,
  replicaSets: readonly ReplicaSet[],
): Pod[] {
  const living = functionPods(pods)
    .filter(({ metadata }) => !metadata.deletionTimestamp)
    .sort((a, b) => timeOf(b) - timeOf(a))
  const template = deployment?.spec?.template.spec
  const newest = newestReplicaSet(replicaSets, deployment)
  if (newest) {
    // The Deployment is ahead of what we have seen of its ReplicaSets.
    if (template && checksumOf(newest.spec?.template.spec, name) !== checksumOf(template, name)) return []
    const hash = hashOf(newest.metadata.labels)
    return living.filter(({ metadata }) =>
      hash
        ? hashOf(metadata.labels) === hash
        : metadata.ownerReferences?.some(({ uid }) => uid === newest.metadata.uid),
    )
  }
  if (template) return living.filter((pod) => isOfTemplate(pod, template, name))
  const hash = hashOf(living[0]?.metadata.labels)
  return living.filter(({ metadata }) => hashOf(metadata.labels) === hash)
}

/** Of the Deployment's ReplicaSets the one with the highest revision. */
export function newestReplicaSet(
  replicaSets: readonly ReplicaSet[],
  deployment: Deployment | undefined,
): ReplicaSet | undefined {
  const own = replicaSets.filter(
    ({ metadata }) =>
      !deployment?.metadata.uid ||
      metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid),
  )
  return own.reduce<ReplicaSet | undefined>(
    (newest, candidate) => (!newest || revisionOf(candidate) >= revisionOf(newest) ? candidate : newest),
    undefined,
  )
}

function isOfTemplate(pod: Pod, template: PodSpec, name: string): boolean {
  const ofPod = ownContainer(pod.spec, name)
  const ofTemplate = ownContainer(template, name)
  if (ofPod?.image !== ofTemplate?.image) return false
  const env = new Map(ofPod?.env?.map(({ name: key, value }) => [key, value]))
  return ofTemplate?.env?.every(({ name: key, value }) => env.get(key) === value) ?? true
}

function revisionOf({ metadata }: ReplicaSet): number {
  return Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0)
}

function hashOf(labels: Record<string, string> | undefined): string | undefined {
  return labels?.['pod-template-hash']
}

function timeOf({ metadata }: Pod): number {
  return metadata.creationTimestamp ? Date.parse(metadata.creationTimestamp) : 0
}
