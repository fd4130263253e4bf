/** One run of a container: started, probed, and its end put into words. */
import { readFile, rm } from 'node:fs/promises'
import { findBuiltIn, startBuiltIn } from './built-in-run.ts'
import { createContainerLog } from './container-log.ts'
import type { ContainerLog } from './container-log.ts'
import { startProcess } from './container-process.ts'
import type { ContainerProcess, ProcessEnd } from './container-process.ts'
import type { PodSurroundings } from './container-worker.ts'
import type { Image } from './images.ts'
import { reuseInstall } from './install-run.ts'
import { logPathOf } from './log-paths.ts'
import type { NodeContext } from './node-context.ts'
import type { PodEvent } from './pod-events.ts'
import type { NodeContainer } from './pod-spec.ts'
import type { ContainerRecord } from './pod-status.ts'
import { startProbes } from './container-probes.ts'
import type { Excess } from './process-trees.ts'
import { lastWords } from './read-log.ts'
import { planRun } from './run-plan.ts'
import type { RunPlan } from './run-plan.ts'

export interface RunOptions {
  container: NodeContainer
  isInit: boolean
  image: Exclude<Image, { kind: 'absent' }>
  around: PodSurroundings
  record: ContainerRecord
  report: (type: PodEvent['type'], reason: string, message: string) => void
}

export interface RunEnd {
  exitCode: number
  reason: 'Completed' | 'Error' | 'OOMKilled' | 'StartError'
  message?: string
}

export interface ContainerRun {
  hasFailedToStart: boolean
  /** Never rejects. */
  ended: Promise<RunEnd>
  stop(graceMs: number): Promise<void>
  socketOf(port: number): string | undefined
}

/** As the kubelet cuts it. */
const mostMessageBytes = 4096

/** Rejects when something the container is made from is missing; a program that is missing is a run that failed. */
export async function startRun(options: RunOptions, context: NodeContext): Promise<ContainerRun> {
  const { container, around, record } = options
  const plan = await planRun(options, context)
  const logPath = logPathOf(around.logFolder, container.name, record.restartCount)
  const log = createContainerLog(logPath)
  context.logs.set(logPath, log)
  await Promise.all(olderLogs(options).map((path) => rm(path, { force: true })))
  const started = await start(options, plan, log, context)
  const hasFailedToStart = !('ended' in started)
  const socketOf = (port: number) => (isPortOf(container, plan, port) ? plan.socketPath : undefined)
  const probing = new AbortController()
  if (!hasFailedToStart && !options.isInit)
    startProbes({ ...options, plan, stop: started.stop, socketOf }, context, probing.signal)

  const end = async (): Promise<RunEnd> => {
    const processEnd = hasFailedToStart ? started : await started.ended
    probing.abort()
    log.end()
    context.logs.delete(logPath)
    if (plan.socketPath) context.sockets.remove(plan.socketPath)
    return describeEnd(processEnd, container, plan, logPath)
  }
  return {
    hasFailedToStart,
    ended: end(),
    stop: async (graceMs) => (hasFailedToStart ? undefined : started.stop(graceMs)),
    socketOf,
  }
}

async function start(
  { container, isInit, image, around }: RunOptions,
  plan: RunPlan,
  log: ContainerLog,
  context: NodeContext,
): Promise<Omit<ContainerProcess, 'pid'> | ProcessEnd> {
  const onOutput = (stream: 'stdout' | 'stderr', chunk: Buffer) => log.write(stream, chunk)
  if (image.kind === 'built-in') {
    const builtIn = findBuiltIn(plan.argv, context.builtIns)
    return builtIn
      ? startBuiltIn(builtIn, plan.env, onOutput)
      : {
          exitCode: 128,
          startError: `the embedded cluster does not know the command ${plan.argv.join(' ')} of this image`,
        }
  }
  const run = () => startProcess({ ...plan, onOutput }, context.trees)
  const isInstall = isInit && container.name === 'install'
  const user = around.pod().metadata.uid ?? ''
  return isInstall ? reuseInstall(plan, image.program, context.installs, onOutput, run, user) : run()
}

/** Logs of runs before the previous one. */
function olderLogs({ around, container, record }: RunOptions): string[] {
  if (record.restartCount < 2) return []
  const path = logPathOf(around.logFolder, container.name, record.restartCount - 2)
  return [path, `${path}.1`]
}

/** A container that names no ports has the one its function was told. */
function isPortOf({ ports = [] }: NodeContainer, { env }: RunPlan, port: number): boolean {
  return (
    ports.some(({ containerPort }) => containerPort === port) ||
    (ports.length === 0 && env.FUNC_PORT === String(port))
  )
}

async function describeEnd(
  { exitCode, excess, startError, lastWords: said = '' }: ProcessEnd,
  container: NodeContainer,
  plan: RunPlan,
  logPath: string,
): Promise<RunEnd> {
  if (startError) return { exitCode, reason: 'StartError', message: startError }
  if (excess?.of === 'processes') return { exitCode: 137, reason: 'Error', message: tooMany(excess) }
  const written = said || (await readFile(plan.messageFile, 'utf8').catch(() => ''))
  const isFallback = container.terminationMessagePolicy === 'FallbackToLogsOnError' && exitCode !== 0
  const message = written.slice(0, mostMessageBytes) || (isFallback ? await lastWords(logPath) : '')
  const reason = excess ? 'OOMKilled' : exitCode === 0 ? 'Completed' : 'Error'
  return { exitCode: excess ? 137 : exitCode, reason, ...(message && { message }) }
}

function tooMany({ used, limit }: Excess): string {
  return `It was ended because it had ${used} processes at once; the embedded cluster allows ${limit}.`
}
