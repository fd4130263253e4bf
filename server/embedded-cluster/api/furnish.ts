/** What a new cluster has before anybody asked for anything: namespaces, and the roles everybody knows. */
import { randomUUID } from 'node:crypto'
import { bootstrapRoles } from './access/bootstrap-roles.ts'
import type { ApiObject } from './json.ts'
import type { Store } from './store/store.ts'
import { timestamp } from './verbs/context.ts'
import { ordered } from './verbs/prepare.ts'

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system']
const plurals: Record<string, string> = {
  Namespace: '/namespaces',
  ClusterRole: 'rbac.authorization.k8s.io/clusterroles',
  ClusterRoleBinding: 'rbac.authorization.k8s.io/clusterrolebindings',
}

/** Makes what is missing, in one write. */
export async function furnish(store: Store, now: Date): Promise<void> {
  const objects = [...namespaces.map(namespaceOf), ...bootstrapRoles()]
  await Promise.all(
    objects.map((object) =>
      store.change(
        { collection: plurals[object.kind] ?? '', namespace: '', name: object.metadata.name },
        (current) => (current ? { keep: true } : { put: born(object, now) }),
      ),
    ),
  )
}

function born(object: ApiObject, now: Date): ApiObject {
  return {
    ...object,
    metadata: ordered({ ...object.metadata, uid: randomUUID(), creationTimestamp: timestamp(now) }),
  }
}

function namespaceOf(name: string): ApiObject {
  return {
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }
}
