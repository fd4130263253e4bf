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
/** Lines between two looks at the clock. */
const stride = 250

export function createLogView(feed: Pick<LogFeed, 'snapshot' | 'subscribe'>, clock: ViewClock): LogView {
  const listeners = new Set<() => void>()
  let leave: (() => void) | undefined
  let filter = everyLine
  let verdicts = createVerdicts()
  let seen: readonly NumberedLine[] | undefined
  let shown: ShownLines = { lines: [], isWorking: false }
  let isAsked = false

  const look = (deadline: number) => {
    seen = feed.snapshot().lines
    const test = lineTest(filter)
    shown = test
      ? sift(seen, test, verdicts, () => clock.now() >= deadline)
      : { lines: seen, isWorking: false }
  }
  const work = () => {
    look(clock.now() + sliceMs)
    if (shown.isWorking && listeners.size > 0) askForMore()
    for (const listener of listeners) listener()
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
      work()
    },
    all() {
      look(Infinity)
      return shown.lines
    },
  }
}

function sift(
  lines: readonly NumberedLine[],
  test: (line: NumberedLine) => boolean,
  verdicts: Verdicts,
  isTimeUp: () => boolean,
): ShownLines {
  const passed: NumberedLine[] = []
  let tested = 0
  let isWorking = false
  for (let at = lines.length - 1; at >= 0; at--) {
    const line = lines[at]
    if (!line) continue
    let verdict = verdicts.of(line.number)
    if (verdict === undefined) {
      if (tested > 0 && tested % stride === 0 && isTimeUp()) {
        isWorking = true
        break
      }
      tested++
      verdict = test(line)
      verdicts.note(line.number, verdict)
    }
    if (verdict) passed.push(line)
  }
  return { lines: passed.reverse(), isWorking }
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
