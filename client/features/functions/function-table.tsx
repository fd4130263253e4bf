import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { Link } from 'react-router'
import type { FunctionRef, FunctionSummary } from '#contract/functions.ts'
import { stateWords } from '../../lib/state-words.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import styles from './function-table.module.css'
import { moveByArrow } from './move-by-arrow.ts'
import { RowActions } from './row-actions.tsx'
import type { RowOrder, SortKey } from './row-order.ts'

export interface FunctionTableProps {
  rows: readonly FunctionSummary[]
  order: RowOrder
  onOrder: (order: RowOrder) => void
  /** One namespace is chosen, so there is nothing to tell apart. */
  hidesNamespace: boolean
  pathOf: (ref: FunctionRef) => string
  onDelete: (row: FunctionSummary) => void
}

interface Column {
  key: SortKey
  label: string
}

const columns: Column[] = [
  { key: 'name', label: 'Name' },
  { key: 'namespace', label: 'Namespace' },
  { key: 'runtime', label: 'Runtime' },
  { key: 'state', label: 'Status' },
  { key: 'replicas', label: 'Replicas' },
  { key: 'changedAt', label: 'Last change' },
]

const rowHeight = 44

/** All functions, a row each; only the rows in view exist. */
export function FunctionTable({
  rows,
  order,
  onOrder,
  hidesNamespace,
  pathOf,
  onDelete,
}: FunctionTableProps) {
  const scroller = useRef<HTMLDivElement>(null)
  // No React compiler is used, so there is nothing it could skip.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const visible = virtual.getVirtualItems()
  const before = visible[0]?.start ?? 0
  const after = virtual.getTotalSize() - (visible.at(-1)?.end ?? 0)
  const shown = columns.filter(({ key }) => !(hidesNamespace && key === 'namespace'))

  return (
    <div ref={scroller} className={styles.scroller}>
      {/* Rows handle the arrow keys that reach them from their links. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <table
        className={styles.table}
        aria-label="Functions"
        aria-rowcount={rows.length + 1}
        onKeyDown={(event) => moveByArrow(event, (row) => virtual.scrollToIndex(row))}
      >
        <colgroup>
          {shown.map(({ key }) => (
            <col key={key} className={styles[key]} />
          ))}
          <col className={styles.actions} />
        </colgroup>
        <thead>
          <tr aria-rowindex={1}>
            {shown.map((column) => (
              <SortableHeader key={column.key} column={column} order={order} onOrder={onOrder} />
            ))}
            <td className={styles.head} />
          </tr>
        </thead>
        <tbody>
          {before > 0 && <tr aria-hidden="true" style={{ height: before }} />}
          {visible.map(({ index }) => {
            const row = rows[index]
            if (!row) return null
            return (
              <tr
                key={`${row.namespace}/${row.name}`}
                className={styles.row}
                data-row={index}
                data-state={row.state}
                aria-rowindex={index + 2}
              >
                <td>
                  <Link className={styles.link} to={pathOf(row)}>
                    {row.name}
                  </Link>
                </td>
                {!hidesNamespace && <td className={styles.soft}>{row.namespace}</td>}
                <td className={styles.soft}>{row.runtime}</td>
                <td title={row.reason}>
                  <span className={styles.status} data-state={row.state}>
                    <StatusDot tone={row.state} />
                    {stateWords[row.state]}
                    {row.reason && <span className={styles.reason}>{row.reason}</span>}
                  </span>
                </td>
                <td className={styles.number}>
                  {row.ready} / {row.wanted}
                </td>
                <td className={styles.soft}>
                  <RelativeTime time={row.changedAt} />
                </td>
                <td className={styles.menu}>
                  <RowActions row={row} onDelete={() => onDelete(row)} />
                </td>
              </tr>
            )
          })}
          {after > 0 && <tr aria-hidden="true" style={{ height: after }} />}
        </tbody>
      </table>
    </div>
  )
}

interface SortableHeaderProps {
  column: Column
  order: RowOrder
  onOrder: (order: RowOrder) => void
}

function SortableHeader({ column: { key, label }, order, onOrder }: SortableHeaderProps) {
  const isSorted = order.key === key
  // The newest change is what one looks for; everything else starts from the front.
  const first = key === 'changedAt'
  const next: RowOrder = { key, isDescending: isSorted ? !order.isDescending : first }
  const Arrow = order.isDescending ? IconArrowDown : IconArrowUp
  return (
    <th
      scope="col"
      className={styles.head}
      aria-sort={isSorted ? (order.isDescending ? 'descending' : 'ascending') : undefined}
    >
      <button type="button" className={styles.sort} onClick={() => onOrder(next)}>
        {label}
        {isSorted && <Arrow size={14} aria-hidden="true" />}
      </button>
    </th>
  )
}
