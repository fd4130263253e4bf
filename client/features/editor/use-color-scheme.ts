import { useSyncExternalStore } from 'react'

/** The scheme the page is shown in: the one chosen for the page, else the system's. */
export function useColorScheme(): 'light' | 'dark' {
  return useSyncExternalStore(subscribe, current)
}

const systemIsDark = () => matchMedia('(prefers-color-scheme: dark)')

function subscribe(listener: () => void): () => void {
  const observer = new MutationObserver(listener)
  observer.observe(document.documentElement, { attributes: true })
  const query = systemIsDark()
  query.addEventListener('change', listener)
  return () => {
    observer.disconnect()
    query.removeEventListener('change', listener)
  }
}

function current(): 'light' | 'dark' {
  const chosen = getComputedStyle(document.documentElement).colorScheme
  if (chosen === 'dark' || chosen === 'light') return chosen
  return systemIsDark().matches ? 'dark' : 'light'
}
