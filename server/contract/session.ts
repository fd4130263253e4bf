/** Signing in. */
import type { Problem } from './errors.ts'

export interface SignIn {
  /** The access token, the one-time code of the URL fragment, or a Kubernetes token. Surrounding space is ignored. */
  token: string
  /** What the token is. Default: `token`, or `kubernetes` where nothing else is taken. */
  method?: SignInMethod
  /** Of a Kubernetes token: where to look, if its rights are in a namespace we would not think of. Several: commas between. */
  namespace?: string
}

/** `token`: the access token of this dashboard; `kubernetes`: a Kubernetes token of one's own. */
export type SignInMethod = 'token' | 'kubernetes'

/** How people prove who they are: by the access token, by a Kubernetes token, by a proxy in front of us, or not at all. */
export type AuthMode = SignInMethod | 'forward' | 'none'

/** Who is signed in, and how. */
export interface Session {
  mode: AuthMode
  /** What to call the person. */
  user: string
  /** The half of the session to be sent as `X-KUI-Session`; only in the answer to signing in. */
  session?: string
  /** ISO 8601. Absent where there is no session that could end. */
  expiresAt?: string
}

/** What the sign-in page needs to know before anyone has signed in. */
export interface SignInHelp {
  mode: AuthMode
  /** What one may sign in with; the first is the usual one. */
  methods: SignInMethod[]
  /** The command that prints the access token. */
  command: string
  /** Why nobody can sign in with the access token now; `hint` is the command that mends it. */
  problem?: Problem
}
