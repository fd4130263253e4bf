/** Which kinds there are right now: the built-in ones, and those of the CustomResourceDefinitions in the store. */
import type { ApiObject } from '../json.ts'
import { listAt, textAt, valueAt } from '../json.ts'
import type { Store } from '../store/store.ts'
import { builtInKinds } from './built-in-kinds.ts'
import { kindsOfDefinition } from './custom-kinds.ts'
import type { Kind } from './kind.ts'
import { collectionOf } from './kind.ts'

export interface Registry {
  /** Every kind, built-in ones first, groups together. */
  all(): Kind[]
  find(group: string, version: string, plural: string): Kind | undefined
  /** By what stands in an object. */
  findKind(apiVersion: string, kind: string): Kind | undefined
  hasGroup(group: string): boolean
  hasVersion(group: string, version: string): boolean
  /** Whether a definition is there that is not usable yet. */
  isInitializing(group: string, plural: string): boolean
  /** Counts up whenever kinds come or go. */
  readonly revision: number
}

/** The collection of CustomResourceDefinitions. */
export const definitions = 'apiextensions.k8s.io/customresourcedefinitions'

export function startRegistry(store: Store): Registry {
  for (const kind of builtInKinds) store.collection(collectionOf(kind))
  let custom: Kind[] = []
  let initializing = new Set<string>()
  let byPath = new Map<string, Kind>()
  let revision = 0

  function rebuild(): void {
    const objects = store
      .collection(definitions)
      .list()
      .map(({ object }) => object)
    // In the order they came, as discovery shows them.
    objects.sort((a, b) =>
      (a.metadata.creationTimestamp ?? '') < (b.metadata.creationTimestamp ?? '') ? -1 : 1,
    )
    custom = objects.filter(isEstablished).flatMap(kindsOfDefinition)
    initializing = new Set(objects.filter((one) => !isEstablished(one)).map(({ metadata }) => metadata.name))
    byPath = new Map(
      [...builtInKinds, ...custom].map((kind) => [pathOf(kind.group, kind.version, kind.plural), kind]),
    )
    for (const kind of custom) store.collection(collectionOf(kind))
    revision++
  }

  store.collection(definitions).watch(rebuild)
  rebuild()

  return {
    all: () => [...builtInKinds, ...custom],
    find: (group, version, plural) => byPath.get(pathOf(group, version, plural)),
    findKind: (apiVersion, kind) => {
      const [version = '', group = ''] = apiVersion.split('/').reverse()
      return [...builtInKinds, ...custom].find(
        (one) => one.group === group && one.version === version && one.kind === kind,
      )
    },
    hasGroup: (group) => [...builtInKinds, ...custom].some((kind) => kind.group === group),
    hasVersion: (group, version) =>
      [...builtInKinds, ...custom].some((kind) => kind.group === group && kind.version === version),
    isInitializing: (group, plural) => initializing.has(`${plural}.${group}`),
    get revision() {
      return revision
    },
  }
}

/** Whether its objects can be used. */
export function isEstablished(definition: ApiObject): boolean {
  return listAt(definition, 'status', 'conditions').some(
    (one) => textAt(one, 'type') === 'Established' && valueAt(one, 'status') === 'True',
  )
}

function pathOf(group: string, version: string, plural: string): string {
  return `${group}/${version}/${plural}`
}
