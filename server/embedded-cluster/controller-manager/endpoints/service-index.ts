/** Finds the Services that may choose a pod without asking each of thousands. */
import type { Informer } from '../../../kubernetes/informer.ts'
import type { Service } from '../kinds.ts'
import { keyOf } from '../owners.ts'
import { hasAll } from '../selectors.ts'
import { isKept } from './plan.ts'

export interface ServiceIndex {
  choosing(namespace: string | undefined, labels: Record<string, string> | undefined): Service[]
}

/** Each Service stands under one of the labels it asks for: the one that fewest others stand under. */
export function startServiceIndex(services: Informer<Service>): ServiceIndex {
  const shelves = new Map<string, Map<string, Service>>()
  const placed = new Map<string, string>()

  services.subscribe(({ type, object }) => {
    const key = keyOf(object)
    const before = shelves.get(placed.get(key) ?? '')
    before?.delete(key)
    if (before?.size === 0) shelves.delete(placed.get(key) ?? '')
    placed.delete(key)
    if (type === 'DELETED' || !isKept(object)) return
    const sizeOf = (label: string) => shelves.get(label)?.size ?? 0
    const labels = Object.entries(object.spec?.selector ?? {}).map((pair) =>
      shelfOf(object.metadata.namespace, pair),
    )
    const [label = ''] = labels.sort((a, b) => sizeOf(a) - sizeOf(b))
    shelves.set(label, (shelves.get(label) ?? new Map<string, Service>()).set(key, object))
    placed.set(key, label)
  })

  return {
    choosing: (namespace, labels) =>
      Object.entries(labels ?? {})
        .flatMap((pair) => [...(shelves.get(shelfOf(namespace, pair))?.values() ?? [])])
        .filter(({ spec }) => hasAll(labels, spec?.selector ?? {})),
  }
}

function shelfOf(namespace: string | undefined, [name, value]: [string, string]): string {
  return `${namespace ?? ''}/${name}=${value}`
}
