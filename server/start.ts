/** Puts the parts together for one set of settings; `main.ts` and `tools/dev.ts` differ only in the page they serve. */
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { startController } from './controller/start-controller.ts'
import type { Controller } from './controller/start-controller.ts'
import { startEmbeddedCluster } from './embedded-cluster/start-embedded-cluster.ts'
import { createApp } from './http/app.ts'
import { createControllerApp } from './http/controller-app.ts'
import { startHttp } from './http/listen.ts'
import type { HttpOptions } from './http/listen.ts'
import { createSessions } from './http/sessions.ts'
import type { KubernetesClient } from './kubernetes/client.ts'
import type { Cluster } from './kubernetes/cluster.ts'
import { connect } from './kubernetes/connect.ts'
import type { ConnectionSource } from './kubernetes/kubeconfig.ts'
import { followKubelessConfig } from './kubernetes/kubeless-config.ts'
import { limitTo } from './kubernetes/limited-client.ts'
import { nobodysCluster } from './kubernetes/nobodys-cluster.ts'
import { startCluster } from './kubernetes/start-cluster.ts'
import { startUserClusters } from './kubernetes/user-clusters.ts'
import type { UserClusters } from './kubernetes/user-clusters.ts'
import { openBrowser } from './open-browser.ts'
import { languages } from './runtimes/catalog.ts'
import { startSignIn } from './sign-in.ts'
import { version } from './version.ts'

export interface Surroundings {
  log: Logger
  /** Folder with one folder per language, each holding its shim. */
  shimsDir: string
  /** Answers whatever is not the API. */
  pages: RequestHandler
}

export interface Started {
  /** Where the dashboard is, with the real host and port. */
  url: string
  close(): Promise<void>
}

/** Starts the role that `config` asks for. What was started is stopped again when a later part fails. */
export async function start(config: Config, surroundings: Surroundings): Promise<Started> {
  const closers: (() => Promise<void> | void)[] = []
  const close = async () => {
    while (closers.length > 0) await closers.pop()?.()
  }
  try {
    return { url: await startParts(config, surroundings, closers), close }
  } catch (error) {
    await close()
    throw error
  }
}

async function startParts(
  config: Config,
  surroundings: Surroundings,
  closers: (() => Promise<void> | void)[],
): Promise<string> {
  const { log } = surroundings
  const source = await clusterSource(config, surroundings, closers)
  if (config.role === 'controller') {
    const controller = await runController(config, { source, log, closers })
    const app = createControllerApp({ health: () => controller.health() })
    const http = await startHttp(app, httpOptions(config))
    closers.push(() => http.close())
    return http.url
  }
  if (config.cluster === 'embedded') await runController(config, { source, log, closers })
  return startDashboard(config, surroundings, { source, log, closers })
}

/** What every part is started with. */
interface Base {
  source: ConnectionSource
  log: Logger
  /** Run in reverse order when we stop. */
  closers: (() => Promise<void> | void)[]
}

async function runController(config: Config, { source, log, closers }: Base): Promise<Controller> {
  const client = connect(source, { fieldManager: 'kubeless-ui-controller' })
  closers.push(() => client.close())
  const controller = await startController({
    client,
    log: (message) => log.info(message),
    leaseNamespace: config.podNamespace,
    namespace: config.namespaces[0],
    configPlace: config.configPlace,
  })
  closers.push(() => controller.close())
  return controller
}

async function startDashboard(config: Config, { log, pages }: Surroundings, base: Base): Promise<string> {
  const { closers, source } = base
  const client = connect(source, { fieldManager: 'kubeless-ui' })
  closers.push(() => client.close())
  const sessions = createSessions({ now: Date.now })
  const users = config.takesKubernetesTokens ? startUsers(config, client, base) : undefined
  const auth = await startSignIn(config, {
    client,
    ...(users && { users }),
    log,
    closers,
    onTokenChange: () => sessions.closeAll(),
  })
  const cluster = config.authMode === 'kubernetes' ? nobodysCluster() : ownCluster(config, client)
  closers.push(() => cluster.close())
  const app = createApp({
    cluster,
    sessions,
    auth,
    pages,
    log,
    allowedHosts: config.allowedHosts,
    allowsAnyAddress: config.cluster === 'in-cluster' || config.host !== '127.0.0.1',
    now: Date.now,
  })
  const http = await startHttp(app, httpOptions(config))
  closers.push(() => http.close())

  if (config.authMode === 'token' && config.opensBrowser && config.cluster !== 'in-cluster')
    await openBrowser(http.url, sessions.mintOneTimeCode(), config.dataDir).catch((error: unknown) =>
      log.warn({ err: error }, 'the browser could not be opened'),
    )
  return http.url
}

function ownCluster(config: Config, client: KubernetesClient): Cluster {
  const { namespaces } = config
  const limited = namespaces.length > 0 ? limitTo(client, namespaces) : client
  return startCluster({ ...aboutCluster(config, client), client: limited })
}

/** One view of the cluster for everybody who comes with a Kubernetes token. */
function startUsers(config: Config, client: KubernetesClient, { source, log, closers }: Base): UserClusters {
  const onError = (error: unknown) => log.error({ err: error }, 'a listener failed')
  const kubelessConfig = followKubelessConfig(client, onError, config.configPlace)
  const users = startUserClusters({
    source,
    namespaces: config.namespaces,
    startCluster: (own) =>
      startCluster({ ...aboutCluster(config, client), client: own, personal: { config: kubelessConfig } }),
  })
  closers.push(() => kubelessConfig.close())
  closers.push(() => users.close())
  return users
}

function aboutCluster(config: Config, client: KubernetesClient) {
  const isEmbedded = config.cluster === 'embedded'
  return {
    languages,
    name: isEmbedded ? 'Embedded cluster' : client.contextName,
    kind: isEmbedded ? ('embedded' as const) : ('kubernetes' as const),
    uiVersion: version,
    notes: isEmbedded ? [embeddedNote] : [],
    podNamespace: config.podNamespace,
    configPlace: config.configPlace,
    namespaces: config.namespaces,
  }
}

/** In a cluster running calls get most of the pod's grace period (k8s.yaml). */
const graceInPodMs = 25_000

function httpOptions(config: Config): HttpOptions {
  const isInPod = config.cluster === 'in-cluster'
  return {
    host: config.host,
    port: config.port,
    mayMovePort: !isInPod,
    ...(isInPod && config.role === 'dashboard' && { graceMs: graceInPodMs }),
  }
}

const embeddedNote =
  'Functions run as processes of this machine, as the user who started Kubeless UI. Limits protect against accidents; it is not a sandbox.'

async function clusterSource(
  config: Config,
  { log, shimsDir }: Surroundings,
  closers: (() => Promise<void> | void)[],
) {
  if (config.cluster === 'in-cluster') return 'in-cluster' as const
  if (config.cluster === 'kubeconfig') return { file: config.kubeconfig }
  const embedded = await startEmbeddedCluster({
    dataDir: config.dataDir,
    shimsDir,
    uiVersion: version,
    log: (message) => log.info(message),
    warn: (message) => log.warn(message),
  })
  closers.push(() => embedded.close())
  return { kubeconfig: embedded.kubeconfig }
}
