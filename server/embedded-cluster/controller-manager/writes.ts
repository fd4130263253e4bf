/** Small writes on objects of which only a part is at hand: a merge patch that is refused (409) when the object has moved on. */
import type { KubeObject } from '../../functions/objects.ts'
import type { Resource } from '../../functions/resources.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { KubernetesError, isNotFound } from '../../kubernetes/errors.ts'
import type { Informer } from '../../kubernetes/informer.ts'

/** Changes an object if it is still as our copy says, and takes the answer into the copy. */
export async function change<T extends KubeObject>(
  client: KubernetesClient,
  resource: Resource,
  informer: Informer<T>,
  object: T,
  merge: { metadata?: object; spec?: object },
): Promise<T> {
  const { namespace, name, resourceVersion } = object.metadata
  const patch = { ...merge, metadata: { ...merge.metadata, resourceVersion } }
  const changed = await client.patch<T>(resource, { namespace, name }, { merge: patch })
  informer.note(changed)
  return informer.get({ namespace, name }) ?? changed
}

/** Writes a status unless it is there already. Fields that are absent now are taken away. */
export async function writeStatus<T extends KubeObject & { status?: object }>(
  client: KubernetesClient,
  resource: Resource,
  informer: Informer<T>,
  object: T,
  status: object,
): Promise<void> {
  const merge = difference(object.status ?? {}, status)
  if (Object.keys(merge).length === 0) return
  const { namespace, name, resourceVersion } = object.metadata
  const patch = { metadata: { resourceVersion }, status: merge }
  try {
    informer.note(
      await client.patch<T>(resource, { namespace, name }, { merge: patch }, { subresource: 'status' }),
    )
  } catch (error) {
    if (!isNotFound(error)) throw error // It has gone: nobody asks for its status any more.
  }
}

/** Whether a write was refused because its namespace is being deleted: then nothing is left to do here. */
export function isOfEndingNamespace(error: unknown): boolean {
  return (
    error instanceof KubernetesError &&
    error.code === 403 &&
    (error.status?.details?.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false)
  )
}

/** Whether the object of a name is still the one that was looked at, with the same spec. */
export function isSameSpec<T extends KubeObject>(now: T | undefined, then: T): now is T {
  return now?.metadata.uid === then.metadata.uid && now?.metadata.generation === then.metadata.generation
}

/** The top-level fields in which `after` differs; `null` for those it does not have. */
export function difference(before: object, after: object): Record<string, unknown> {
  const was = new Map<string, unknown>(Object.entries(before))
  const is = new Map<string, unknown>(Object.entries(after).filter(([, value]) => value !== undefined))
  const merge: Record<string, unknown> = {}
  for (const key of was.keys()) if (!is.has(key)) merge[key] = null
  for (const [key, value] of is) if (!was.has(key) || !isEqual(was.get(key), value)) merge[key] = value
  return merge
}

/** Deeply equal, whatever the order of keys. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const defined = (value: object) => Object.entries(value).filter(([, inner]) => inner !== undefined)
  const left = defined(a)
  const right = new Map<string, unknown>(defined(b))
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && isEqual(value, right.get(key)))
  )
}
