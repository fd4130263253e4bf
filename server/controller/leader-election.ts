/**
 * One of several acts: who holds the Lease. The rules are those of Kubernetes' own components, so that clocks
 * of different machines need not agree: a holder is dead when its Lease has not changed for so long as we look.
 */
import type { KubeObject } from '../functions/objects.ts'
import { resources } from '../functions/resources.ts'
import type { KubernetesClient } from '../kubernetes/client.ts'
import { isConflict, isNotFound } from '../kubernetes/errors.ts'
import type { Clock } from '../kubernetes/clock.ts'

export interface LeaderElection {
  isLeader(): boolean
  /** Who holds the Lease, as far as is known; empty: nobody. */
  holder(): string
  /** Why the Lease cannot be held, if that is so. */
  problem(): string | undefined
  /** Gives the Lease back, so that another one can take it at once. */
  close(): Promise<void>
}

export interface LeaderElectionOptions {
  client: KubernetesClient
  clock: Clock
  namespace: string
  name: string
  /** Different for each that may hold it; the same after a restart, which then goes on at once. */
  identity: string
  /** Told when `isLeader` or `holder` has changed. */
  onChange: () => void
}

interface Lease extends KubeObject {
  spec?: {
    holderIdentity?: string | null
    leaseDurationSeconds?: number | null
    acquireTime?: string | null
    renewTime?: string | null
    leaseTransitions?: number | null
  }
}

const leaseSeconds = 15
/** Without a renewal for so long we stop acting, well before anybody else may begin. */
const renewDeadlineMs = 10_000
const renewEveryMs = 4_000
const lookEveryMs = 2_000

export function startLeaderElection(options: LeaderElectionOptions): LeaderElection {
  const { client, clock, namespace, name, identity, onChange } = options
  const ref = { namespace, name }
  let isLeader = false
  let isClosed = false
  let problem: string | undefined
  let seen: { version: string | undefined; at: number } | undefined
  let lease: Lease | undefined
  let cancelLook = () => {}
  let cancelDeadline = () => {}
  let looking = Promise.resolve()

  let holder = ''

  const setLeader = (value: boolean) => {
    const current = lease?.spec?.holderIdentity ?? ''
    if (isLeader === value && holder === current) return
    isLeader = value
    holder = current
    onChange()
  }

  const held = (written: Lease) => {
    lease = written
    cancelDeadline()
    cancelDeadline = clock.after(renewDeadlineMs, () => setLeader(false))
    if (!isClosed) setLeader(true)
  }

  const look = async () => {
    const found = await client.get<Lease>(resources.leases, ref).catch((error: unknown) => {
      if (!isNotFound(error)) throw error
      return undefined
    })
    if (isClosed) return
    if (!found) return held(await client.create(resources.leases, ours(undefined)))
    lease = found
    const { holderIdentity, leaseDurationSeconds } = found.spec ?? {}
    const version = found.metadata.resourceVersion
    if (seen?.version !== version) seen = { version, at: clock.now() }
    const isOver = clock.now() - (seen?.at ?? 0) >= (leaseDurationSeconds ?? leaseSeconds) * 1000
    if (holderIdentity && holderIdentity !== identity && !isOver) return setLeader(false)
    held(await client.replace(resources.leases, ours(found)))
  }

  const ours = (found: Lease | undefined): Lease => {
    const now = new Date(clock.now()).toISOString().replace('Z', '000Z')
    const isRenewal = found?.spec?.holderIdentity === identity
    return {
      ...found,
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: found?.metadata ?? { namespace, name },
      spec: {
        holderIdentity: identity,
        leaseDurationSeconds: leaseSeconds,
        acquireTime: (isRenewal && found.spec?.acquireTime) || now,
        renewTime: now,
        leaseTransitions: (found?.spec?.leaseTransitions ?? 0) + (isRenewal || !found ? 0 : 1),
      },
    }
  }

  const turn = async () => {
    try {
      await look()
      problem = undefined
    } catch (error) {
      // Somebody else was quicker: no problem. Anything else may pass; the deadline runs meanwhile.
      if (!isConflict(error)) problem = error instanceof Error ? error.message : String(error)
    }
    if (isClosed) return
    cancelLook = clock.after(isLeader ? renewEveryMs : lookEveryMs, () => {
      looking = turn()
    })
  }
  looking = turn()

  return {
    isLeader: () => isLeader,
    holder: () => holder,
    problem: () => problem,
    async close() {
      isClosed = true
      cancelLook()
      cancelDeadline()
      await looking
      cancelDeadline()
      isLeader = false
      if (lease?.spec?.holderIdentity !== identity) return
      const released = { ...lease, spec: { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1 } }
      await client
        .replace(resources.leases, released, { signal: AbortSignal.timeout(2_000) })
        .catch(() => undefined) // It ends by itself a little later.
    },
  }
}
