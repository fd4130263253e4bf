/**
 * Who has signed in. A session has two halves, both random and unrelated: one is a cookie no script can
 * read, the other lies in the storage of our origin. Another service on the same host is sent the first
 * by browsers whatever its port, but never gets the second; a script that got in here has the second and
 * never the first. Only hashes are kept, in memory: a restart ends every session.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { KubernetesUser } from '../kubernetes/user-clusters.ts'

export interface Sessions {
  /** A code that signs in once, within a minute: handed to a browser in the fragment of the address. */
  mintOneTimeCode(): string
  /** Whether it is such a code; it is none afterwards. */
  redeemOneTimeCode(code: string): boolean
  /** `owner`: somebody with a Kubernetes token of their own; the session ends with that token, and takes it along. */
  open(user: string, owner?: KubernetesUser): { session: OpenSession; cookieHalf: string; headerHalf: string }
  find(cookieHalves: readonly string[], headerHalf: string): Found
  close(session: OpenSession): void
  /** Ends every session that was opened with the access token, and what programs follow with it: there is another one now. */
  closeAll(): void
  /** Aborts at the next `closeAll`. */
  readonly tokenEnded: AbortSignal
}

export interface OpenSession {
  /** Names it in the log; says nothing about its halves. */
  id: string
  user: string
  /** Milliseconds since 1970: when it ends if nobody uses it any more. */
  expiresAt: number
  owner?: KubernetesUser
  /** Aborts when it has ended: streams that were opened with it end as well. */
  ended: AbortSignal
}

/** `foreign`: both halves are of sessions we know, but not of the same. */
export type Found = { session: OpenSession } | 'foreign' | 'unknown'

const idleMs = 8 * 60 * 60 * 1000
const longestMs = 24 * 60 * 60 * 1000
const codeMs = 60_000
const mostSessions = 10_000
const mostCodes = 100
/** Cookies of one name: more than ours come only from somebody who puts his own beside it. */
const mostHalves = 4

interface Kept extends OpenSession {
  cookieHash: string
  headerHash: string
  endsAt: number
  ending: AbortController
}

export function createSessions({ now }: { now: () => number }): Sessions {
  /** By the hash of the cookie half, the longest unused first. */
  const sessions = new Map<string, Kept>()
  const headerHashes = new Set<string>()
  const codes = new Map<string, number>()
  let tokenEnding = new AbortController()

  const remove = (kept: Kept) => {
    sessions.delete(kept.cookieHash)
    headerHashes.delete(kept.headerHash)
    kept.owner?.close()
    kept.ending.abort()
  }
  const living = (cookieHash: string): Kept | undefined => {
    const kept = sessions.get(cookieHash)
    if (kept && kept.expiresAt <= now()) remove(kept)
    return kept && kept.expiresAt > now() ? kept : undefined
  }

  return {
    mintOneTimeCode() {
      for (const [hash, until] of codes) if (until <= now() || codes.size >= mostCodes) codes.delete(hash)
      const code = `kuc_${randomBytes(32).toString('base64url')}`
      codes.set(hashOf(code), now() + codeMs)
      return code
    },
    redeemOneTimeCode(code) {
      const hash = hashOf(code)
      const until = codes.get(hash)
      codes.delete(hash)
      return until !== undefined && until > now()
    },
    open(user, owner) {
      const [oldest] = sessions.values()
      if (oldest && sessions.size >= mostSessions) remove(oldest)
      const cookieHalf = randomBytes(32).toString('base64url')
      const headerHalf = randomBytes(32).toString('base64url')
      for (const kept of sessions.values()) if (kept.expiresAt <= now()) remove(kept)
      const ending = new AbortController()
      const kept: Kept = {
        ending,
        ended: ending.signal,
        id: hashOf(randomBytes(32).toString('hex')).slice(0, 8),
        user,
        expiresAt: Math.min(now() + idleMs, owner?.endsAt ?? Infinity),
        endsAt: Math.min(now() + longestMs, owner?.endsAt ?? Infinity),
        ...(owner && { owner }),
        cookieHash: hashOf(cookieHalf),
        headerHash: hashOf(headerHalf),
      }
      sessions.set(kept.cookieHash, kept)
      headerHashes.add(kept.headerHash)
      return { session: kept, cookieHalf, headerHalf }
    },
    find(cookieHalves, headerHalf) {
      const headerHash = hashOf(headerHalf)
      let knowsCookie = false
      for (const half of cookieHalves.slice(0, mostHalves)) {
        const kept = living(hashOf(half))
        if (!kept) continue
        knowsCookie = true
        if (!isEqual(kept.headerHash, headerHash)) continue
        kept.expiresAt = Math.min(now() + idleMs, kept.endsAt)
        sessions.delete(kept.cookieHash)
        sessions.set(kept.cookieHash, kept)
        return { session: kept }
      }
      return knowsCookie || headerHashes.has(headerHash) ? 'foreign' : 'unknown'
    },
    close(session) {
      for (const kept of sessions.values()) if (kept.id === session.id) remove(kept)
    },
    closeAll() {
      for (const kept of sessions.values()) if (!kept.owner) remove(kept)
      codes.clear()
      tokenEnding.abort()
      tokenEnding = new AbortController()
    },
    get tokenEnded() {
      return tokenEnding.signal
    },
  }
}

/** SHA-256, in hex: what is compared and kept in place of a secret. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}

/** Compares two hashes in the same time wherever they differ. */
export function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
