/** Worked out on paper: how the status of a namespace that is being deleted says what is left in it. */
import type { Condition, KubeObject } from '../../../functions/objects.ts'
import type { Resource } from '../../../functions/resources.ts'
import { timestamp } from '../../../kubernetes/clock.ts'

/** The objects of one kind that are still there. */
export interface Remainder {
  resource: Resource
  objects: KubeObject[]
}

export function deletionConditions(
  before: readonly Condition[],
  { left, failures }: { left: readonly Remainder[]; failures: readonly string[] },
  now: number,
): Condition[] {
  const at = timestamp(now)
  const condition = (type: string, isSo: boolean, reason: string, message: string): Condition => {
    const status = isSo ? 'True' : 'False'
    const known = before.find((one) => one.type === type)
    const lastTransitionTime = known?.status === status ? known.lastTransitionTime : at
    return { type, status, lastTransitionTime, reason, message }
  }
  const remaining = left.map(
    ({ resource, objects }) => `${nameOf(resource)} has ${objects.length} resource instances`,
  )
  const finalizers = Object.entries(countFinalizers(left)).map(
    ([name, count]) => `${name} in ${count} resource instances`,
  )
  return [
    condition(
      'NamespaceDeletionDiscoveryFailure',
      false,
      'ResourcesDiscovered',
      'All resources successfully discovered',
    ),
    condition(
      'NamespaceDeletionGroupVersionParsingFailure',
      false,
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    failures.length > 0
      ? condition(
          'NamespaceDeletionContentFailure',
          true,
          'ContentDeletionFailed',
          `Failed to delete all resource types, ${failures.length} remaining: ${failures.join(', ')}`,
        )
      : condition(
          'NamespaceDeletionContentFailure',
          false,
          'ContentDeleted',
          'All content successfully deleted, may be waiting on finalization',
        ),
    remaining.length > 0
      ? condition(
          'NamespaceContentRemaining',
          true,
          'SomeResourcesRemain',
          `Some resources are remaining: ${remaining.join(', ')}`,
        )
      : condition('NamespaceContentRemaining', false, 'ContentRemoved', 'All content successfully removed'),
    finalizers.length > 0
      ? condition(
          'NamespaceFinalizersRemaining',
          true,
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${finalizers.join(', ')}`,
        )
      : condition(
          'NamespaceFinalizersRemaining',
          false,
          'ContentHasNoFinalizers',
          'All content-preserving finalizers finished',
        ),
  ]
}

/** `deployments.apps`, and `pods.` for the core group, as the API server writes it. */
function nameOf({ plural, group }: Resource): string {
  return `${plural}.${group}`
}

function countFinalizers(left: readonly Remainder[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { objects } of left)
    for (const { metadata } of objects)
      for (const finalizer of metadata.finalizers ?? []) counts[finalizer] = (counts[finalizer] ?? 0) + 1
  return counts
}
