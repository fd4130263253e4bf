/** Objects by the function they belong to, so that looking at one function does not mean looking at all. */
import type { KubeObject } from '../functions/objects.ts'
import type { Informer } from './informer.ts'

/** Objects under a key. */
export interface Grouped<T> {
  of(key: string): readonly T[]
}

/** Follows an informer. `onChange` hears the key after the group has changed. */
export function groupBy<T extends KubeObject>(
  informer: Informer<T>,
  keyOf: (object: T) => string | undefined,
  onChange: (key: string, object: T) => void,
): Grouped<T> {
  const groups = new Map<string, Map<string, T>>()
  informer.subscribe(({ type, object }) => {
    const key = keyOf(object)
    if (key === undefined) return
    const group = groups.get(key) ?? new Map<string, T>()
    if (type === 'DELETED') group.delete(object.metadata.name)
    else group.set(object.metadata.name, object)
    if (group.size === 0) groups.delete(key)
    else groups.set(key, group)
    onChange(key, object)
  })
  return { of: (key) => [...(groups.get(key)?.values() ?? [])] }
}
