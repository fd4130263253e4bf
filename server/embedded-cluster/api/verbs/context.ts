/** What a verb is given: the request, what it is about, and the cluster it happens in. */
import type { Access } from '../access/access.ts'
import type { User } from '../access/user.ts'
import type { DefinitionLifecycle } from '../kinds/definition-lifecycle.ts'
import type { Kind } from '../kinds/kind.ts'
import type { Registry } from '../kinds/registry.ts'
import type { Kubelet } from '../kubelet.ts'
import type { Store } from '../store/store.ts'
import type { Exchange } from '../wire/answer.ts'
import type { RequestInfo } from '../wire/request-info.ts'

/** Everything that lives as long as the server. */
export interface Cluster {
  store: Store
  registry: Registry
  access: Access
  lifecycle: DefinitionLifecycle
  kubelet(): Kubelet | undefined
  now(): Date
  log(message: string): void
  /** Aborts when the server stops. */
  stopping: AbortSignal
}

/** One request for a resource. */
export interface Call extends Exchange {
  cluster: Cluster
  info: RequestInfo
  kind: Kind
  user: User
}

/** Field manager of a write: as asked for, else the client's name. */
export function managerOf({ info, request }: Pick<Call, 'info' | 'request'>): string {
  const named = info.query.get('fieldManager')
  if (named) return named
  const agent = request.headers['user-agent'] ?? 'unknown'
  return agent.split('/')[0]?.slice(0, 128) || 'unknown'
}

/** Time as it stands in objects: RFC 3339 with whole seconds. */
export function timestamp(now: Date): string {
  return now.toISOString().replace(/\.\d+Z$/, 'Z')
}
