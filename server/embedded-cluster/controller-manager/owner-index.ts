/** Finds objects by who owns them, without looking at all there are. */
import type { KubeObject } from '../../functions/objects.ts'
import type { Informer } from '../../kubernetes/informer.ts'
import { controllerOf, keyOf } from './owners.ts'

export interface OwnerIndex<T> {
  /** Those whose controller has this uid. */
  ownedBy(uid: string | undefined): T[]
  /** Those of the namespace that have no controller. */
  orphans(namespace: string | undefined): T[]
}

/** Subscribe to the informer after this, so that the index is up to date when you hear of a change. */
export function startOwnerIndex<T extends KubeObject>(informer: Informer<T>): OwnerIndex<T> {
  const groups = new Map<string, Map<string, T>>()
  const placed = new Map<string, string>()

  const take = (key: string) => {
    const group = placed.get(key)
    if (group === undefined) return
    const members = groups.get(group)
    members?.delete(key)
    if (members?.size === 0) groups.delete(group)
    placed.delete(key)
  }

  informer.subscribe(({ type, object }) => {
    const key = keyOf(object)
    take(key)
    if (type === 'DELETED') return
    const group = controllerOf(object)?.uid ?? `orphans of ${object.metadata.namespace ?? ''}`
    const members = groups.get(group) ?? new Map<string, T>()
    groups.set(group, members.set(key, object))
    placed.set(key, group)
  })

  const of = (group: string) => [...(groups.get(group)?.values() ?? [])]
  return {
    ownedBy: (uid) => (uid ? of(uid) : []),
    orphans: (namespace) => of(`orphans of ${namespace ?? ''}`),
  }
}
