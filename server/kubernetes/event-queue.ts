/** Puts what happens in a row for one reader who takes it when ready, and never holds more than a set number. */

/** Between one who tells and one who reads. */
export interface EventQueue<T> extends AsyncIterable<T> {
  push(event: T): void
  /** The reader gets what is left, then the end. */
  end(): void
}

/** `onOverflow` says what to keep instead of everything that waited. Ends when `signal` aborts. */
export function startEventQueue<T>(
  most: number,
  onOverflow: (waiting: T[]) => T[],
  signal: AbortSignal,
): EventQueue<T> {
  let waiting: T[] = []
  let isEnded = false
  let wake: (() => void) | undefined
  const ring = () => {
    wake?.()
    wake = undefined
  }
  const end = () => {
    isEnded = true
    ring()
  }
  if (signal.aborted) isEnded = true
  signal.addEventListener('abort', end, { once: true })
  return {
    push(event) {
      if (isEnded) return
      waiting.push(event)
      if (waiting.length > most) waiting = onOverflow(waiting)
      ring()
    },
    end,
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          while (waiting.length > 0 && !signal.aborted) yield waiting.shift() as T
          if (isEnded) return
          await new Promise<void>((resolve) => (wake = resolve))
        }
      } finally {
        isEnded = true
        signal.removeEventListener('abort', end)
      }
    },
  }
}
