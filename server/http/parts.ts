/** What `createApp` is put together from. `main.ts` makes the real ones. */
import type { RequestHandler } from 'express'
import type { Logger } from 'pino'
import type { Cluster } from '../kubernetes/cluster.ts'

export interface Parts {
  cluster: Cluster
  auth: AuthSettings
  /** Serves the SPA: static files, or Vite while developing. */
  pages: RequestHandler
  log: Logger
  /** Hosts besides the address we listen on that may stand in `Host`. */
  allowedHosts: readonly string[]
  /** Whether an IP literal other than loopback may stand in `Host` (a NodePort is reached by one). */
  allowsAnyAddress: boolean
  /** The time in milliseconds; tests bring their own. */
  now: () => number
}

export interface AuthSettings {
  mode: 'token' | 'none'
  /** The access token; undefined in mode `none`. */
  token?: string
  /** Shown on the sign-in page: the command that prints the token. */
  tokenCommand: string
}
