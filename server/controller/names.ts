/** What we write into objects besides what was asked for. */
import type { KubeObject, OwnerReference } from '../functions/objects.ts'

/** How the controller calls itself, in Events and to the API. */
export const component = 'kubeless-ui-controller'

/** Upstream's finalizers: with the same ones, either controller can delete what the other has made. */
export const finalizers = {
  Function: 'kubeless.io/function',
  HTTPTrigger: 'kubeless.io/httptrigger',
  CronJobTrigger: 'kubeless.io/cronjobtrigger',
} as const

/** On a child: digest of what was asked of it last, so that something no longer asked for is noticed. */
export const appliedAnnotation = 'controller.kubeless.io/applied'

/** On the pod template: digest of code and dependencies, so that a change of them alone rolls out. */
export const sourceAnnotation = 'controller.kubeless.io/source'

/** The owner reference of a child. */
export function ownerReferenceTo(owner: KubeObject): OwnerReference {
  return {
    apiVersion: 'kubeless.io/v1beta1',
    kind: owner.kind,
    name: owner.metadata.name,
    uid: owner.metadata.uid ?? '',
  }
}
