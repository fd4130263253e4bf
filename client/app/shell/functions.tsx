import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { NavLink } from 'react-router'
import type { FunctionSummary } from '#contract/functions.ts'
import { functionListQuery } from '../../api/functions.ts'
import { FunctionNav } from '../../features/functions/function-nav.tsx'
import { filterRows } from '../../features/functions/row-order.ts'
import { Button } from '../../ui/button.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { functionPath, overviewPath, useNamespaceChoice } from '../paths.ts'
import styles from './shell.module.css'

/** The functions in the left bar. */
export function Functions({ search }: { search: string }) {
  const [namespace] = useNamespaceChoice()
  const { data } = useQuery(functionListQuery)
  return (
    <nav className={styles.functions} aria-label="Functions">
      <div className={styles.functionsHead}>
        <NavLink className={styles.overview} to={overviewPath(namespace)} end>
          All functions
          {data && <span className={styles.count}>{countWords(data, namespace)}</span>}
        </NavLink>
      </div>
      <div data-functions className={styles.functionsList}>
        <List search={search} namespace={namespace} />
      </div>
    </nav>
  )
}

function List({ search, namespace }: { search: string; namespace: string | undefined }) {
  const { data, error, isPending, refetch } = useQuery(functionListQuery)
  const rows = useMemo(() => filterRows(data ?? [], { text: search, namespace }), [data, search, namespace])
  const hasSeveral = useMemo(() => new Set(rows.map((row) => row.namespace)).size > 1, [rows])

  if (isPending)
    return (
      <div className={styles.quiet} aria-busy="true">
        {[80, 60, 70].map((width) => (
          <Skeleton key={width} width={`${width}%`} height="1rem" />
        ))}
      </div>
    )
  if (!data)
    return (
      <div className={styles.quiet}>
        <p>{error.message}</p>
        <Button size="small" onClick={() => void refetch()}>
          Try again
        </Button>
      </div>
    )
  if (rows.length === 0)
    return <p className={styles.quiet}>{search === '' ? 'None here yet.' : `Nothing matches “${search}”.`}</p>
  return (
    <FunctionNav rows={rows} groupsByNamespace={hasSeveral} pathOf={(ref) => functionPath(ref, namespace)} />
  )
}

function countWords(rows: readonly FunctionSummary[], namespace: string | undefined): string {
  const shown = namespace === undefined ? rows : rows.filter((row) => row.namespace === namespace)
  return shown.length.toLocaleString('en')
}
