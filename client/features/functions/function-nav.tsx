import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { NavLink } from 'react-router'
import type { FunctionRef, FunctionSummary } from '#contract/functions.ts'
import { stateWords } from '../../lib/state-words.ts'
import { StatusDot } from '../../ui/status-dot.tsx'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import styles from './function-nav.module.css'
import { moveByArrow } from './move-by-arrow.ts'
import { defaultOrder, sortRows } from './row-order.ts'

export interface FunctionNavProps {
  rows: readonly FunctionSummary[]
  /** Puts a heading above each namespace. */
  groupsByNamespace: boolean
  pathOf: (ref: FunctionRef) => string
}

type Item = { heading: string } | { row: FunctionSummary }

const rowHeight = 32

/** Every function in one line each, to go from one to the next. */
export function FunctionNav({ rows, groupsByNamespace, pathOf }: FunctionNavProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const items = useMemo(() => itemsOf(rows, groupsByNamespace), [rows, groupsByNamespace])
  // No React compiler is used, so there is nothing it could skip.
  // eslint-disable-next-line react-hooks/incompatible-library
  const virtual = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  return (
    <div ref={scroller} className={styles.scroller}>
      {/* Rows handle the arrow keys that reach them from their links. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions */}
      <ul
        className={styles.list}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={(event) => moveByArrow(event, (row) => virtual.scrollToIndex(row))}
      >
        {virtual.getVirtualItems().map(({ index, start }) => {
          const item = items[index]
          if (!item) return null
          const style = { transform: `translateY(${start}px)` }
          if ('heading' in item)
            return (
              <li key={item.heading} className={styles.heading} style={style}>
                {item.heading}
              </li>
            )
          const { row } = item
          const state = stateWords[row.state]
          return (
            <li key={`${row.namespace}/${row.name}`} className={styles.item} data-row={index} style={style}>
              <NavLink
                className={styles.link}
                data-state={row.state}
                to={pathOf(row)}
                title={row.reason ? `${state}: ${row.reason}` : state}
              >
                <StatusDot tone={row.state} />
                <span className={styles.name}>{row.name}</span>
                <VisuallyHidden>{state}</VisuallyHidden>
              </NavLink>
            </li>
          )
        })}
      </ul>
    </div>
  )
}

function itemsOf(rows: readonly FunctionSummary[], groupsByNamespace: boolean): Item[] {
  if (!groupsByNamespace) return sortRows(rows, defaultOrder).map((row) => ({ row }))
  const items: Item[] = []
  let heading: string | undefined
  for (const row of sortRows(rows, { key: 'namespace', isDescending: false })) {
    if (row.namespace !== heading) items.push({ heading: (heading = row.namespace) })
    items.push({ row })
  }
  return items
}
