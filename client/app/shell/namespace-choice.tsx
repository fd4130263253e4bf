import { useQuery } from '@tanstack/react-query'
import { namespacesQuery } from '../../api/namespaces.ts'
import { useNamespaceChoice } from '../paths.ts'
import styles from './shell.module.css'

/** One namespace, or all; kept in the address, so that a link shows the same. */
export function NamespaceChoice() {
  const { data: namespaces = [] } = useQuery(namespacesQuery)
  const [chosen, choose] = useNamespaceChoice()
  const open = namespaces.filter(({ isProtected }) => !isProtected)
  return (
    <select
      className={styles.namespace}
      aria-label="Show functions of"
      value={chosen ?? ''}
      onChange={(event) => choose(event.target.value || undefined)}
    >
      <option value="">All namespaces</option>
      {chosen !== undefined && !open.some(({ name }) => name === chosen) && (
        <option value={chosen}>{chosen}</option>
      )}
      {open.map(({ name }) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </select>
  )
}
