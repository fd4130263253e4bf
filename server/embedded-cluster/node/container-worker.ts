/** Runs one container of a pod: starts it, watches over it, and starts it again as the pod's policy says. */
import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ContainerState } from '../../functions/objects.ts'
import { goDuration, startCrashLoop } from './crash-loop.ts'
import { ConfigError } from './environment.ts'
import { imageOf } from './images.ts'
import type { Image } from './images.ts'
import type { NodeContext } from './node-context.ts'
import type { PodEvent } from './pod-events.ts'
import type { NodeContainer, NodePod } from './pod-spec.ts'
import { describePod } from './pod-spec.ts'
import { statusTime } from './pod-status.ts'
import type { ContainerRecord } from './pod-status.ts'
import { startRun } from './container-run.ts'
import type { ContainerRun, RunEnd } from './container-run.ts'

/** What a container knows of its pod. */
export interface PodSurroundings {
  pod(): NodePod
  podIP: string
  /** Everything on disk that is the pod's, but its logs. */
  folder: string
  logFolder: string
  /** By name. */
  volumes: ReadonlyMap<string, string>
  /** Told after every change of a record. */
  onChange(): void
  report(event: PodEvent): void
}

export interface ContainerWorker {
  readonly record: ContainerRecord
  /** Fulfilled when the container is over for good: by itself, or stopped. Never rejects. */
  run(surroundings: PodSurroundings): Promise<void>
  /** SIGTERM, then SIGKILL; and no further start. */
  stop(graceMs: number): Promise<void>
  socketOf(port: number): string | undefined
}

export interface WorkerOptions {
  container: NodeContainer
  isInit: boolean
  restartPolicy: 'Always' | 'OnFailure' | 'Never'
  record: ContainerRecord
}

type ImageHere = Exclude<Image, { kind: 'absent' }>

const firstRetryMs = 500
const mostRetryMs = 10_000
/** So long a pull that cannot succeed is called an error before it is called a back-off. */
const pullErrorMs = 1_000

export function createContainerWorker(
  { container, isInit, restartPolicy, record }: WorkerOptions,
  context: NodeContext,
): ContainerWorker {
  const halt = new AbortController()
  const crashLoop = startCrashLoop()
  const fieldPath = `spec.${isInit ? 'initContainers' : 'containers'}{${container.name}}`
  let current: ContainerRun | undefined
  let hasRun = false

  const pause = (ms: number) =>
    sleep(ms, undefined, { signal: halt.signal, ref: false }).catch(() => undefined)

  const run = async (around: PodSurroundings) => {
    const set = (state: ContainerState) => {
      record.state = state
      if (!state.running) record.isReady = record.isStarted = false
      around.onChange()
    }
    const report = (type: PodEvent['type'], reason: string, message: string) =>
      around.report({ type, reason, message, fieldPath })

    const image = imageOf(container.image ?? '', context.programs)
    if (image.kind === 'absent') {
      report('Normal', 'Pulling', `Pulling image "${container.image}"`)
      report('Warning', 'Failed', `Failed to pull image "${container.image}": ${image.message}`)
      report('Warning', 'Failed', 'Error: ErrImagePull')
      set({ waiting: { reason: 'ErrImagePull', message: image.message } })
      await pause(pullErrorMs)
      if (!halt.signal.aborted) set({ waiting: { reason: 'ImagePullBackOff', message: image.message } })
      return untilHalted(halt.signal)
    }
    record.imageID =
      image.kind === 'program' ? `${image.program.path}@${image.program.version}` : (container.image ?? '')

    while (!halt.signal.aborted) {
      const startedAt = performance.now()
      const end = await runOnce(around, image, set, report)
      if (halt.signal.aborted || !end || !restarts(end)) return
      const delayMs = crashLoop.delayAfter(performance.now() - startedAt)
      record.lastState = record.state
      if (delayMs === 0) continue
      const wait = `back-off ${goDuration(delayMs)} restarting failed container=${container.name} pod=${describePod(around.pod())}`
      report(
        'Warning',
        'BackOff',
        `Back-off restarting failed container ${container.name} in pod ${describePod(around.pod())}`,
      )
      set({ waiting: { reason: 'CrashLoopBackOff', message: wait } })
      await pause(delayMs)
    }
  }

  const restarts = ({ exitCode }: RunEnd) =>
    restartPolicy === 'Never' ? false : exitCode !== 0 || (restartPolicy === 'Always' && !isInit)

  /** Undefined when it was stopped before it could begin. */
  const runOnce = async (
    around: PodSurroundings,
    image: ImageHere,
    set: (state: ContainerState) => void,
    report: (type: PodEvent['type'], reason: string, message: string) => void,
  ): Promise<RunEnd | undefined> => {
    if (hasRun) record.restartCount++
    const started = await startWhenPossible(around, image, set, report)
    if (!started) return undefined
    hasRun = true
    current = started
    const containerID = `process://${randomBytes(32).toString('hex')}`
    const startedAt = statusTime()
    Object.assign(record, { containerID, isStarted: !container.startupProbe && !isInit, isReady: false })
    report('Normal', 'Pulled', `Container image "${container.image}" already present on machine`)
    report('Normal', 'Created', `Created container ${container.name}`)
    if (!started.hasFailedToStart) {
      report('Normal', 'Started', `Started container ${container.name}`)
      record.isReady = !isInit && !container.readinessProbe && !container.startupProbe
      set({ running: { startedAt } })
    }
    const end = await started.ended
    current = undefined
    const { exitCode, reason, message } = end
    if (reason === 'StartError') report('Warning', 'Failed', `Error: ${message ?? ''}`)
    set({
      terminated: {
        exitCode,
        reason,
        ...(message && { message }),
        startedAt,
        finishedAt: statusTime(),
        containerID,
      },
    })
    return end
  }

  /** What a container is made from may come later than the container. */
  const startWhenPossible = async (
    around: PodSurroundings,
    image: ImageHere,
    set: (state: ContainerState) => void,
    report: (type: PodEvent['type'], reason: string, message: string) => void,
  ): Promise<ContainerRun | undefined> => {
    for (let retryMs = firstRetryMs; !halt.signal.aborted; retryMs = Math.min(mostRetryMs, retryMs * 2)) {
      try {
        const options = { container, isInit, image, around, record, report }
        const started = await startRun(options, context)
        if (!halt.signal.aborted) return started
        await started.stop(0)
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        report('Warning', 'Failed', `Error: ${message}`)
        set({
          waiting: {
            reason: error instanceof ConfigError ? 'CreateContainerConfigError' : 'CreateContainerError',
            message,
          },
        })
        await pause(retryMs)
      }
    }
    return undefined
  }

  /** Ends the run under way; it is started again if the policy says so. */
  const stop = async (graceMs: number) => current?.stop(graceMs)

  return {
    record,
    run,
    async stop(graceMs) {
      halt.abort()
      await stop(graceMs)
    },
    socketOf: (port) => current?.socketOf(port),
  }
}

function untilHalted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
