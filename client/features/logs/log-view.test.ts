import { expect, test } from 'vitest'
import { everyLine } from './log-filter.ts'
import { appendLines, noLines } from './log-lines.ts'
import type { LogLines } from './log-lines.ts'
import { createLogView } from './log-view.ts'

/** Lines `from` to `to`, every tenth of them a needle. */
function hay(from: number, to: number, before: LogLines = noLines): LogLines {
  const all = Array.from({ length: to - from }, (_, at) => ({
    pod: 'a',
    container: 'hello',
    time: `2026-11-24T10:00:00.${String(from + at).padStart(9, '0')}Z`,
    text: (from + at) % 10 === 0 ? `needle ${from + at}` : `hay ${from + at}`,
  }))
  return appendLines(before, all)
}

/** A view of what `set` says, and a clock in which a look at it takes a millisecond. */
function aView(given: LogLines) {
  let kept = given
  let time = 0
  let tellFeed = () => undefined as void
  const waiting: (() => void)[] = []
  const feed = {
    snapshot: () => ({
      ...kept,
      connection: 'following' as const,
      isPaused: false,
      heldBack: 0,
      isHoldingOff: false,
      pods: [],
    }),
    subscribe: (listener: () => void) => {
      tellFeed = listener
      return () => undefined
    },
  }
  const view = createLogView(feed, { now: () => time++, soon: (callback) => waiting.push(callback) })
  view.subscribe(() => undefined)
  return {
    view,
    set: (next: LogLines) => {
      kept = next
      tellFeed()
    },
    /** Lets so many slices be done; gives how many there were to do. */
    slices: (most = Infinity) => {
      let done = 0
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        next()
        if (++done >= most) break
      }
      return done
    },
    texts: () => view.snapshot().lines.map(({ text }) => text),
  }
}

test('without a filter the view is what the feed has', () => {
  const kept = hay(0, 10)
  const { view, slices } = aView(kept)
  slices()
  expect(view.snapshot()).toEqual({ lines: kept.lines, isWorking: false })
})

test('many lines are looked through in slices, the newest first, and each only once', () => {
  const { view, slices, texts } = aView(hay(0, 10_000))
  slices()
  view.choose({ ...everyLine, text: 'needle' })
  expect(view.snapshot().isWorking).toBe(true)
  expect(texts().at(-1)).toBe('needle 9990')
  expect(texts().length).toBeLessThan(1_000)
  expect(slices()).toBeGreaterThan(1)
  expect(view.snapshot().isWorking).toBe(false)
  expect(texts()).toEqual(Array.from({ length: 1_000 }, (_, at) => `needle ${at * 10}`))
})

test('lines that come while it looks, or after, are looked at too', () => {
  const first = hay(0, 10_000)
  const { view, set, slices, texts } = aView(first)
  slices()
  view.choose({ ...everyLine, text: 'needle' })
  const second = hay(10_000, 10_011, first)
  set(second)
  slices()
  expect(texts().at(-1)).toBe('needle 10010')
  expect(texts()).toHaveLength(1_002)
  set(hay(10_011, 10_021, second))
  expect(texts()).toHaveLength(1_003)
})

test('whoever takes the lines away gets all that pass, at once', () => {
  const { view, slices } = aView(hay(0, 10_000))
  slices()
  view.choose({ ...everyLine, text: 'needle' })
  expect(view.all()).toHaveLength(1_000)
})

test('another filter begins anew', () => {
  const { view, slices, texts } = aView(hay(0, 100))
  slices()
  view.choose({ ...everyLine, text: 'needle' })
  view.choose({ ...everyLine, text: 'hay 9' })
  slices()
  expect(texts()).toEqual(['hay 9', ...Array.from({ length: 9 }, (_, at) => `hay ${91 + at}`)])
})
