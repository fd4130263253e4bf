import { useEffect, useState } from 'react'
import { durationWords } from './answer.ts'
import styles from './response.module.css'

/** That a call is under way, for how long, and what it waits for. */
export function Running({ since, isRollingOut }: { since: number; isRollingOut: boolean }) {
  const [elapsedMs, setElapsedMs] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setElapsedMs(Date.now() - since), 100)
    return () => clearInterval(timer)
  }, [since])
  return (
    <p className={styles.running}>
      <span className={styles.spinner} aria-hidden="true" />
      <span role="status">{isRollingOut ? 'Waiting for the new version…' : 'Running…'}</span>
      <span className={styles.elapsed} aria-hidden="true">
        {durationWords(Math.floor(elapsedMs / 100) * 100)}
      </span>
    </p>
  )
}
