import { useVirtualizer } from '@tanstack/react-virtual'
import { useLayoutEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import type { NumberedLine } from './log-lines.ts'
import { LogRow } from './log-row.tsx'
import type { Linked } from './log-row.tsx'
import styles from './log-list.module.css'

export interface LogListProps {
  lines: readonly NumberedLine[]
  pods: readonly string[]
  linked: Linked
  wraps: boolean
}

/** Thousands of lines, of which those in view are drawn; stays at the newest until scrolled up. */
export function LogList({ lines, pods, linked, wraps }: LogListProps) {
  const box = useRef<HTMLDivElement>(null)
  const [isAtEnd, setIsAtEnd] = useState(true)
  // No React compiler is used, so there is nothing it could skip.
  // eslint-disable-next-line react-hooks/incompatible-library
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => lines[index]?.number ?? index,
    overscan: 30,
  })
  const height = rows.getTotalSize()

  // After every rendering: lines come, and those that wrap find out their height one after the other.
  useLayoutEffect(() => {
    if (isAtEnd && box.current) box.current.scrollTop = box.current.scrollHeight
  })

  const lastTop = useRef(0)
  const noteScroll = () => {
    const element = box.current
    if (!element) return
    const isNearEnd = element.scrollHeight - element.scrollTop - element.clientHeight < 2 * rowHeight
    // Only whoever scrolls up leaves the end; lines that came since the scroll was asked for do not count.
    if (isNearEnd) setIsAtEnd(true)
    else if (element.scrollTop < lastTop.current) setIsAtEnd(false)
    lastTop.current = element.scrollTop
  }

  return (
    <div className={styles.frame}>
      <div
        ref={box}
        className={styles.box}
        onScroll={noteScroll}
        // A log is scrolled by keyboard too.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        role="group"
        aria-label="Log lines"
      >
        <div className={styles.all} data-wraps={wraps} style={{ height }}>
          {rows.getVirtualItems().map(({ key, index, start }) => {
            const line = lines[index]
            if (!line) return null
            return (
              <div
                key={key}
                ref={wraps ? rows.measureElement : undefined}
                data-index={index}
                className={styles.row}
                style={{ transform: `translateY(${start}px)` }}
              >
                <LogRow
                  line={line}
                  linked={linked}
                  podNumber={pods.length > 1 ? pods.indexOf(line.pod) : undefined}
                />
              </div>
            )
          })}
        </div>
      </div>
      {!isAtEnd && (
        <Button className={styles.jump} onClick={() => setIsAtEnd(true)}>
          Jump to latest
        </Button>
      )}
    </div>
  )
}

const rowHeight = 20
