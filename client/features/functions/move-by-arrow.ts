import type { KeyboardEvent } from 'react'

/**
 * Arrow keys move from row to row: each row's link lies in an element with `data-row`, its number. Rows
 * out of view do not exist, so the one to go to is scrolled into view first.
 */
export function moveByArrow(event: KeyboardEvent<HTMLElement>, scrollTo: (row: number) => void): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
  const list = event.currentTarget
  const row = (event.target as HTMLElement).closest<HTMLElement>('[data-row]')
  if (step === 0 || !row || event.altKey || event.ctrlKey || event.metaKey) return
  event.preventDefault()
  // Between two rows there may be a heading.
  for (const to of [Number(row.dataset.row) + step, Number(row.dataset.row) + 2 * step]) {
    const next = list.querySelector<HTMLElement>(`[data-row="${to}"] a`)
    if (!next) continue
    scrollTo(to)
    return next.focus({ preventScroll: true })
  }
}
