import type { Problem } from './errors.ts'

/** Whether what we show is fresh. */
export interface ConnectionState {
  state: 'connected' | 'disconnected'
  /** ISO 8601: since when. */
  since: string
  /** Why it is disconnected. */
  reason?: string
}

/** The cluster in use. */
export interface ClusterInfo {
  /** What to call it, e.g. the kubeconfig's context. */
  name: string
  /** `embedded`: the one inside `npm start`, which runs functions as processes of this machine. */
  kind: 'embedded' | 'kubernetes'
  /** The API server's `gitVersion`. Empty while disconnected. */
  version: string
  connection: ConnectionState
  /** What is missing and how to mend it: `hint` holds the command. */
  missing: Problem[]
  /** Version of Kubeless UI. */
  uiVersion: string
  /** What a user should know, e.g. that the embedded cluster is not a sandbox. */
  notes: string[]
}

/** A namespace functions may live in. */
export interface NamespaceInfo {
  name: string
  /** Functions cannot be created there. */
  isProtected: boolean
}
