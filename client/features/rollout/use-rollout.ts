import { useEffect, useState } from 'react'
import type { Rollout } from '#contract/rollout.ts'

/** Whether this page has seen the version on its way: then its steps stay in view once it is live. */
export function useWitnessed({ state, savedAt, checksum }: Rollout): boolean {
  const version = `${savedAt} ${checksum}`
  const [seen, setSeen] = useState<string>()
  const isMoving = state === 'running' || state === 'failed'
  // While rendering, as React has it: an effect would show the line once without the steps.
  if (isMoving && seen !== version) setSeen(version)
  return seen === version
}

/** The time in milliseconds, moving on while something runs. */
export function useNow(isMoving: boolean): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!isMoving) return
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [isMoving])
  return now
}
