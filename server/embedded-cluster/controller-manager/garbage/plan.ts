/** Worked out on paper: what becomes of an object, given how its owners are. */
import type { OwnerReference } from '../../../functions/objects.ts'
import type { Node } from './graph.ts'

/** Finalizers that ask this room for something. */
export const foreground = 'foregroundDeletion'
export const orphan = 'orphan'

/** `absent`: there is no such object. `waiting`: it is being deleted and waits for what it owns. */
export type OwnerState = 'there' | 'waiting' | 'absent'

export type Fate =
  | { do: 'keep' }
  /** Forget the owners that are gone or going; there are others. */
  | { do: 'release'; ownerReferences: OwnerReference[] }
  | { do: 'delete'; policy: 'Background' | 'Foreground' | 'Orphan' }

export function fateOf(
  { object }: Node,
  owners: readonly { reference: OwnerReference; state: OwnerState }[],
  hasDependents: boolean,
): Fate {
  const staying = owners.filter(({ state }) => state === 'there').map(({ reference }) => reference)
  if (owners.length === 0 || staying.length === owners.length) return { do: 'keep' }
  if (staying.length > 0) return { do: 'release', ownerReferences: staying }
  const isAwaited = owners.some(({ state }) => state === 'waiting')
  const finalizers = object.metadata.finalizers ?? []
  if (isAwaited && hasDependents) return { do: 'delete', policy: 'Foreground' }
  if (finalizers.includes(orphan)) return { do: 'delete', policy: 'Orphan' }
  return { do: 'delete', policy: finalizers.includes(foreground) ? 'Foreground' : 'Background' }
}

/** Whether an object is on its way out and waits for this finalizer. */
export function waitsFor({ object: { metadata } }: Node, finalizer: string): boolean {
  return metadata.deletionTimestamp !== undefined && (metadata.finalizers ?? []).includes(finalizer)
}

/** Those of its dependents without whose end the owner must not go. */
export function blocking(owner: Node, dependents: readonly Node[]): Node[] {
  return dependents.filter(({ object }) =>
    object.metadata.ownerReferences?.some(
      ({ uid, blockOwnerDeletion }) => uid === owner.uid && blockOwnerDeletion,
    ),
  )
}
