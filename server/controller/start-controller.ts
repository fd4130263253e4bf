/**
 * The controller: turns Functions and their triggers into what Kubernetes runs, in any cluster. This file
 * decides whether this instance acts; what is made is worked out in plan.ts, and written by children.ts.
 */
import { hostname } from 'node:os'
import type { KubernetesClient, ObjectRef } from '../kubernetes/client.ts'
import { followKubelessConfig } from '../kubernetes/kubeless-config.ts'
import { createChildren } from './children.ts'
import { systemClock } from '../kubernetes/clock.ts'
import type { Clock } from '../kubernetes/clock.ts'
import { rememberConfig } from './controller-config.ts'
import { startCopies } from './copies.ts'
import { createEventRecorder } from './event-recorder.ts'
import { startLeaderElection } from './leader-election.ts'
import { component } from './names.ts'
import type { Reconciling } from './reconciling.ts'
import { createStatusWriter } from './status-writer.ts'
import { followUpstreamController } from './upstream-controller.ts'
import { startWorkers } from './workers.ts'
import type { Workers } from './workers.ts'

export interface ControllerOptions {
  client: KubernetesClient
  log: (message: string) => void
  /** Of this instance, in the Lease: different for each, the same after a restart. Default: the host's name, which in a cluster is the pod's. */
  identity?: string
  /** Where the Lease is. Default: `kubeless`. */
  leaseNamespace?: string
  /** The one namespace looked after, where no more is allowed. Default: all, or the one that `kubeless-config` names. */
  namespace?: string
  /** Where `kubeless-config` is, as far as the settings say. */
  configPlace?: Partial<ObjectRef>
  clock?: Clock
}

/** What an instance is doing. */
export type ControllerState =
  /** It makes what is asked for. */
  | 'active'
  /** Another instance holds the Lease, or upstream's controller is at work. */
  | 'standby'
  /** It cannot act yet; the message says why. */
  | 'starting'

export interface ControllerHealth {
  state: ControllerState
  /** One sentence. */
  message: string
}

export interface Controller {
  /** For a health check: `starting` for long means that something is in the way. */
  health(): ControllerHealth
  /** Finishes what is under way and gives the Lease back. */
  close(): Promise<void>
}

export async function startController(options: ControllerOptions): Promise<Controller> {
  const { client, log, namespace, leaseNamespace = 'kubeless', clock = systemClock } = options
  const onError = (error: unknown) =>
    log(`controller: ${error instanceof Error ? error.message : String(error)}`)
  const config = followKubelessConfig(client, onError, options.configPlace)
  const copies = startCopies(client, { namespace, onError })
  const context: Reconciling = {
    client,
    copies,
    children: createChildren(client),
    events: createEventRecorder(client, clock, onError),
    status: createStatusWriter(client, clock),
    clock,
    config: rememberConfig(
      () => config.data(),
      () => config.place(),
    ),
    log,
  }
  let [isKnown, hasConfig] = [false, false]
  let isClosed = false
  let workers: Workers | undefined
  let turning = Promise.resolve()
  let said = ''

  const health = (): ControllerHealth => {
    if (upstream.isRunning())
      return {
        state: 'standby',
        message:
          "Standing by: upstream's own controller (Deployment kubeless-controller-manager) is running.",
      }
    const problem = upstream.problem() ?? election.problem() ?? copies.problem()
    if (!election.isLeader() && election.holder() && !election.problem())
      return { state: 'standby', message: `Standing by: ${election.holder()} is active.` }
    if (mayAct()) return { state: 'active', message: 'Active: functions and triggers are looked after.' }
    return {
      state: 'starting',
      message: problem
        ? `Waiting for the cluster: ${problem}.`
        : `Reading ${isKnown ? `ConfigMap ${config.place().name}` : 'the cluster'}.`,
    }
  }
  const mayAct = () =>
    !isClosed && isKnown && hasConfig && election.isLeader() && upstream.isRunning() === false

  /** One after the other: nothing begins before what was under way has ended. */
  const turn = () => {
    turning = turning.then(async () => {
      if (mayAct() && !workers) workers = startWorkers(context)
      else if (!mayAct() && workers) {
        const ending = workers
        workers = undefined
        await ending.close()
      }
      const { message } = health()
      if (!isClosed && message !== said) log((said = message))
    })
  }

  const upstream = followUpstreamController({ client, clock, onChange: turn, onError })
  const election = startLeaderElection({
    client,
    clock,
    namespace: leaseNamespace,
    name: component,
    identity: options.identity ?? hostname(),
    onChange: turn,
  })
  config.subscribe(() => workers?.addAll())
  void config.ready.then(() => {
    hasConfig = true
    turn()
  })
  copies.synced.then(
    () => {
      isKnown = true
      turn()
    },
    () => undefined, // Closed before.
  )

  return {
    health,
    async close() {
      isClosed = true
      upstream.close()
      turn()
      await turning
      config.close()
      copies.close()
      await election.close()
    },
  }
}
