import { useEffect } from 'react'

let hasArrived = false

/**
 * Rendered after a page, anew for each: moves the focus to the page's heading, so that whoever hears the page
 * hears that it is another one. Not on the first page, where the browser begins at the top by itself.
 */
export function Arrival() {
  useEffect(() => {
    if (!hasArrived) {
      hasArrived = true
      return
    }
    // A dialog that closes in the same moment gives the focus back to where it was; ours comes after.
    const frame = requestAnimationFrame(() => {
      if (document.querySelector('dialog[open]')) return
      const main = document.getElementById('main')
      const heading = main?.querySelector<HTMLElement>('h1')
      if (heading) heading.tabIndex = -1
      ;(heading ?? main)?.focus({ preventScroll: true })
    })
    return () => cancelAnimationFrame(frame)
  }, [])
  return null
}
