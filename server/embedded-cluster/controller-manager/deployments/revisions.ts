/** Which ReplicaSet belongs to which version of a Deployment's template, and the annotations that number them. */
import type { PodTemplate } from '../../../functions/objects.ts'
import type { Deployment, ReplicaSet } from '../kinds.ts'
import { referenceTo } from '../owners.ts'
import { createdAt } from '../pod-state.ts'
import { digestOf, hashLabel, hashOf } from '../template-hash.ts'
import { desiredAnnotation } from './plan.ts'
import type { Revisions } from './plan.ts'
import { mostPods, replicasOf } from './strategy.ts'

/** `kubectl rollout history` and `undo` go by it. */
export const revisionAnnotation = 'deployment.kubernetes.io/revision'
const historyAnnotation = 'deployment.kubernetes.io/revision-history'
const maxAnnotation = 'deployment.kubernetes.io/max-replicas'
/** Annotations of a Deployment that mean nothing on its ReplicaSets. */
const notCopied = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  'deprecated.deployment.rollback.to',
  revisionAnnotation,
  historyAnnotation,
  desiredAnnotation,
  maxAnnotation,
])

/** Of several with the current template the oldest counts, so that everybody agrees which. */
export function divide(deployment: Deployment, all: readonly ReplicaSet[]): Revisions {
  const byAge = [...all].sort(
    (a, b) => createdAt(a) - createdAt(b) || (a.metadata.name < b.metadata.name ? -1 : 1),
  )
  const current = byAge.find(({ templateDigest }) => templateDigest === deployment.templateDigest)
  return { ...(current && { current }), old: byAge.filter((one) => one !== current) }
}

export function revisionOf({ metadata }: Deployment | ReplicaSet): number {
  return Number(metadata.annotations?.[revisionAnnotation]) || 0
}

/** One more than any other template's. */
export function nextRevision(old: readonly ReplicaSet[]): number {
  return Math.max(0, ...old.map(revisionOf)) + 1
}

/** The ReplicaSet for the Deployment's template. */
export function replicaSetFor(
  deployment: Deployment,
  template: PodTemplate,
  { replicas, revision }: { replicas: number; revision: number },
): ReplicaSet {
  const hash = hashOf(digestOf(template), deployment.status?.collisionCount)
  const labels = { ...template.metadata?.labels, [hashLabel]: hash }
  const { selector, minReadySeconds } = deployment.spec ?? {}
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${deployment.metadata.name}-${hash}`,
      namespace: deployment.metadata.namespace,
      labels,
      annotations: {
        ...copiedFrom(deployment),
        ...countsFor(deployment),
        [revisionAnnotation]: String(revision),
      },
      ownerReferences: [referenceTo(deployment)],
    },
    spec: {
      replicas,
      ...(minReadySeconds && { minReadySeconds }),
      selector: { ...selector, matchLabels: { ...selector?.matchLabels, [hashLabel]: hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
  }
}

/** For how many pods a ReplicaSet was last scaled. */
export function countsFor(deployment: Deployment): Record<string, string> {
  return {
    [desiredAnnotation]: String(replicasOf(deployment)),
    [maxAnnotation]: String(mostPods(deployment)),
  }
}

/** What the ReplicaSet of the current template lacks of its annotations; empty when nothing. */
export function missingAnnotations(
  deployment: Deployment,
  current: ReplicaSet,
  revision: number,
): Record<string, string> {
  const has = current.metadata.annotations ?? {}
  const wanted: Record<string, string> = copiedFrom(deployment)
  if (revisionOf(current) < revision) {
    wanted[revisionAnnotation] = String(revision)
    const history = [has[historyAnnotation], has[revisionAnnotation]].filter(Boolean).join(',')
    if (history) wanted[historyAnnotation] = history
  }
  return Object.fromEntries(Object.entries(wanted).filter(([key, value]) => has[key] !== value))
}

function copiedFrom({ metadata }: Deployment): Record<string, string> {
  return Object.fromEntries(Object.entries(metadata.annotations ?? {}).filter(([key]) => !notCopied.has(key)))
}

/** Those nobody will go back to: empty, settled, and older than the limit. */
export function superfluous(deployment: Deployment, old: readonly ReplicaSet[]): ReplicaSet[] {
  const limit = deployment.spec?.revisionHistoryLimit ?? 10
  const living = old.filter(({ metadata }) => !metadata.deletionTimestamp)
  const byRevision = living.sort((a, b) => revisionOf(a) - revisionOf(b))
  return byRevision.slice(0, Math.max(0, living.length - limit)).filter(isSettled)
}

function isSettled(replicaSet: ReplicaSet): boolean {
  const { metadata, status } = replicaSet
  return (
    replicasOf(replicaSet) === 0 &&
    (status?.replicas ?? 0) === 0 &&
    (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0)
  )
}
