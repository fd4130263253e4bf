/** The API without its door: store, kinds, rights, and what a new cluster has. */
import { tokenSigner } from './access/service-account-tokens.ts'
import { startAccess } from './access/start-access.ts'
import { furnish } from './furnish.ts'
import { startDefinitionLifecycle } from './kinds/definition-lifecycle.ts'
import { startRegistry } from './kinds/registry.ts'
import type { Kubelet } from './kubelet.ts'
import type { Storage } from './storage/storage.ts'
import { startStore } from './store/store.ts'
import type { Cluster } from './verbs/context.ts'

export interface ApiClusterOptions {
  storage: Storage
  adminToken: string
  /** PEM; signs the tokens of service accounts. */
  signingKey: string
  authorization: 'all' | 'rbac'
  now: () => Date
  log: (message: string) => void
  kubelet: () => Kubelet | undefined
  stopping: AbortSignal
}

/** Ready to answer once it resolves. */
export async function startApiCluster({
  storage,
  adminToken,
  signingKey,
  authorization,
  now,
  log,
  kubelet,
  stopping,
}: ApiClusterOptions): Promise<Cluster> {
  const store = startStore(storage, log)
  const registry = startRegistry(store)
  const lifecycle = startDefinitionLifecycle(store, { now, log })
  const access = startAccess(store, { adminToken, authorization, signer: tokenSigner(signingKey), now })
  await furnish(store, now())
  await lifecycle.settled()
  return { store, registry, access, lifecycle, now, log, kubelet, stopping }
}
