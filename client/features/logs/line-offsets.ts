/** Where each of many lines stands in a list that draws only a few of them. Pure. */

export interface LineOffsets {
  /** Height of all lines. */
  total: number
  /** Where a line begins. */
  top: (index: number) => number
  /** The line at a height; the last one below all of them. */
  at: (y: number) => number
}

/** Every line has one height. */
export function evenOffsets(count: number, height: number): LineOffsets {
  return {
    total: count * height,
    top: (index) => index * height,
    at: (y) => Math.max(0, Math.min(count - 1, Math.floor(y / height))),
  }
}

/**
 * Of lines that have their own heights, in a list that changes: what was known of lines that are still there is kept, so that a list that grows
 * at its end and shrinks at its beginning costs next to nothing.
 */
export function createOffsets<Line>(heightOf: (line: Line) => number) {
  let lines: readonly Line[] = []
  let tops: Float64Array = new Float64Array(1)
  return {
    of(next: readonly Line[]): LineOffsets {
      const gone = next[0] === undefined ? -1 : lines.indexOf(next[0])
      const left = gone < 0 ? 0 : lines.length - gone
      const isSame = left > 0 && left <= next.length && next[left - 1] === lines.at(-1)
      const changed = new Float64Array(next.length + 1)
      if (isSame) {
        changed.set(tops.subarray(gone))
        const above = tops[gone] ?? 0
        if (above > 0) for (let at = 0; at <= left; at++) changed[at] = (changed[at] ?? 0) - above
      }
      const known = isSame ? left : 0
      tops = topsOf(changed, known, (index) => {
        const line = next[index]
        return line === undefined ? 0 : heightOf(line)
      })
      lines = next
      return offsetsIn(tops)
    },
    /** Heights have changed. */
    forget() {
      lines = []
    },
  }
}

/** Fills in where lines begin, from the line `from` on, whose own beginning is known. */
function topsOf(tops: Float64Array, from: number, heightOf: (index: number) => number): Float64Array {
  let top = tops[from] ?? 0
  for (let index = from; index < tops.length - 1; index++) {
    tops[index] = top
    top += heightOf(index)
  }
  tops[tops.length - 1] = top
  return tops
}

function offsetsIn(tops: Float64Array): LineOffsets {
  const total = tops.at(-1) ?? 0
  return {
    total,
    top: (index) => tops[index] ?? total,
    at(y) {
      let [low, high] = [0, Math.max(0, tops.length - 2)]
      while (low < high) {
        const middle = (low + high + 1) >>> 1
        if ((tops[middle] ?? total) <= y) low = middle
        else high = middle - 1
      }
      return low
    },
  }
}
