/** Who is asking. */
import type { AuthMode } from '../contract/session.ts'
import type { KubernetesUser } from '../kubernetes/user-clusters.ts'
import type { OpenSession } from './sessions.ts'

export interface Principal {
  mode: AuthMode
  /** What to call the person. */
  user: string
  /** How it was proved: a program's token, a browser's session, the word of a proxy, or not at all. */
  via: 'bearer' | 'session' | 'proxy' | 'none'
  session?: OpenSession
  /** Of somebody with a Kubernetes token: their own view of the cluster is used for them, and nothing else. */
  owner?: KubernetesUser
  /** Aborts when the credential ends. */
  ended?: AbortSignal
  /** May look and not touch. */
  isViewer?: boolean
}
