/** Who made an object, and how an object says so. */
import type { KubeObject, OwnerReference } from '../../functions/objects.ts'

/** The one owner that acts on it. */
export function controllerOf(object: KubeObject): OwnerReference | undefined {
  return object.metadata.ownerReferences?.find(({ controller }) => controller)
}

/** What an object made for `owner` carries. */
export function referenceTo(owner: KubeObject): OwnerReference {
  const { apiVersion, kind, metadata } = owner
  return {
    apiVersion,
    kind,
    name: metadata.name,
    uid: metadata.uid ?? '',
    controller: true,
    blockOwnerDeletion: true,
  }
}

/** `namespace/name`, the key of an object in queues and maps. */
export function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`
}

/** The other way round. */
export function refOf(key: string): { namespace: string; name: string } {
  const [namespace = '', name = ''] = key.split('/')
  return { namespace, name }
}

/** The key of the controller of that kind, if it has one. */
export function controllerKeyOf(object: KubeObject, kind: string): string | undefined {
  const owner = controllerOf(object)
  return owner?.kind === kind ? `${object.metadata.namespace ?? ''}/${owner.name}` : undefined
}
