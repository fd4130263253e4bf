/** Signing in. */
export interface SignIn {
  /** The access token, or the one-time code of the URL fragment. Surrounding space is ignored. */
  token: string
}

/** Who is signed in, and how. */
export interface Session {
  mode: 'token' | 'none'
  /** What to call the person. */
  user: string
  /** The half of the session to be sent as `X-KUI-Session`; only in the answer to signing in. */
  session?: string
  /** ISO 8601. Absent in mode `none`. */
  expiresAt?: string
}

/** What the sign-in page needs to know before anyone has signed in. */
export interface SignInHelp {
  mode: 'token' | 'none'
  /** The command that prints the access token. */
  command: string
}
