import { IconSearch } from '@tabler/icons-react'
import type { UseQueryResult } from '@tanstack/react-query'
import { useDeferredValue, useMemo } from 'react'
import type { FunctionRef, FunctionState, FunctionSummary } from '#contract/functions.ts'
import { ApiError } from '../../api/http.ts'
import { stateWords } from '../../lib/state-words.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { FunctionCards } from './function-cards.tsx'
import { FunctionTable } from './function-table.tsx'
import type { NewFunctionChoice } from './new-function.ts'
import styles from './overview.module.css'
import { countStates, filterRows, sortRows } from './row-order.ts'
import type { RowOrder } from './row-order.ts'
import { Samples } from './samples.tsx'
import { StateFilter } from './state-filter.tsx'

/** What is shown of the list, and how. */
export interface OverviewView {
  text: string
  state?: FunctionState
  order: RowOrder
}

export interface OverviewProps {
  list: UseQueryResult<FunctionSummary[]>
  /** The one chosen; all when absent. */
  namespace: string | undefined
  view: OverviewView
  onView: (view: OverviewView) => void
  isNarrow: boolean
  pathOf: (ref: FunctionRef) => string
  /** Opens the create form. */
  onStart: (choice?: NewFunctionChoice) => void
  onDelete: (row: FunctionSummary) => void
}

/** All functions at a glance: waiting, failed, empty or full. */
export function Overview({ list, namespace, onStart, ...rest }: OverviewProps) {
  const { data, error, isPending, refetch } = list
  const rows = useMemo(() => filterRows(data ?? [], { text: '', namespace }), [data, namespace])
  if (isPending)
    return (
      <div className={styles.page} aria-busy="true">
        <h1 className={styles.title}>Functions</h1>
        <div className={styles.waiting}>
          {Array.from({ length: 8 }, (_, at) => (
            <Skeleton key={at} height="1.75rem" />
          ))}
        </div>
      </div>
    )
  if (!data)
    return (
      <div className={styles.page}>
        <h1 className={styles.title}>Functions</h1>
        <Notice
          tone="error"
          title={`The functions could not be listed. ${error.message}`}
          hint={error instanceof ApiError ? error.hint : undefined}
          action={<Button onClick={() => void refetch()}>Try again</Button>}
        />
      </div>
    )
  if (rows.length === 0)
    return (
      <div className={styles.page}>
        <h1 className={styles.welcome}>
          {namespace === undefined ? 'Start with a function that works' : `No function in ${namespace} yet`}
        </h1>
        <p className={styles.lead}>
          Pick one of these: it is written, deployed and ready to be called in a moment. Then make it yours.
        </p>
        <Samples onStart={onStart} />
      </div>
    )
  return <Full rows={rows} namespace={namespace} {...rest} />
}

type FullProps = Omit<OverviewProps, 'list' | 'onStart'> & { rows: readonly FunctionSummary[] }

function Full({ rows, namespace, view, onView, isNarrow, pathOf, onDelete }: FullProps) {
  const sorted = useMemo(() => sortRows(rows, view.order), [rows, view.order])
  const counts = useMemo(() => countStates(rows), [rows])
  // A state that has emptied itself, as `deploying` does, must not leave an empty page with no way back in sight.
  const state = view.state !== undefined && counts.get(view.state) ? view.state : undefined
  const text = useDeferredValue(view.text)
  const shown = useMemo(
    () => filterRows(sorted, { text, state, searchesRuntime: true }),
    [sorted, text, state],
  )
  const List = isNarrow ? FunctionCards : FunctionTable
  return (
    <div className={styles.full}>
      <div className={styles.head}>
        <h1 className={styles.title}>Functions</h1>
        <div className={styles.filter}>
          <IconSearch size={15} aria-hidden="true" />
          <input
            type="search"
            aria-label="Filter"
            placeholder="Filter by name, namespace, runtime"
            autoComplete="off"
            spellCheck={false}
            value={view.text}
            onChange={(event) => onView({ ...view, text: event.target.value })}
          />
        </div>
        <StateFilter
          counts={counts}
          total={rows.length}
          value={state}
          onChange={(chosen) => onView({ ...view, state: chosen })}
        />
      </div>
      {shown.length === 0 ? (
        <EmptyState
          title="Nothing passes the filter"
          action={<Button onClick={() => onView({ ...view, text: '', state: undefined })}>Show all</Button>}
        >
          None of {rows.length.toLocaleString('en')} functions matches “{text}”
          {state && ` and is ${stateWords[state].toLowerCase()}`}.
        </EmptyState>
      ) : (
        <List
          rows={shown}
          order={view.order}
          onOrder={(order) => onView({ ...view, order })}
          hidesNamespace={namespace !== undefined}
          pathOf={pathOf}
          onDelete={onDelete}
        />
      )}
    </div>
  )
}
