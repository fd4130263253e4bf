import { useLayoutEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { evenOffsets } from './line-offsets.ts'
import { firstSince } from './log-lines.ts'
import type { NumberedLine } from './log-lines.ts'
import { LogRow } from './log-row.tsx'
import type { Linked } from './log-row.tsx'
import { rowHeight, useBoxSize, useHeights } from './use-heights.ts'
import styles from './log-list.module.css'

export interface LogListProps {
  lines: readonly NumberedLine[]
  pods: readonly string[]
  linked: Linked
  wraps: boolean
}

/** What somebody who has left the end looks at: it stays where it is, whatever comes and goes around it. */
interface Anchor {
  line: NumberedLine
  /** How much of it is above the edge. */
  offset: number
}

/** Very many lines, of which those in view are drawn; stays at the newest until scrolled up. */
export function LogList({ lines, pods, linked, wraps }: LogListProps) {
  const box = useRef<HTMLDivElement>(null)
  const drawn = useRef<HTMLDivElement>(null)
  const [isAtEnd, setIsAtEnd] = useState(true)
  const [top, setTop] = useState(0)
  const size = useBoxSize(box)
  const hasPods = pods.length > 1
  const { offsetsOf, measure, version } = useHeights(size.width, hasPods)
  const offsets = useMemo(
    () => (wraps ? offsetsOf(lines) : evenOffsets(lines.length, rowHeight)),
    // Heights are found out as lines are drawn; `version` says that some have been.
    // eslint-disable-next-line react-hooks/exhaustive-deps
    [lines, wraps, offsetsOf, version],
  )
  // While following, what is drawn is the end, wherever the box was scrolled to before.
  const from = isAtEnd ? Math.max(0, offsets.total - size.height) : top
  const first = Math.max(0, offsets.at(from) - overscan)
  const end = Math.min(lines.length, offsets.at(from + size.height) + 1 + overscan)

  const anchor = useRef<Anchor>(undefined)
  const lastTop = useRef(0)
  useLayoutEffect(() => {
    if (wraps && drawn.current) measure(drawn.current, lines, first)
  })
  useLayoutEffect(() => {
    if (!box.current) return
    const wanted = isAtEnd ? box.current.scrollHeight : topOf(anchor.current, lines, offsets.top)
    if (wanted === undefined || Math.abs(box.current.scrollTop - wanted) < 1) return
    box.current.scrollTop = wanted
    lastTop.current = box.current.scrollTop
  }, [lines, offsets, isAtEnd, size])

  const noteScroll = () => {
    const element = box.current
    if (!element) return
    const { scrollTop } = element
    const isNearEnd = element.scrollHeight - scrollTop - element.clientHeight < 2 * rowHeight
    // Only whoever scrolls up leaves the end; lines that came since the scroll was asked for do not count.
    if (isNearEnd) setIsAtEnd(true)
    else if (scrollTop < lastTop.current) setIsAtEnd(false)
    lastTop.current = scrollTop
    const index = offsets.at(scrollTop)
    const line = lines[index]
    anchor.current = line && { line, offset: scrollTop - offsets.top(index) }
    setTop(scrollTop)
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
        <div className={styles.all} data-wraps={wraps} style={{ height: offsets.total }}>
          <div
            ref={drawn}
            className={styles.drawn}
            style={{ transform: `translateY(${offsets.top(first)}px)` }}
          >
            {lines.slice(first, end).map((line) => (
              <div key={line.number} className={styles.row} data-level={line.level}>
                <LogRow
                  line={line}
                  linked={linked}
                  podNumber={hasPods ? pods.indexOf(line.pod) : undefined}
                />
              </div>
            ))}
          </div>
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

/** Lines drawn beyond each edge, so that a quick scroll meets no gap. */
const overscan = 12

function topOf(
  anchor: Anchor | undefined,
  lines: readonly NumberedLine[],
  top: (index: number) => number,
): number | undefined {
  if (!anchor) return undefined
  const { line, offset } = anchor
  let index = firstSince(lines, line.time)
  while (lines[index]?.time === line.time && lines[index]?.number !== line.number) index++
  // It may be filtered out, or have left the ring: then the next one stands where it stood.
  return top(index) + (lines[index] === line ? offset : 0)
}
