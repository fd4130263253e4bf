import { Link } from 'react-router'
import { overviewPath, useNamespaceChoice } from '../paths.ts'
import { useTitle } from '../use-title.ts'
import styles from './not-found-page.module.css'

/** For an address that leads nowhere. */
export function NotFoundPage() {
  useTitle('Not found')
  const [namespace] = useNamespaceChoice()
  return (
    <div className={styles.page}>
      <h1>There is no page at this address</h1>
      <p>It may have been mistyped, or belong to another version of Kubeless UI.</p>
      <Link to={overviewPath(namespace)}>Show all functions</Link>
    </div>
  )
}
