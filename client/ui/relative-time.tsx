import { useSyncExternalStore } from 'react'
import { relativeWords } from '../lib/relative-words.ts'

/** How long ago something was, in words that stay true; the exact time is its tooltip. */
export function RelativeTime({ time, className }: { time: string; className?: string }) {
  const now = useSyncExternalStore(subscribe, steppedNow)
  const date = new Date(time)
  if (Number.isNaN(date.getTime())) return null
  return (
    <time className={className} dateTime={time} title={exact.format(date)}>
      {relativeWords(date.getTime(), Math.max(now, date.getTime()))}
    </time>
  )
}

const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' })
const stepMs = 10_000

// One clock for all: ten thousand rows need no timer each.
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(() => listeners.forEach((tell) => tell()), stepMs)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function steppedNow(): number {
  return Math.floor(Date.now() / stepMs) * stepMs
}
