/** Times with nanoseconds, in which no two lines of a log are alike. */

export interface NanoClock {
  /** RFC 3339, always nine digits behind the point, later than every one before. */
  next(): string
}

export function startClock(): NanoClock {
  let lastMs = 0
  let lastNanos = -1
  let second = 0
  let prefix = ''
  return {
    next() {
      const now = performance.timeOrigin + performance.now()
      let ms = Math.floor(now)
      let nanos = Math.floor((now - ms) * 1e6)
      if (ms < lastMs || (ms === lastMs && nanos <= lastNanos)) [ms, nanos] = [lastMs, lastNanos + 1]
      if (nanos >= 1e6) [ms, nanos] = [ms + 1, nanos - 1e6]
      lastMs = ms
      lastNanos = nanos
      const whole = Math.floor(ms / 1000)
      if (whole !== second) {
        second = whole
        prefix = new Date(whole * 1000).toISOString().slice(0, 20)
      }
      return `${prefix}${String(ms % 1000).padStart(3, '0')}${String(nanos).padStart(6, '0')}Z`
    },
  }
}

/** Any ISO time, spelled so that it compares with those of a clock as text. Undefined when it is no time. */
export function toNanoTime(time: string): string | undefined {
  const ms = Date.parse(time)
  if (Number.isNaN(ms)) return undefined
  const iso = new Date(ms).toISOString()
  const fraction = /\.(\d+)/.exec(time)?.[1] ?? ''
  return `${iso.slice(0, 20)}${fraction.slice(0, 9).padEnd(9, '0')}Z`
}
