/** A time to come by the reader's own clock: only as much of the date as it takes to know which day is meant. */
export function localTime(timeMs: number, nowMs: number): string {
  const time = new Intl.DateTimeFormat('en-GB', { timeStyle: 'short' }).format(timeMs)
  const days = daysBetween(nowMs, timeMs)
  if (days === 0) return `today ${time}`
  if (days === 1) return `tomorrow ${time}`
  const isThisYear = new Date(timeMs).getFullYear() === new Date(nowMs).getFullYear()
  const date = new Intl.DateTimeFormat('en-GB', {
    ...(days < 7 && days > 0
      ? { weekday: 'long' }
      : { day: 'numeric', month: 'short', ...(!isThisYear && { year: 'numeric' }) }),
  }).format(timeMs)
  return `${date} ${time}`
}

/** Midnights between two times, by the local clock. */
function daysBetween(fromMs: number, toMs: number): number {
  const midnight = (ms: number) => {
    const date = new Date(ms)
    return Date.UTC(date.getFullYear(), date.getMonth(), date.getDate())
  }
  return Math.round((midnight(toMs) - midnight(fromMs)) / 86_400_000)
}
