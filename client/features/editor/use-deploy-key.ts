import { useEffect, useEffectEvent } from 'react'

/** Ctrl+S or ⌘S deploys from anywhere on the page; the browser's own "save page" helps nobody here. */
export function useDeployKey(deploy: () => void): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (
      event.key.toLowerCase() !== 's' ||
      !(event.ctrlKey || event.metaKey) ||
      event.altKey ||
      event.shiftKey
    )
      return
    event.preventDefault()
    if (!event.repeat && !document.querySelector('dialog[open]')) deploy()
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event)
    window.addEventListener('keydown', listener)
    return () => window.removeEventListener('keydown', listener)
  }, [])
}
