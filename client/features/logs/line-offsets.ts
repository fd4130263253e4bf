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

/** Each line has its own height. */
export function unevenOffsets(count: number, heightOf: (index: number) => number): LineOffsets {
  const tops = new Float64Array(count + 1)
  let total = 0
  for (let index = 0; index < count; index++) {
    tops[index] = total
    total += heightOf(index)
  }
  tops[count] = total
  return {
    total,
    top: (index) => tops[index] ?? total,
    at(y) {
      let [low, high] = [0, Math.max(0, count - 1)]
      while (low < high) {
        const middle = (low + high + 1) >>> 1
        if ((tops[middle] ?? total) <= y) low = middle
        else high = middle - 1
      }
      return low
    },
  }
}
