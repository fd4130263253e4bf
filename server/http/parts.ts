/** What `createApp` is put together from. `main.ts` makes the real ones. */
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { Problem } from '../contract/errors.ts'
import type { AuthMode } from '../contract/session.ts'
import type { Cluster } from '../kubernetes/cluster.ts'
import type { UserClusters } from '../kubernetes/user-clusters.ts'
import type { Sessions } from './sessions.ts'

export interface Parts {
  cluster: Cluster
  sessions: Sessions
  auth: AuthSettings
  /** Serves the SPA: static files, or Vite while developing. */
  pages: RequestHandler
  log: Logger
  /** Hosts besides the address we listen on that may stand in `Host`, with or without a port. */
  allowedHosts: readonly string[]
  /** Whether an IP literal other than loopback may stand in `Host` (a NodePort is reached by one), and any port. */
  allowsAnyAddress: boolean
  /** The time in milliseconds; tests bring their own. */
  now: () => number
}

export interface AuthSettings {
  mode: AuthMode
  /**
   * The access token. In mode `forward` it may be there for programs that do not come by the proxy. Read at every
   * request: in a cluster it may change.
   */
  readonly token?: string
  /** Why there is no access token; `hint` is the command that mends it. Read at every request. */
  readonly problem?: Problem
  /** Takes people's own Kubernetes tokens: as the only way (mode `kubernetes`), or beside the access token. */
  users?: UserClusters
  /** Mode `forward`: what the proxy sends as `X-KUI-Proxy-Secret`. Without it nobody is believed. */
  proxySecret?: string
  /** Mode `forward`: who may change things and call functions. Empty: everybody the proxy lets through. */
  operatorGroups?: readonly string[]
  /** Shown on the sign-in page of mode `token`: the command that prints the token. */
  tokenCommand: string
}
