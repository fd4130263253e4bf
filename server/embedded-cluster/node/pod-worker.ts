/** The life of one pod on this node: its volumes, its containers in order, its status, its end. */
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Condition } from '../../functions/objects.ts'
import { resources } from '../../functions/resources.ts'
import { startBackoff } from '../../kubernetes/backoff.ts'
import { isConflict, isNotFound } from '../../kubernetes/errors.ts'
import { createContainerWorker } from './container-worker.ts'
import type { ContainerWorker, PodSurroundings } from './container-worker.ts'
import { ConfigError } from './environment.ts'
import type { NodeContext } from './node-context.ts'
import { newPodRecord } from './pod-record.ts'
import type { NodePod } from './pod-spec.ts'
import { statusOf, statusTime } from './pod-status.ts'
import type { PodRecord } from './pod-status.ts'
import { startStatusWriter } from './status-writer.ts'
import { createVolumes } from './volumes.ts'

export interface PodWorker {
  readonly record: PodRecord
  readonly logFolder: string
  pod(): NodePod
  /** Takes in a newer version of the object; when that is being deleted, ends the pod and confirms it. */
  update(pod: NodePod): void
  /** Ends the pod because its object is gone, or the node is stopping; nothing is written any more. */
  close(graceMs: number): Promise<void>
  socketOf(port: number): string | undefined
}

const firstRetryMs = 200
const mostRetryMs = 10_000

/** `podIP`: an address nobody else has. `isNew`: whether no node has had it before. */
export function startPodWorker(
  first: NodePod,
  podIP: string,
  context: NodeContext,
  bind?: () => Promise<unknown>,
): PodWorker {
  let pod = first
  const uid = first.metadata.uid ?? ''
  const record = newPodRecord(first, podIP)
  const folder = join(context.folders.pods, uid)
  const logFolder = join(context.folders.logs, uid)
  const halt = new AbortController()
  const writer = startStatusWriter(context.client, first, bind ?? (async () => undefined))
  let conditions: readonly Condition[] = first.status?.conditions ?? []
  let isEnding = false
  let isClosed = false

  const workers = (kind: 'init' | 'main'): ContainerWorker[] => {
    const containers = (kind === 'init' ? first.spec?.initContainers : first.spec?.containers) ?? []
    const restartPolicy = first.spec?.restartPolicy ?? 'Always'
    return containers.flatMap((container, i) => {
      const known = record[kind][i]
      return known
        ? [
            createContainerWorker(
              { container, isInit: kind === 'init', restartPolicy, record: known },
              context,
            ),
          ]
        : []
    })
  }
  const init = workers('init')
  const main = workers('main')
  const all = [...init, ...main]

  const publish = () => {
    if (isClosed) return
    const status = statusOf(record, pod, conditions, statusTime())
    conditions = status.conditions ?? []
    writer.put(status)
  }

  const run = async () => {
    publish()
    const volumes = await makeVolumes()
    if (!volumes) return
    const around: PodSurroundings = {
      pod: () => pod,
      podIP,
      folder,
      logFolder,
      volumes,
      onChange: publish,
      report: (event) => context.events.report(pod, event),
    }
    for (const worker of init) {
      await worker.run(around)
      if (halt.signal.aborted || worker.record.state.terminated?.exitCode !== 0) return
    }
    await Promise.all(main.map((worker) => worker.run(around)))
  }

  /** Undefined when the pod was ended before they could be made. */
  const makeVolumes = async (): Promise<Map<string, string> | undefined> => {
    for (let retryMs = firstRetryMs; !halt.signal.aborted; retryMs = Math.min(mostRetryMs, retryMs * 2)) {
      try {
        // What an earlier run of the node has left there is not what a new pod finds.
        await rm(folder, { recursive: true, force: true })
        await mkdir(folder, { recursive: true, mode: 0o700 })
        return await createVolumes(pod, join(folder, 'volumes'), context.client)
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        context.events.report(pod, { type: 'Warning', reason: 'FailedMount', message })
        if (error instanceof ConfigError) refuse(message)
        await sleep(retryMs, undefined, { signal: halt.signal, ref: false }).catch(() => undefined)
      }
    }
    return undefined
  }

  const refuse = (message: string) => {
    for (const container of [...record.init, ...record.main])
      container.state = { waiting: { reason: 'CreateContainerConfigError', message } }
    publish()
  }

  const stopAll = async (graceMs: number) => {
    halt.abort()
    await Promise.all(all.map((worker) => worker.stop(graceMs)))
    await running
  }

  const end = async (graceMs: number) => {
    for (const { record: container } of all)
      if (container.state.running)
        context.events.report(pod, {
          type: 'Normal',
          reason: 'Killing',
          message: `Stopping container ${container.name}`,
          fieldPath: `spec.containers{${container.name}}`,
        })
    await stopAll(graceMs)
    publish()
    await writer.flush()
    await confirmDeletion()
  }

  /** The object goes only when nothing of the pod is left. */
  const confirmDeletion = async () => {
    const { namespace, name } = pod.metadata
    const closing = new AbortController()
    const backoff = startBackoff(closing.signal)
    while (!isClosed) {
      try {
        return await context.client.delete(
          resources.pods,
          { namespace, name },
          { uid, gracePeriodSeconds: 0 },
        )
      } catch (error) {
        if (isNotFound(error) || isConflict(error)) return
        await backoff.pause()
      }
    }
  }

  const clean = async () => {
    context.installs.release(uid)
    await Promise.all([folder, logFolder].map((path) => rm(path, { recursive: true, force: true }))).catch(
      () => undefined,
    )
  }

  const deadline = startDeadline(first, () => {
    record.failure = {
      reason: 'DeadlineExceeded',
      message: 'Pod was active on the node longer than the specified deadline',
    }
    void stopAll((first.spec?.terminationGracePeriodSeconds ?? 30) * 1000).then(publish)
  })
  const isOver = first.status?.phase === 'Succeeded' || first.status?.phase === 'Failed'
  const running = isOver
    ? Promise.resolve()
    : run().catch((error: unknown) => context.log(`pod ${first.metadata.name}: ${String(error)}`))
  void running.then(() => clearTimeout(deadline))

  return {
    record,
    logFolder,
    pod: () => pod,
    update(newer) {
      pod = newer
      if (!newer.metadata.deletionTimestamp || isEnding) return
      isEnding = true
      void end((newer.metadata.deletionGracePeriodSeconds ?? 30) * 1000)
    },
    async close(graceMs) {
      isClosed = true
      clearTimeout(deadline)
      writer.close()
      await stopAll(graceMs)
      if (graceMs === 0) await clean()
    },
    socketOf: (port) => main.map((worker) => worker.socketOf(port)).find((path) => path !== undefined),
  }
}

function startDeadline({ spec, status }: NodePod, onDeadline: () => void): NodeJS.Timeout | undefined {
  const seconds = spec?.activeDeadlineSeconds
  if (!seconds) return undefined
  const since = status?.startTime ? Date.parse(status.startTime) : Date.now()
  return setTimeout(
    onDeadline,
    Math.max(0, Math.min(2 ** 31 - 1, since + seconds * 1000 - Date.now())),
  ).unref()
}
