import { useCallback, useLayoutEffect, useMemo, useState } from 'react'
import type { RefObject } from 'react'
import { createOffsets } from './line-offsets.ts'
import type { LineOffsets } from './line-offsets.ts'
import type { NumberedLine } from './log-lines.ts'
import { longestLine } from './log-text.ts'

/** Of a line that needs no second row, in pixels; the line height in `log-list.module.css`. */
export const rowHeight = 20

/** A guess until a line has been drawn: the width of a character, and of what stands beside the text. */
const characterWidth = 7.2
const besideText = 140
const podWidth = 48

/** Guesses are nearly right, so few lines are in need of it. */
const mostMeasured = 20_000

export interface Heights {
  offsetsOf: (lines: readonly NumberedLine[]) => LineOffsets
  /** Looks at what has been drawn, from the line `first` on; changes `version` when it was not as guessed. */
  measure: (drawn: HTMLElement, lines: readonly NumberedLine[], first: number) => void
  version: number
}

/** How high wrapped lines are: guessed by their length, then as drawn. */
export function useHeights(width: number, hasPods: boolean): Heights {
  const [version, setVersion] = useState(0)
  // Another width, other heights.
  const known = useMemo(() => {
    const columns = Math.max(10, Math.floor((width - besideText - (hasPods ? podWidth : 0)) / characterWidth))
    const measured = new Map<number, number>()
    const heightOf = (line: NumberedLine) => {
      const rows = Math.ceil(Math.min(line.plain.length, longestLine) / columns)
      return measured.get(line.number) ?? Math.max(1, rows) * rowHeight
    }
    return { measured, heightOf, offsets: createOffsets(heightOf) }
  }, [width, hasPods])

  const measure = useCallback(
    (drawn: HTMLElement, lines: readonly NumberedLine[], first: number) => {
      let hasChanged = false
      for (const [at, row] of [...drawn.children].entries()) {
        const line = lines[first + at]
        const height = row.getBoundingClientRect().height
        if (!line || height === 0 || Math.abs(known.heightOf(line) - height) < 1) continue
        if (known.measured.size >= mostMeasured) known.measured.clear()
        known.measured.set(line.number, height)
        hasChanged = true
      }
      if (!hasChanged) return
      known.offsets.forget()
      setVersion((before) => before + 1)
    },
    [known],
  )
  const offsetsOf = useCallback((lines: readonly NumberedLine[]) => known.offsets.of(lines), [known])
  return { offsetsOf, measure, version }
}

export interface BoxSize {
  width: number
  height: number
}

/** The inner size of an element, as it changes. */
export function useBoxSize(box: RefObject<HTMLElement | null>): BoxSize {
  const [size, setSize] = useState<BoxSize>({ width: 800, height: 600 })
  useLayoutEffect(() => {
    const element = box.current
    if (!element) return
    const look = () => {
      const { clientWidth: width, clientHeight: height } = element
      setSize((before) => (before.width === width && before.height === height ? before : { width, height }))
    }
    look()
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => observer.disconnect()
  }, [box])
  return size
}
