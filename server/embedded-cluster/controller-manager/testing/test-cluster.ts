/** For tests: the embedded API and the controllers, with the test in the place of the node. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { KubeObject, Pod, PodTemplate } from '../../../functions/objects.ts'
import type { Resource } from '../../../functions/resources.ts'
import type { KubernetesClient } from '../../../kubernetes/client.ts'
import { connect } from '../../../kubernetes/connect.ts'
import { KubernetesError } from '../../../kubernetes/errors.ts'
import { startInformer } from '../../../kubernetes/informer.ts'
import type { Informer } from '../../../kubernetes/informer.ts'
import { startApi } from '../../api/start-api.ts'
import type { Clock } from '../../../kubernetes/clock.ts'
import { timestamp } from '../../../kubernetes/clock.ts'
import { startControllerManager } from '../controller-manager.ts'
import { kinds } from '../kinds.ts'
import type { Deployment, ReplicaSet } from '../kinds.ts'

export interface TestCluster {
  client: KubernetesClient
  /** What the controllers have logged. */
  log: string[]
  /** What there is of a kind in namespace `default`, as far as has been heard. */
  list<T extends KubeObject>(resource: Resource): T[]
  /** Fulfilled with what `look` finds, as soon as it finds something; it is asked after each change. */
  until<T>(look: () => T | undefined | false): Promise<T>
  /** As the node: the pod runs and, if said so, is ready. */
  run(pod: Pod, isReady?: boolean): Promise<void>
  /** As the node: the pod has ended. */
  end(pod: Pod, phase: 'Succeeded' | 'Failed'): Promise<void>
  /** As the node: what is being deleted has stopped. From now on at once, for every pod. */
  stopPods(): void
  /** The controllers end and begin anew, as after a crash. */
  restart(): Promise<void>
  close(): Promise<void>
}

export interface TestClusterOptions {
  clock?: Clock
  rootCa?: string
  /** Says why a pod may not be made, as admission would; undefined when it may. */
  refusePod?: () => string | undefined
  /** Kinds the test looks at besides the usual ones. */
  also?: Resource[]
}

export async function startTestCluster({
  clock,
  rootCa,
  refusePod,
  also = [],
}: TestClusterOptions = {}): Promise<TestCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'kui-'))
  const now = () => clock?.now() ?? Date.now()
  const api = await startApi({ dataDir: folder, now: () => new Date(now()) })
  const client = connect({ kubeconfig: api.kubeconfig }, { fieldManager: 'test' })
  const log: string[] = []
  const start = () =>
    startControllerManager({
      client: refusing(client, refusePod),
      log: (line) => log.push(line),
      rootCa,
      ...(clock && { clock }),
    })
  let manager = await start()
  const informers = new Map<Resource, Informer<KubeObject>>()
  const waiting = new Set<() => void>()
  const usual = [kinds.pods, kinds.replicaSets, kinds.deployments, kinds.events]
  for (const resource of [...usual, ...also]) {
    const informer = startInformer<KubeObject>(client, resource)
    informer.subscribe(() => waiting.forEach((look) => look()))
    informers.set(resource, informer)
  }
  await Promise.all([...informers.values()].map(({ synced }) => synced))

  const setStatus = async ({ metadata: { namespace, name } }: Pod, status: object) => {
    await client.patch(kinds.pods, { namespace, name }, { merge: { status } }, { subresource: 'status' })
  }

  return {
    client,
    log,
    list: <T extends KubeObject>(resource: Resource) =>
      (informers.get(resource)?.list('default') ?? []) as T[],
    until: <T>(look: () => T | undefined | false) =>
      new Promise<T>((resolve, reject) => {
        const ask = () => {
          try {
            const found = look()
            if (found === undefined || found === false) return
            resolve(found)
          } catch (error) {
            reject(error instanceof Error ? error : new Error(String(error)))
          }
          waiting.delete(ask)
        }
        waiting.add(ask)
        ask()
      }),
    run: (pod, isReady = true) =>
      setStatus(pod, {
        phase: 'Running',
        podIP: '10.1.0.1',
        conditions: [
          { type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: timestamp(now()) },
        ],
      }),
    end: (pod, phase) =>
      setStatus(pod, {
        phase,
        conditions: [{ type: 'Ready', status: 'False', lastTransitionTime: timestamp(now()) }],
        containerStatuses: [
          {
            name: 'main',
            ready: false,
            restartCount: 0,
            image: 'i',
            imageID: 'i',
            state: { terminated: { exitCode: phase === 'Failed' ? 1 : 0, finishedAt: timestamp(now()) } },
            lastState: {},
          },
        ],
      }),
    stopPods() {
      informers.get(kinds.pods)?.subscribe(({ type, object: { metadata } }) => {
        if (type === 'DELETED' || !metadata.deletionTimestamp) return
        const { namespace, name, uid } = metadata
        client.delete(kinds.pods, { namespace, name }, { uid, gracePeriodSeconds: 0 }).catch(() => undefined) // Gone.
      })
    },
    async restart() {
      await manager.close()
      manager = await start()
    },
    async close() {
      for (const informer of informers.values()) informer.close()
      await manager.close()
      client.close()
      await api.close()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function refusing(
  client: KubernetesClient,
  refusePod: () => string | undefined = () => undefined,
): KubernetesClient {
  return {
    ...client,
    create: async (resource, object, options) => {
      const message = resource.plural === 'pods' ? refusePod() : undefined
      if (message !== undefined) throw new KubernetesError(message, { code: 403 })
      return client.create(resource, object, options)
    },
  }
}

/** A pod template; `version` tells one from another. */
export function aTemplate(version = '1'): PodTemplate {
  return {
    metadata: { labels: { app: 'web' } },
    // On a node already: nobody here schedules.
    spec: {
      nodeName: 'node',
      containers: [{ name: 'main', image: 'image', env: [{ name: 'VERSION', value: version }] }],
    },
  }
}

/** A Deployment `web` in `default`. */
export function aDeployment(spec: NonNullable<Deployment['spec']> = {}): Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { namespace: 'default', name: 'web' },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: 'web' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
      template: aTemplate(),
      ...spec,
    },
  }
}

/** Which version of `aTemplate` a pod or ReplicaSet is of. */
export function versionOf(object: Pod | ReplicaSet): string | undefined {
  const spec = object.spec && 'template' in object.spec ? object.spec.template?.spec : (object as Pod).spec
  return spec?.containers[0]?.env?.[0]?.value
}
