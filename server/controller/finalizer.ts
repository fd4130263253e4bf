/** Holding on to an object until what was made from it is gone. */
import type { KubeObject } from '../functions/objects.ts'
import type { Resource } from '../functions/resources.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { isNotFound } from '../kubernetes/errors.ts'

/** The object with the finalizer in it. Rejects with 409 when somebody wrote since it was read. */
export async function withFinalizer<T extends KubeObject>(
  client: KubernetesClient,
  resource: Resource,
  object: T,
  finalizer: string,
): Promise<T> {
  const { finalizers = [] } = object.metadata
  if (finalizers.includes(finalizer)) return object
  return setFinalizers(client, resource, object, [...finalizers, finalizer])
}

/** Takes the finalizer off, so that the object can go. */
export async function letGo(
  client: KubernetesClient,
  resource: Resource,
  object: KubeObject,
  finalizer: string,
): Promise<void> {
  const { finalizers = [] } = object.metadata
  try {
    await setFinalizers(
      client,
      resource,
      object,
      finalizers.filter((name) => name !== finalizer),
    )
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}

function setFinalizers<T extends KubeObject>(
  client: KubernetesClient,
  resource: Resource,
  { metadata }: T,
  finalizers: string[],
): Promise<T> {
  const { namespace, name, resourceVersion } = metadata
  // A list is replaced as a whole: with the version nobody else's finalizer gets lost.
  return client.patch<T>(
    resource,
    { namespace, name },
    { merge: { metadata: { resourceVersion, finalizers } } },
  )
}
