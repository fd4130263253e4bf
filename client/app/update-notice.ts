/** Knows whether the server has a newer page than this one. */
import { useSyncExternalStore } from 'react'
import { isPageOutdated } from '../api/page-version.ts'

const listeners = new Set<() => void>()
let isAvailable = false

export function watchForUpdates(): void {
  // Vite reports a part of the page that could not be loaded: gone with its version, or the server is away.
  window.addEventListener('vite:preloadError', () => {
    void isPageOutdated().then((isOutdated) => {
      if (isOutdated) noticeUpdate()
    })
  })
}

export function noticeUpdate(): void {
  isAvailable = true
  listeners.forEach((tell) => tell())
}

export function useUpdateAvailable(): boolean {
  return useSyncExternalStore(subscribe, () => isAvailable)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
