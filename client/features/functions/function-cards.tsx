import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { Link } from 'react-router'
import { stateWords } from '../../lib/state-words.ts'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import styles from './function-cards.module.css'
import type { FunctionTableProps } from './function-table.tsx'
import { moveByArrow } from './move-by-arrow.ts'
import { RowActions } from './row-actions.tsx'

const cardHeight = 88

/** All functions where there is no room for a table. */
export function FunctionCards({ rows, hidesNamespace, pathOf, onDelete }: FunctionTableProps) {
  const scroller = useRef<HTMLDivElement>(null)
  // No React compiler is used, so there is nothing it could skip.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => cardHeight,
    overscan: 8,
  })
  return (
    <div ref={scroller} className={styles.scroller}>
      {/* Cards handle the arrow keys that reach them from their links. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul
        aria-label="Functions"
        className={styles.list}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={(event) => moveByArrow(event, (row) => virtual.scrollToIndex(row))}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const row = rows[index]
          if (!row) return null
          return (
            <li
              key={`${row.namespace}/${row.name}`}
              className={styles.card}
              data-row={index}
              data-state={row.state}
              aria-setsize={rows.length}
              aria-posinset={index + 1}
              style={{ transform: `translateY(${start}px)` }}
            >
              <div className={styles.head}>
                <Link className={styles.link} to={pathOf(row)}>
                  {row.name}
                </Link>
                <RowActions row={row} onDelete={() => onDelete(row)} />
              </div>
              <p className={styles.status} data-state={row.state}>
                <StatusDot tone={row.state} />
                {stateWords[row.state]}
                {row.reason && <span className={styles.reason}>{row.reason}</span>}
              </p>
              <p className={styles.facts}>
                {!hidesNamespace && <span>{row.namespace}</span>}
                <span>{row.runtime}</span>
                <span>
                  {row.ready} / {row.wanted} ready
                </span>
                <RelativeTime time={row.changedAt} />
              </p>
            </li>
          )
        })}
      </ul>
    </div>
  )
}
