/** Finds the pods that carry some labels without looking at all there are. */
import type { Pod } from '../../../functions/objects.ts'
import type { Informer } from '../../../kubernetes/informer.ts'
import { keyOf } from '../owners.ts'
import { hasAll } from '../selectors.ts'

export interface PodLabelIndex {
  withLabels(namespace: string | undefined, wanted: Record<string, string>): Pod[]
}

export function startPodLabelIndex(pods: Informer<Pod>): PodLabelIndex {
  const shelves = new Map<string, Map<string, Pod>>()
  const placed = new Map<string, string[]>()

  pods.subscribe(({ type, object }) => {
    const key = keyOf(object)
    for (const shelf of placed.get(key) ?? []) {
      const members = shelves.get(shelf)
      members?.delete(key)
      if (members?.size === 0) shelves.delete(shelf)
    }
    placed.delete(key)
    if (type === 'DELETED') return
    const own = Object.entries(object.metadata.labels ?? {}).map((pair) =>
      shelfOf(object.metadata.namespace, pair),
    )
    for (const shelf of own)
      shelves.set(shelf, (shelves.get(shelf) ?? new Map<string, Pod>()).set(key, object))
    placed.set(key, own)
  })

  return {
    withLabels(namespace, wanted) {
      const found = Object.entries(wanted).map((pair) => shelves.get(shelfOf(namespace, pair)))
      const [smallest] = found.sort((a, b) => (a?.size ?? 0) - (b?.size ?? 0))
      return [...(smallest?.values() ?? [])].filter(({ metadata }) => hasAll(metadata.labels, wanted))
    },
  }
}

function shelfOf(namespace: string | undefined, [name, value]: [string, string]): string {
  return `${namespace ?? ''}/${name}=${value}`
}
