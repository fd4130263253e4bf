/**
 * Which lines of a feed pass the filter. A hundred thousand lines are looked through in slices, the newest first,
 * so that neither a keystroke nor a flood of lines holds up the page; what is known of a line is not asked again.
 */
import type { LogFeed } from './log-feed.ts'
import { everyLine, lineTest } from './log-filter.ts'
import type { LogFilter } from './log-filter.ts'
import type { NumberedLine } from './log-lines.ts'

export interface ShownLines {
  /** Those that pass, in their order; while `isWorking` those among the newest. */
  lines: readonly NumberedLine[]
  isWorking: boolean
}

export interface LogView {
  snapshot: () => ShownLines
  subscribe: (listener: () => void) => () => void
  choose(filter: LogFilter): void
  /** All that pass, however long it takes: for those who take them away. */
  all(): readonly NumberedLine[]
}

export interface ViewClock {
  /** Milliseconds. */
  now(): number
  /** Calls back soon, once for many changes. */
  soon(callback: () => void): void
}

/** The page stays fluid as long as a frame has time for more than this. */
const sliceMs = 6
/** While it looks, what was found so far is told this often. */
const progressMs = 100
/** Lines between two looks at the clock. */
const stride = 250

export function createLogView(feed: Pick<LogFeed, 'snapshot' | 'subscribe'>, clock: ViewClock): LogView {
  const listeners = new Set<() => void>()
  let leave: (() => void) | undefined
  let filter = everyLine
  let verdicts = createVerdicts()
  let seen: readonly NumberedLine[] | undefined
  let shown: ShownLines = { lines: [], isWorking: false }
  let search: Search = { lines: [], at: 0, passed: [] }
  let toldAt = -Infinity
  let isAsked = false

  const look = (deadline: number): boolean => {
    const { lines } = feed.snapshot()
    const test = lineTest(filter)
    if (!test) {
      seen = lines
      shown = { lines, isWorking: false }
      return true
    }
    if (lines !== seen) search = { lines, at: lines.length, passed: [] }
    seen = lines
    sift(search, test, verdicts, () => clock.now() >= deadline)
    return search.at === 0
  }
  const work = () => {
    const isDone = look(clock.now() + sliceMs)
    if (!isDone && listeners.size > 0) askForMore()
    // Drawing what is found takes longer than finding it.
    if (!isDone && clock.now() - toldAt < progressMs) return
    show(!isDone)
    for (const listener of listeners) listener()
  }
  const show = (isWorking: boolean) => {
    if (lineTest(filter)) shown = { lines: search.passed.toReversed(), isWorking }
    toldAt = clock.now()
  }
  const askForMore = () => {
    if (isAsked) return
    isAsked = true
    clock.soon(() => {
      isAsked = false
      work()
    })
  }
  const handleFeed = () => {
    if (feed.snapshot().lines !== seen) work()
  }

  return {
    snapshot: () => shown,
    subscribe(listener) {
      listeners.add(listener)
      leave ??= feed.subscribe(handleFeed)
      if (feed.snapshot().lines !== seen) askForMore()
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        leave?.()
        leave = undefined
      }
    },
    choose(next) {
      filter = next
      verdicts = createVerdicts()
      seen = undefined
      toldAt = -Infinity
      work()
    },
    all() {
      look(Infinity)
      show(false)
      return shown.lines
    },
  }
}

interface Search {
  lines: readonly NumberedLine[]
  /** How far it has come: everything from here on has been looked at. */
  at: number
  /** What has passed, the newest first. */
  passed: NumberedLine[]
}

/** Goes on with a search until it is through or the time is up. */
function sift(
  search: Search,
  test: (line: NumberedLine) => boolean,
  verdicts: Verdicts,
  isTimeUp: () => boolean,
): void {
  const { lines, passed } = search
  let tested = 0
  let at = search.at
  while (at > 0) {
    const line = lines[at - 1]
    if (!line) break
    let verdict = verdicts.of(line.number)
    if (verdict === undefined) {
      if (tested > 0 && tested % stride === 0 && isTimeUp()) break
      tested++
      verdict = test(line)
      verdicts.note(line.number, verdict)
    }
    if (verdict) passed.push(line)
    at--
  }
  search.at = at
}

interface Verdicts {
  of(number: number): boolean | undefined
  note(number: number, verdict: boolean): void
}

/** A power of two, well above the lines that are kept. */
const places = 2 ** 18

/** What was found out about lines, by their numbers; forgets the oldest. Small, since it is asked for each line of each frame. */
function createVerdicts(): Verdicts {
  const numbers = new Float64Array(places)
  const verdicts = new Uint8Array(places)
  return {
    of: (number) => (numbers[number % places] === number ? verdicts[number % places] === 1 : undefined),
    note(number, verdict) {
      numbers[number % places] = number
      verdicts[number % places] = verdict ? 1 : 0
    },
  }
}
