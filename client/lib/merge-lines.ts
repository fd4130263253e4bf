/** Two sets of changes to one text, put together line by line. Pure. */

export interface LineMerge {
  text: string
  /** Places where both changed the same lines differently; `text` then holds mine there. */
  conflicts: number
}

/** `undefined` when the texts are too long to be compared in a moment. */
export function mergeLines(base: string, mine: string, theirs: string): LineMerge | undefined {
  const [from, left, right] = [base, mine, theirs].map((text) => text.split('\n')) as [
    string[],
    string[],
    string[],
  ]
  const inMine = matchLines(from, left)
  const inTheirs = matchLines(from, right)
  if (!inMine || !inTheirs) return undefined

  const merged: string[] = []
  let conflicts = 0
  let [at, l, r] = [0, 0, 0]
  while (at <= from.length) {
    // The next line that both kept; what stands before it was changed by one, or by both.
    let next = at
    while (next < from.length && (inMine[next] === undefined || inTheirs[next] === undefined)) next += 1
    const endLeft = next < from.length ? (inMine[next] ?? left.length) : left.length
    const endRight = next < from.length ? (inTheirs[next] ?? right.length) : right.length
    const before = from.slice(at, next)
    const changed = mergeChunk(before, left.slice(l, endLeft), right.slice(r, endRight))
    merged.push(...changed.lines)
    conflicts += changed.isConflict ? 1 : 0
    if (next >= from.length) break
    merged.push(from[next] ?? '')
    ;[at, l, r] = [next + 1, endLeft + 1, endRight + 1]
  }
  return { text: merged.join('\n'), conflicts }
}

function mergeChunk(
  base: string[],
  mine: string[],
  theirs: string[],
): { lines: string[]; isConflict: boolean } {
  if (isSame(mine, theirs) || isSame(theirs, base)) return { lines: mine, isConflict: false }
  if (isSame(mine, base)) return { lines: theirs, isConflict: false }
  return { lines: mine, isConflict: true }
}

/** For each line of `from` the index of the same line in `to`, in order: a longest common subsequence. */
function matchLines(from: readonly string[], to: readonly string[]): (number | undefined)[] | undefined {
  const matches: (number | undefined)[] = Array.from({ length: from.length }, () => undefined)
  let start = 0
  while (start < from.length && start < to.length && from[start] === to[start]) {
    matches[start] = start
    start += 1
  }
  let [endFrom, endTo] = [from.length, to.length]
  while (endFrom > start && endTo > start && from[endFrom - 1] === to[endTo - 1]) {
    endFrom -= 1
    endTo -= 1
    matches[endFrom] = endTo
  }
  const [rows, columns] = [endFrom - start, endTo - start]
  if (rows * columns > mostCells) return undefined

  // lengths[i][j]: of the longest common subsequence of what follows from there.
  const width = columns + 1
  const lengths = new Uint32Array((rows + 1) * width)
  const lengthAt = (i: number, j: number) => lengths[i * width + j] ?? 0
  for (let i = rows - 1; i >= 0; i -= 1)
    for (let j = columns - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        from[start + i] === to[start + j]
          ? lengthAt(i + 1, j + 1) + 1
          : Math.max(lengthAt(i + 1, j), lengthAt(i, j + 1))
  for (let i = 0, j = 0; i < rows && j < columns;) {
    if (from[start + i] === to[start + j]) {
      matches[start + i] = start + j
      i += 1
      j += 1
    } else if (lengthAt(i + 1, j) >= lengthAt(i, j + 1)) i += 1
    else j += 1
  }
  return matches
}

/** 16 MB, a tenth of a second. */
const mostCells = 4_000_000

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((line, at) => line === b[at])
}
