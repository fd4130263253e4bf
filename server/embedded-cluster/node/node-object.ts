/** The Node object: that there is a node, what it has, and that it is alive. */
import { arch, availableParallelism, hostname, release, totalmem, type } from 'node:os'
import type { Condition, KubeObject } from '../../functions/objects.ts'
import { resources } from '../../functions/resources.ts'
import type { KubernetesClient } from '../../kubernetes/client.ts'
import { isConflict } from '../../kubernetes/errors.ts'
import { hostIP } from './pod-record.ts'
import { statusTime } from './pod-status.ts'
import type { Programs } from './programs.ts'

/** As often as a kubelet reports when nothing changes. */
const reportMs = 5 * 60 * 1000

/** Creates or refreshes it, and reports from then on. */
export async function registerNode(
  client: KubernetesClient,
  name: string,
  programs: Programs,
  log: (message: string) => void,
): Promise<{ close(): void }> {
  const since = statusTime()
  const report = () =>
    client.patch(
      resources.nodes,
      { name },
      { merge: { status: statusNow(programs, since) } },
      { subresource: 'status' },
    )
  await createNode(client, name)
  await report()
  const timer = setInterval(() => {
    report().catch((error: unknown) => log(`the node could not report: ${String(error)}`))
  }, reportMs).unref()
  return { close: () => clearInterval(timer) }
}

async function createNode(client: KubernetesClient, name: string): Promise<void> {
  const labels = {
    'kubernetes.io/hostname': name,
    'kubernetes.io/os': process.platform,
    'kubernetes.io/arch': goArch(),
  }
  const node: KubeObject = { apiVersion: 'v1', kind: 'Node', metadata: { name, labels } }
  try {
    await client.create(resources.nodes, node)
  } catch (error) {
    if (!isConflict(error)) throw error // It is there from the last time.
  }
}

function statusNow(programs: Programs, since: string) {
  const capacity = {
    cpu: String(availableParallelism()),
    memory: `${Math.floor(totalmem() / 1024)}Ki`,
    pods: '110',
  }
  return {
    capacity,
    allocatable: capacity,
    conditions: [ready(since)],
    addresses: [
      { type: 'InternalIP', address: hostIP },
      { type: 'Hostname', address: hostname() },
    ],
    nodeInfo: {
      machineID: '',
      systemUUID: '',
      bootID: '',
      kernelVersion: release(),
      osImage: `${type()} ${release()}`,
      operatingSystem: process.platform,
      architecture: goArch(),
      containerRuntimeVersion: `process://${programs.node.version}`,
      kubeletVersion: 'v1.36.2',
      kubeProxyVersion: '',
    },
    images: [],
  }
}

function ready(since: string): Condition & { lastHeartbeatTime: string } {
  return {
    type: 'Ready',
    status: 'True',
    lastHeartbeatTime: statusTime(),
    lastTransitionTime: since,
    reason: 'KubeletReady',
    message: 'pods run as processes of this machine',
  }
}

function goArch(): string {
  const current = arch()
  return current === 'x64' ? 'amd64' : current
}
