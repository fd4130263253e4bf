/** Questions to the API server about the asker: who am I, and may I. Both are asked by creating an object that is not kept. */
import type { Right } from '../functions/grant.ts'
import type { KubeObject } from '../functions/objects.ts'
import type { Resource } from '../functions/resources.ts'
import type { KubernetesClient } from './client.ts'
import { KubernetesError, isNotFound } from './errors.ts'

interface AccessReview extends KubeObject {
  spec: { resourceAttributes: Record<string, string> }
  status?: { allowed?: boolean }
}

interface SelfReview extends KubeObject {
  status?: { userInfo?: { username?: string } }
}

/** Whether the client's owner may do it; without a namespace: in all of them. */
export async function mayDo(
  client: KubernetesClient,
  { verb, group, resource }: Right,
  { namespace, name }: { namespace?: string; name?: string } = {},
  signal?: AbortSignal,
): Promise<boolean> {
  const [plural = '', subresource] = resource.split('/')
  const review = await client.create<AccessReview>(
    accessReviews,
    {
      apiVersion: 'authorization.k8s.io/v1',
      kind: 'SelfSubjectAccessReview',
      metadata: { name: '' },
      spec: {
        resourceAttributes: {
          verb,
          group,
          resource: plural,
          ...(subresource && { subresource }),
          ...(namespace && { namespace }),
          ...(name && { name }),
        },
      },
    },
    { signal },
  )
  return review.status?.allowed === true
}

/**
 * What the API calls the client's owner. Before Kubernetes 1.28 it cannot be asked that: then any right is asked for,
 * since who is not known gets no answer to that either. Rejects with 401 when the API does not know them.
 */
export async function whoAmI(client: KubernetesClient, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const review = await client.create<SelfReview>(
      selfReviews,
      { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview', metadata: { name: '' } },
      { signal },
    )
    return review.status?.userInfo?.username
  } catch (error) {
    const isUnknownKind = isNotFound(error) || (error instanceof KubernetesError && error.code === 403)
    if (!isUnknownKind) throw error
    await mayDo(client, { verb: 'list', group: 'kubeless.io', resource: 'functions' }, {}, signal)
    return undefined
  }
}

const accessReviews = review('authorization.k8s.io', 'selfsubjectaccessreviews', 'SelfSubjectAccessReview')
const selfReviews = review('authentication.k8s.io', 'selfsubjectreviews', 'SelfSubjectReview')

function review(group: string, plural: string, kind: string): Resource {
  return { group, version: 'v1', plural, kind, isNamespaced: false }
}
