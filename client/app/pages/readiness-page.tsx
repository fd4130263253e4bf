import { Readiness } from '../../features/readiness/readiness.tsx'
import { useTitle } from '../use-title.ts'
import styles from './readiness-page.module.css'

/** What is wired, what is not, and what to do about it. */
export function ReadinessPage() {
  useTitle('Readiness')
  return (
    <div className={styles.page}>
      <h1>Readiness</h1>
      <p className={styles.lead}>
        What Kubeless UI needs of the cluster. A command that mends something is for the shell of an
        administrator.
      </p>
      <Readiness />
    </div>
  )
}
