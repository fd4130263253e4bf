/**
 * This room is the Kubernetes API of the embedded cluster: HTTPS on loopback, objects in `api/storage/`, watches, and the
 * way to logs and pods. It knows no controller and runs nothing: those are its clients. README.md says what is imitated.
 */
import { setMaxListeners } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { join } from 'node:path'
import { serverIdentity } from './access/certificates.ts'
import { kubeconfigFor, makeFolder, newToken, readOrMake, readText, writePrivate } from './access/files.ts'
import { newSigningKey } from './access/service-account-tokens.ts'
import type { Kubelet } from './kubelet.ts'
import { answer } from './router.ts'
import { startApiCluster } from './start-api-cluster.ts'
import { openStorage } from './storage/storage.ts'

export interface ApiOptions {
  /** Objects, keys, certificates, `token` and `kubeconfig`. */
  dataDir: string
  log?: (message: string) => void
  /** `all` (default): whoever has a token may do everything; `rbac`: as Roles and bindings say. */
  authorization?: 'all' | 'rbac'
  now?: () => Date
}

export interface EmbeddedApi {
  /** YAML, for any Kubernetes client; also in `dataDir/kubeconfig`. */
  kubeconfig: string
  /** The address, e.g. `https://127.0.0.1:6443`. */
  server: string
  /** From now on logs and calls go to this node. */
  attachKubelet(kubelet: Kubelet): void
  /** Ends watches and open answers, waits for writes, closes the storage. */
  close(): Promise<void>
}

/** Rejects with a sentence when the folder cannot be used or belongs to another instance. */
export async function startApi(options: ApiOptions): Promise<EmbeddedApi> {
  const { dataDir, log = () => undefined, authorization = 'all', now = () => new Date() } = options
  await makeFolder(dataDir)
  const storage = await openStorage(join(dataDir, 'objects'), { log })
  const stopping = new AbortController()
  // Every watch listens to it.
  setMaxListeners(0, stopping.signal)
  let kubelet: Kubelet | undefined
  try {
    const keys = join(dataDir, 'pki')
    await makeFolder(keys)
    const [identity, token, signingKey] = await Promise.all([
      serverIdentity(keys, now()),
      readOrMake(dataDir, 'kubernetes-token', newToken),
      readOrMake(keys, 'service-accounts.key', newSigningKey),
    ])
    const cluster = await startApiCluster({
      storage,
      adminToken: token.trim(),
      signingKey,
      authorization,
      now,
      log,
      kubelet: () => kubelet,
      stopping: stopping.signal,
    })
    const { store, lifecycle } = cluster
    const server = createServer(
      {
        cert: identity.cert,
        key: identity.key,
        keepAliveTimeout: 90_000,
        headersTimeout: 60_000,
        requestTimeout: 0,
        maxHeaderSize: 128 * 1024,
      },
      (request: IncomingMessage, response: ServerResponse) => void answer(cluster, request, response),
    )
    const port = await listen(server, Number(await readText(dataDir, 'kubernetes-port')) || 0)
    const address = `https://127.0.0.1:${port}`
    const kubeconfig = kubeconfigFor({ server: address, ca: identity.ca, token: token.trim() })
    await writePrivate(dataDir, 'kubernetes-port', `${port}\n`)
    await writePrivate(dataDir, 'kubeconfig', kubeconfig)
    return {
      kubeconfig,
      server: address,
      attachKubelet: (attached) => {
        kubelet = attached
      },
      async close() {
        stopping.abort()
        await closed(server)
        await lifecycle.settled()
        await store.close()
      },
    }
  } catch (error) {
    await storage.close()
    throw error
  }
}

/** On the wanted port when it is free, else on any. Loopback only. */
async function listen(server: Server, wanted: number): Promise<number> {
  try {
    await once(server, wanted)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (wanted === 0 || (code !== 'EADDRINUSE' && code !== 'EACCES')) throw error
    await once(server, 0)
  }
  return (server.address() as AddressInfo).port
}

function once(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
}

/** Requests under way get this long to end by themselves. */
const patienceMs = 2000

async function closed(
  server: Server & { closeIdleConnections(): void; closeAllConnections(): void },
): Promise<void> {
  const done = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  const timer = setTimeout(() => server.closeAllConnections(), patienceMs)
  await done
  clearTimeout(timer)
}
