/** How many things of a kind may go on at once, for one session and in all. */
import type { Principal } from './principal.ts'

export interface Slots {
  /** Gives back what frees the slot; `own` or `all` when there is none, even after waiting. */
  take(principal: Principal | undefined): Promise<(() => void) | 'own' | 'all'>
  /** How many are taken. */
  readonly taken: number
}

/** `perSession` is for browsers; programs share one token, and only the total counts for them. */
export function startSlots(limits: { perSession: number; total: number; waitMs: number }): Slots {
  const bySession = new Map<string, number>()
  const waiting = new Set<() => void>()
  let taken = 0

  const obstacle = (session: string | undefined): 'own' | 'all' | undefined => {
    if (taken >= limits.total) return 'all'
    return session !== undefined && (bySession.get(session) ?? 0) >= limits.perSession ? 'own' : undefined
  }
  const count = (session: string | undefined, by: number) => {
    taken += by
    if (session === undefined) return
    const next = (bySession.get(session) ?? 0) + by
    if (next > 0) bySession.set(session, next)
    else bySession.delete(session)
  }

  return {
    async take(principal) {
      const session = principal?.session?.id
      const deadline = performance.now() + limits.waitMs
      for (let blocked = obstacle(session); blocked; blocked = obstacle(session)) {
        const left = deadline - performance.now()
        if (left <= 0) return blocked
        await change(waiting, left)
      }
      count(session, 1)
      let isFree = false
      return () => {
        if (isFree) return
        isFree = true
        count(session, -1)
        for (const wake of waiting) wake()
      }
    },
    get taken() {
      return taken
    },
  }
}

function change(waiting: Set<() => void>, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      waiting.delete(wake)
      resolve()
    }
    const timer = setTimeout(wake, ms)
    waiting.add(wake)
  })
}
