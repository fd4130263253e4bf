/** Who a program is by its `Authorization: Bearer`: the access token, or, where those are taken, a Kubernetes token of its own. */
import { AppError } from '../errors.ts'
import type { KubernetesUser } from '../kubernetes/user-clusters.ts'
import type { AuthSettings } from './parts.ts'
import type { Principal } from './principal.ts'
import { hashOf } from './sessions.ts'
import type { Sessions } from './sessions.ts'
import type { TokenCheck } from './token-check.ts'

export interface Programs {
  /** Undefined when it is no token of ours or of the cluster. Rejects with 429 after too many of those. */
  find(token: string): Promise<Principal | undefined>
}

/** A token the cluster has accepted is not asked about again for so long. */
const keptMs = 5 * 60_000
const mostKept = 50

interface Known {
  until: number
  user: Promise<KubernetesUser>
}

export function startPrograms(
  { users, mode }: AuthSettings,
  sessions: Sessions,
  tokens: TokenCheck,
  now: () => number = Date.now,
): Programs {
  /** By the hash of the token, the longest unused first. */
  const known = new Map<string, Known>()
  const forget = (hash: string) => {
    const one = known.get(hash)
    known.delete(hash)
    one?.user.then((user) => user.close()).catch(() => undefined) // Never admitted: nothing to close.
  }
  const admitted = (token: string): Promise<KubernetesUser> => {
    const hash = hashOf(token)
    for (const [old, { until }] of known) if (until <= now()) forget(old)
    const there = known.get(hash)
    if (there) return there.user
    const [longest] = known.keys()
    if (longest !== undefined && known.size >= mostKept) forget(longest)
    const user = users?.admit(token) ?? Promise.reject(new Error('no Kubernetes tokens are taken'))
    known.set(hash, { until: now() + keptMs, user })
    user.catch(() => known.delete(hash))
    return user
  }

  return {
    async find(token) {
      if (mode !== 'kubernetes' && tokens.isRight(token))
        return { mode: 'token', user: 'access token', via: 'bearer', ended: sessions.tokenEnded }
      const isOurKind = users === undefined || token.startsWith('kui_')
      try {
        if (!isOurKind) {
          const owner = await admitted(token)
          return { mode: 'kubernetes', user: owner.name, via: 'bearer', owner }
        }
      } catch (error) {
        if (!(error instanceof AppError) || error.status !== 401) throw error
      }
      tokens.countWrong()
      return undefined
    },
  }
}
