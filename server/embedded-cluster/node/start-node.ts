/**
 * The node of the embedded cluster: binds pods and runs them as processes of this machine. A client of the API like any
 * other; the API asks it only for logs and sockets (`Kubelet`). It limits accidents and is no sandbox: what runs here runs
 * as whoever started Kubeless UI.
 */
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { resources } from '../../functions/resources.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { startInformer } from '../../kubernetes/informer.ts'
import type { Kubelet } from '../api/kubelet.ts'
import { createInstallCache } from './install-cache.ts'
import { createKubelet } from './kubelet.ts'
import type { BuiltIn, NodeContext, NodeFolders } from './node-context.ts'
import { registerNode } from './node-object.ts'
import { nodeMark } from './node-mark.ts'
import { killOrphans } from './orphans.ts'
import { createAddresses } from './pod-addresses.ts'
import { startPodEvents } from './pod-events.ts'
import type { NodePod } from './pod-spec.ts'
import { startPodWorker } from './pod-worker.ts'
import type { PodWorker } from './pod-worker.ts'
import { startProcessTrees } from './process-trees.ts'
import type { Programs } from './programs.ts'
import { startSockets } from './sockets.ts'

export interface NodeOptions {
  client: KubernetesClient
  dataDir: string
  programs: Programs
  /** The entry points of our own image, by name. */
  builtIns: Readonly<Record<string, BuiltIn>>
  log: (message: string) => void
}

export interface EmbeddedNode {
  kubelet: Kubelet
  /** Stops every pod; nothing of them is left running. */
  close(): Promise<void>
}

export const nodeName = 'kubeless-ui'
/** Whoever stops the dashboard does not want to wait. */
const closeGraceMs = 1_000

/** Fulfilled when it takes on pods; those it had before are on their way again then. */
export async function startNode({
  client,
  dataDir,
  programs,
  builtIns,
  log,
}: NodeOptions): Promise<EmbeddedNode> {
  const folders = foldersIn(dataDir)
  const mark = await nodeMark(join(dataDir, 'node'))
  const killing = killOrphans(mark)
  await Promise.all(
    Object.values<string>({ ...folders }).map((path) => mkdir(path, { recursive: true, mode: 0o700 })),
  )
  const killed = await killing
  if (killed > 0) log(`${killed} processes of an earlier run were still there and have been ended`)

  const context: NodeContext = {
    client,
    nodeName,
    folders,
    programs,
    builtIns,
    events: startPodEvents(client, nodeName),
    trees: startProcessTrees(),
    sockets: startSockets(folders.sockets),
    installs: createInstallCache(folders.installs),
    logs: new Map(),
    mark,
    log,
  }
  const workers = new Map<string, PodWorker>()
  const addresses = createAddresses()
  const onError = (error: unknown) => log(`the node failed at a pod: ${String(error)}`)
  const pods = startInformer<NodePod>(client, resources.pods, { onError })

  const take = (pod: NodePod) => {
    const uid = pod.metadata.uid ?? ''
    const nodeOfPod = pod.spec?.nodeName
    if (nodeOfPod !== undefined && nodeOfPod !== nodeName) return
    let worker = workers.get(uid)
    if (!worker) {
      if (!nodeOfPod && pod.metadata.deletionTimestamp) return
      worker = startPodWorker(
        pod,
        addresses.take(uid, pod.status?.podIP),
        context,
        nodeOfPod ? undefined : () => bind(context, pod),
      )
      workers.set(uid, worker)
    }
    worker.update(pod)
  }

  const drop = ({ metadata: { uid = '' } }: NodePod) => {
    const worker = workers.get(uid)
    workers.delete(uid)
    void worker?.close(0).finally(() => addresses.release(uid))
  }

  pods.subscribe(({ type, object }) => (type === 'DELETED' ? drop(object) : take(object)))
  const closers = [() => pods.close(), () => context.events.close()]
  const close = async () => {
    for (const closer of closers) closer()
    await Promise.all([...workers.values()].map((worker) => worker.close(closeGraceMs)))
    context.trees.close()
    context.sockets.close()
  }
  try {
    const node = await registerNode(client, nodeName, programs, log)
    closers.push(() => node.close())
    await pods.synced
  } catch (error) {
    await close()
    throw error
  }
  void removeLeftovers(folders, workers)
  return { kubelet: createKubelet(workers, context), close }
}

/** Says to the cluster that the pod is ours. There is one node, and it takes what it can: nothing has to be weighed. */
async function bind({ client, events }: NodeContext, pod: NodePod): Promise<void> {
  const { namespace, name, uid } = pod.metadata
  await client.patch(
    resources.pods,
    { namespace, name },
    { merge: { metadata: { uid }, spec: { nodeName } } },
  )
  const message = `Successfully assigned ${namespace}/${name} to ${nodeName}`
  events.report(pod, { type: 'Normal', reason: 'Scheduled', message, component: 'default-scheduler' })
}

function foldersIn(dataDir: string): NodeFolders {
  const place = join(dataDir, 'node')
  return {
    pods: join(place, 'pods'),
    logs: join(place, 'logs'),
    caches: join(place, 'caches'),
    installs: join(place, 'installs'),
    sockets: join(dataDir, 'run'),
  }
}

/** Folders of pods that went while the node was not there to see it. */
async function removeLeftovers(
  { pods, logs }: NodeFolders,
  workers: ReadonlyMap<string, PodWorker>,
): Promise<void> {
  for (const folder of [pods, logs])
    for (const uid of await readdir(folder).catch(() => []))
      if (!workers.has(uid))
        await rm(join(folder, uid), { recursive: true, force: true }).catch(() => undefined)
}
