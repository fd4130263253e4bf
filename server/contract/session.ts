/** Signing in. */
export interface SignIn {
  /** The access token, or the one-time code of the URL fragment. Surrounding space is ignored. */
  token: string
}

/** How people prove who they are: by the access token, by a proxy in front of us, or not at all. */
export type AuthMode = 'token' | 'forward' | 'none'

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
  /** The command that prints the access token. */
  command: string
}
