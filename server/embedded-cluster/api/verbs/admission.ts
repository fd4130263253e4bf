/** Whether an object may be made where it is to be: namespaces that are not there, or are going. */
import type { ApiObject } from '../json.ts'
import { textAt } from '../json.ts'
import { ApiError, badRequest, forbidden, notFound } from '../status.ts'
import type { Call } from './context.ts'

const namespaces = { group: '', plural: 'namespaces', kind: 'Namespace' }

/** Throws 404 or 403. */
export function checkNamespace({ cluster, kind, info }: Call, object: ApiObject): void {
  if (!kind.isNamespaced) return
  const namespace = cluster.store.get('/namespaces', '', info.namespace)
  if (!namespace) throw notFound(namespaces, info.namespace)
  if (!namespace.metadata.deletionTimestamp && textAt(namespace, 'status', 'phase') !== 'Terminating') return
  const { status } = forbidden(
    kind,
    object.metadata.name,
    `unable to create new content in namespace ${info.namespace} because it is being terminated`,
  )
  throw new ApiError({
    ...status,
    details: {
      ...status.details,
      causes: [
        {
          reason: 'NamespaceTerminating',
          message: `namespace ${info.namespace} is being terminated`,
          field: 'metadata.namespace',
        },
      ],
    },
  })
}

/** The namespace of the URL and that of the object must be the same; it is filled in when it is missing. */
export function checkPlace({ kind, info }: Pick<Call, 'kind' | 'info'>, object: ApiObject): ApiObject {
  const own = object.metadata.namespace ?? ''
  if (!kind.isNamespaced) {
    if (own !== '') throw badRequest('namespace should not be set for cluster-scoped resources')
    return object
  }
  if (own !== '' && own !== info.namespace)
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  return { ...object, metadata: { ...object.metadata, namespace: info.namespace } }
}
