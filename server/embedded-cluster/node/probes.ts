/** Asks a container how it is: over its socket, or by a command in its surroundings. */
import { request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { NodeProbe } from './pod-spec.ts'

export type ProbeKind = 'startup' | 'readiness' | 'liveness'

/** What a probe needs of the container. */
export interface ProbeTarget {
  /** For messages. */
  podIP: string
  /** By number or name. */
  portNumber(port: number | string): number | undefined
  socketOf(port: number): string | undefined
  /** Fulfilled when something listens, as far as that can be seen, or when `signal` aborts. */
  listens(signal: AbortSignal): Promise<void>
  /** Runs a command as the container would. */
  exec(command: string[], timeoutMs: number): Promise<{ exitCode: number; output: string }>
}

export interface ProbeReport {
  isHealthy: boolean
  /** Empty when healthy. */
  message: string
  /** Whether the threshold is reached, so that it counts. */
  isDecided: boolean
}

const firstRetryMs = 10

/** Asks until `signal` aborts. Until the first good answer it asks more often than the pod says, since a person may be waiting. */
export async function keepProbing(
  kind: ProbeKind,
  probe: NodeProbe,
  target: ProbeTarget,
  onReport: (report: ProbeReport) => void,
  signal: AbortSignal,
): Promise<void> {
  const periodMs = (probe.periodSeconds || 10) * 1000
  const pause = (ms: number) => sleep(ms, undefined, { signal, ref: false }).catch(() => undefined)
  await pause((probe.initialDelaySeconds ?? 0) * 1000)
  if (kind !== 'liveness') await Promise.race([target.listens(signal), pause(periodMs)])
  let retryMs = kind === 'liveness' ? Infinity : firstRetryMs
  let [successes, failures] = [0, 0]
  while (!signal.aborted) {
    const message = await probeOnce(probe, target)
    if (signal.aborted) return
    if (message !== '' && retryMs < periodMs) {
      await pause(retryMs)
      retryMs *= 2
      continue
    }
    retryMs = Infinity
    ;[successes, failures] = message === '' ? [successes + 1, 0] : [0, failures + 1]
    const isDecided = successes >= (probe.successThreshold || 1) || failures >= (probe.failureThreshold || 3)
    onReport({ isHealthy: message === '', message, isDecided })
    await pause(periodMs)
  }
}

/** Empty when all is well, else what is not. Never rejects. */
export async function probeOnce(probe: NodeProbe, target: ProbeTarget): Promise<string> {
  const timeoutMs = (probe.timeoutSeconds || 1) * 1000
  try {
    if (probe.httpGet) return await getHttp(probe.httpGet, target, timeoutMs)
    if (probe.tcpSocket) return await openSocket(probe.tcpSocket.port, target, timeoutMs)
    if (probe.exec) {
      const { exitCode, output } = await target.exec(probe.exec.command ?? [], timeoutMs)
      return exitCode === 0 ? '' : output || `command ended with exit code ${exitCode}`
    }
    return 'the embedded cluster knows only httpGet, tcpSocket and exec probes'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function getHttp(
  { path = '/', port, httpHeaders = [] }: NonNullable<NodeProbe['httpGet']>,
  target: ProbeTarget,
  timeoutMs: number,
): Promise<string> {
  const number = target.portNumber(port)
  const host = `${target.podIP}:${number ?? port}`
  const say = (what: string) => `Get "http://${host}${path}": ${what}`
  const socketPath = number === undefined ? undefined : target.socketOf(number)
  if (!socketPath) return say(`dial tcp ${host}: connect: connection refused`)
  return new Promise((resolve) => {
    const headers = Object.fromEntries(httpHeaders.map(({ name, value }) => [name, value]))
    const asked = request({
      socketPath,
      path,
      agent: false,
      headers: { host, 'user-agent': 'kube-probe/1.36', accept: '*/*', connection: 'close', ...headers },
    })
    const timer = setTimeout(() => {
      resolve(say('context deadline exceeded (Client.Timeout exceeded while awaiting headers)'))
      asked.destroy()
    }, timeoutMs)
    asked.on('response', ({ statusCode = 0 }) => {
      resolve(statusCode >= 200 && statusCode < 400 ? '' : `HTTP probe failed with statuscode: ${statusCode}`)
      asked.destroy()
    })
    asked.on('error', ({ message }) => resolve(say(message)))
    asked.on('close', () => clearTimeout(timer))
    asked.end()
  })
}

async function openSocket(port: number | string, target: ProbeTarget, timeoutMs: number): Promise<string> {
  const number = target.portNumber(port)
  const path = number === undefined ? undefined : target.socketOf(number)
  const refused = `dial tcp ${target.podIP}:${number ?? port}: connect: connection refused`
  if (!path) return refused
  return new Promise((resolve) => {
    const socket = connect({ path })
    socket.setTimeout(timeoutMs, () => {
      resolve(`dial tcp ${target.podIP}:${number}: i/o timeout`)
      socket.destroy()
    })
    socket.on('connect', () => {
      resolve('')
      socket.destroy()
    })
    socket.on('error', () => resolve(refused))
  })
}
