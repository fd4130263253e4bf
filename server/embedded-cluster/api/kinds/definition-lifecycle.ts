/** What happens to a CustomResourceDefinition after it was written: its names are accepted, and when it goes, so do its objects. */
import type { ApiObject, Json } from '../json.ts'
import { isEqual, listAt, objectAt, textAt } from '../json.ts'
import type { Store } from '../store/store.ts'
import { hasRules } from '../validation/schema-problems.ts'
import { definitions, isEstablished } from './registry.ts'

/** Kept on every definition until its objects are gone. */
export const cleanupFinalizer = 'customresourcecleanup.apiextensions.k8s.io'

export interface DefinitionLifecycle {
  /** Resolves once everything that follows from the present state is done. */
  settled(): Promise<void>
}

export function startDefinitionLifecycle(
  store: Store,
  options: { now: () => Date; log: (message: string) => void },
): DefinitionLifecycle {
  let work: Promise<void> = Promise.resolve()

  const follow = (definition: ApiObject) => {
    work = work
      .then(() => step(definition.metadata.name))
      .catch((error: unknown) => {
        options.log(
          `CustomResourceDefinition ${definition.metadata.name}: ${error instanceof Error ? error.message : String(error)}`,
        )
      })
  }

  async function step(name: string): Promise<void> {
    const definition = store.get(definitions, '', name)
    if (!definition) return
    if (definition.metadata.deletionTimestamp) return takeAway(definition)
    await change(name, (current) => establish(current, options.now()))
  }

  async function change(name: string, make: (current: ApiObject) => ApiObject): Promise<void> {
    await store.change({ collection: definitions, namespace: '', name }, (current) => {
      if (!current) throw new Error('it is gone')
      const next = make(current)
      return isEqual(next, current) ? { keep: true } : { put: next }
    })
  }

  async function takeAway(definition: ApiObject): Promise<void> {
    if (!definition.metadata.finalizers?.includes(cleanupFinalizer)) return
    const collection = `${textAt(definition, 'spec', 'group')}/${textAt(definition, 'spec', 'names', 'plural')}`
    for (const { object } of store.collection(collection).list()) await removeInstance(collection, object)
    if (store.collection(collection).size > 0) return waitFor(collection, definition)
    await store.change(
      { collection: definitions, namespace: '', name: definition.metadata.name },
      (current) => {
        if (!current) throw new Error('it is gone')
        const finalizers = (current.metadata.finalizers ?? []).filter((one) => one !== cleanupFinalizer)
        const next = { ...current, metadata: { ...current.metadata, finalizers } }
        return finalizers.length === 0 ? { remove: next } : { put: next }
      },
    )
  }

  async function removeInstance(collection: string, object: ApiObject): Promise<void> {
    const { namespace = '', name } = object.metadata
    const deletionTimestamp = options
      .now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z')
    await store
      .change({ collection, namespace, name }, (current) => {
        if (!current) throw new Error('it is gone')
        if (!current.metadata.finalizers?.length) return { remove: current }
        if (current.metadata.deletionTimestamp) return { keep: true }
        return {
          put: {
            ...current,
            metadata: { ...current.metadata, deletionTimestamp, deletionGracePeriodSeconds: 0 },
          },
        }
      })
      .catch(() => undefined) // Somebody else took it away first.
  }

  /** Goes on when the last object has lost its finalizers. */
  function waitFor(collection: string, definition: ApiObject): void {
    const stop = store.collection(collection).watch(() => {
      if (store.collection(collection).size > 0) return
      stop()
      follow(definition)
    })
  }

  const watched = store.collection(definitions)
  watched.watch(({ type, entry }) => {
    if (type !== 'DELETED') follow(entry.object)
  })
  for (const { object } of watched.list()) follow(object)

  return { settled: () => work }
}

/** Accepts the names and says so. */
function establish(definition: ApiObject, now: Date): ApiObject {
  const finalizers = definition.metadata.finalizers ?? []
  const metadata = finalizers.includes(cleanupFinalizer)
    ? definition.metadata
    : { ...definition.metadata, finalizers: [...finalizers, cleanupFinalizer] }
  const names = objectAt(definition, 'spec', 'names')
  if (isEstablished(definition) && isEqual(objectAt(definition, 'status', 'acceptedNames'), names))
    return { ...definition, metadata }
  const lastTransitionTime = now.toISOString().replace(/\.\d+Z$/, 'Z')
  const conditions: Json[] = [
    {
      type: 'NamesAccepted',
      status: 'True',
      lastTransitionTime,
      reason: 'NoConflicts',
      message: 'no conflicts found',
    },
    {
      type: 'Established',
      status: 'True',
      lastTransitionTime,
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    },
  ]
  if (hasRules(definition['spec'] ?? {}))
    conditions.push({
      type: 'RulesNotEvaluated',
      status: 'True',
      lastTransitionTime,
      reason: 'NotImitated',
      message: 'x-kubernetes-validations are kept, but this cluster does not evaluate them',
    })
  return {
    ...definition,
    metadata,
    status: { conditions, acceptedNames: names, storedVersions: storedVersions(definition) },
  }
}

function storedVersions(definition: ApiObject): Json[] {
  const known = listAt(definition, 'status', 'storedVersions')
  const stored = listAt(definition, 'spec', 'versions')
    .filter((version) => objectAt(version)['storage'] === true)
    .map((version) => textAt(version, 'name') ?? '')
  return [...new Set([...known, ...stored])]
}
