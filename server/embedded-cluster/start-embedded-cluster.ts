/** A cluster for people who have none: its API, what has to be in it, what keeps it going, and the node that runs the pods. */
import { connect } from '../kubernetes/connect.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { runtimeImages } from '../runtimes/catalog.ts'
import { prepare } from '../runtimes/prepare.ts'
import { callFunction } from './call-function.ts'
import { startApi } from './api/start-api.ts'
import { startControllerManager } from './controller-manager/controller-manager.ts'
import { rootCaIn } from './controller-manager/root-ca.ts'
import { rememberPort, rememberedPort } from './ingress/remembered-port.ts'
import { serviceProxy } from './ingress/service-proxy.ts'
import { startIngress } from './ingress/start-ingress.ts'
import { runtimeNotes } from './node/images.ts'
import type { BuiltIn } from './node/node-context.ts'
import { findPrograms } from './node/programs.ts'
import { startNode } from './node/start-node.ts'
import { provision } from './provision.ts'

export interface EmbeddedClusterOptions {
  /** Objects, certificates, kubeconfig: everything that outlives the process. */
  dataDir: string
  /** Folder with one folder per language, each holding its shim. */
  shimsDir: string
  uiVersion: string
  log: (message: string) => void
  /** For what somebody should see without asking: damaged files, writes that fail. */
  warn: (message: string) => void
}

export interface EmbeddedCluster {
  /** YAML, for any Kubernetes client; also in `dataDir/kubeconfig`. */
  kubeconfig: string
  client: KubernetesClient
  /** Stops every pod, then the API. */
  close(): Promise<void>
}

/** Starts all of it but our own controller, which is the same everywhere and started by `start.ts`. */
export async function startEmbeddedCluster(options: EmbeddedClusterOptions): Promise<EmbeddedCluster> {
  const { dataDir, log, warn } = options
  const [api, programs] = await Promise.all([startApi({ dataDir, log: warn }), findPrograms(dataDir)])
  const closers: (() => Promise<void> | void)[] = [() => api.close()]
  const close = async () => {
    while (closers.length > 0) await closers.pop()?.()
  }
  const clientFor = (fieldManager: string) => {
    const client = connect({ kubeconfig: api.kubeconfig }, { fieldManager })
    closers.push(() => client.close())
    return client
  }
  try {
    const client = clientFor('kubeless-ui-node')
    await provision(client, {
      runtimeImages,
      runtimeNotes: runtimeNotes(programs, runtimeImages),
      uiVersion: options.uiVersion,
    })
    const manager = await startControllerManager({
      client: clientFor('kube-controller-manager'),
      log,
      rootCa: rootCaIn(api.kubeconfig),
    })
    closers.push(() => manager.close())
    const builtIns = builtInsOf(client, options)
    const node = await startNode({ client, dataDir, programs, builtIns, log })
    closers.push(() => node.close())
    api.attachKubelet(node.kubelet)
    const ingressClient = clientFor('embedded-ingress')
    const ingress = await startIngress({
      client: ingressClient,
      port: await rememberedPort(dataDir),
      proxy: serviceProxy(ingressClient, node.kubelet),
      log,
    })
    closers.push(() => ingress.close())
    await rememberPort(dataDir, Number(new URL(ingress.url).port))
    return { kubeconfig: api.kubeconfig, client, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** The entry points of our own image, as far as pods of the embedded cluster use them. */
function builtInsOf(client: KubernetesClient, { shimsDir }: EmbeddedClusterOptions): Record<string, BuiltIn> {
  return {
    async prepare(env) {
      await prepare(env, shimsDir)
      return 0
    },
    call: callFunction(client, () => new Date()),
  }
}
