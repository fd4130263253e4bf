/** Probes a running container, and does what follows: readiness into the record, liveness into a restart. */
import { execFile } from 'node:child_process'
import type { PodSurroundings } from './container-worker.ts'
import type { NodeContext } from './node-context.ts'
import type { PodEvent } from './pod-events.ts'
import type { NodeContainer, NodeProbe } from './pod-spec.ts'
import type { ContainerRecord } from './pod-status.ts'
import { keepProbing } from './probes.ts'
import type { ProbeKind, ProbeTarget } from './probes.ts'
import type { RunPlan } from './run-plan.ts'

export interface ProbedRun {
  container: NodeContainer
  around: PodSurroundings
  record: ContainerRecord
  plan: RunPlan
  report: (type: PodEvent['type'], reason: string, message: string) => void
  stop: (graceMs: number) => Promise<void>
  socketOf: (port: number) => string | undefined
}

const defaultGraceSeconds = 30
const mostOutputBytes = 10_240

/** Until `signal` aborts. */
export function startProbes(run: ProbedRun, context: NodeContext, signal: AbortSignal): void {
  const { startupProbe, readinessProbe, livenessProbe } = run.container
  const target = targetOf(run, context)
  const keep = (
    kind: ProbeKind,
    probe: NodeProbe | undefined,
    onDecided: (isHealthy: boolean) => void,
    until = signal,
  ) =>
    probe &&
    void keepProbing(
      kind,
      probe,
      target,
      ({ isHealthy, message, isDecided }) => {
        if (!isHealthy) run.report('Warning', 'Unhealthy', `${titles[kind]} probe failed: ${message}`)
        if (isDecided) onDecided(isHealthy)
      },
      until,
    )
  const setReady = (isReady: boolean) => {
    if (run.record.isReady === isReady) return
    run.record.isReady = isReady
    run.around.onChange()
  }
  const begin = () => {
    run.record.isStarted = true
    if (!readinessProbe) setReady(true)
    keep('readiness', readinessProbe, setReady)
    keep('liveness', livenessProbe, (isHealthy) => isHealthy || restart(run, 'liveness'))
  }
  if (!startupProbe) return begin()
  const startup = new AbortController()
  signal.addEventListener('abort', () => startup.abort(), { once: true })
  const onStartup = (isHealthy: boolean) => {
    startup.abort()
    if (isHealthy) begin()
    else restart(run, 'startup')
  }
  keep('startup', startupProbe, onStartup, startup.signal)
}

const titles: Record<ProbeKind, string> = { startup: 'Startup', readiness: 'Readiness', liveness: 'Liveness' }

function restart({ container, around, report, stop }: ProbedRun, kind: ProbeKind): void {
  report('Normal', 'Killing', `Container ${container.name} failed ${kind} probe, will be restarted`)
  void stop((around.pod().spec?.terminationGracePeriodSeconds ?? defaultGraceSeconds) * 1000)
}

function targetOf({ container, around, plan, socketOf }: ProbedRun, context: NodeContext): ProbeTarget {
  return {
    podIP: around.podIP,
    portNumber: (port) => {
      const named = container.ports?.find(({ name }) => name === port)?.containerPort
      return named ?? (/^\d+$/.test(String(port)) ? Number(port) : undefined)
    },
    socketOf,
    listens: async (signal) => {
      if (plan.socketPath) await context.sockets.appeared(plan.socketPath, signal)
    },
    exec: ([command = '', ...args], timeout) =>
      new Promise((resolve) => {
        const options = {
          cwd: plan.cwd,
          env: plan.env,
          timeout,
          killSignal: 'SIGKILL',
          maxBuffer: mostOutputBytes,
        } as const
        execFile(command, args, options, (error, stdout, stderr) => {
          const exitCode = error ? (typeof error.code === 'number' ? error.code : 1) : 0
          const output = `${stdout}${stderr}`.trim() || (error?.message ?? '')
          resolve({ exitCode, output: error?.killed ? `command timed out after ${timeout / 1000}s` : output })
        })
      }),
  }
}
