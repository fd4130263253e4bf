/**
 * The half of the session that this page keeps; the other half is a cookie no script can read. It lies in
 * `localStorage`, so that every tab of this origin is signed in, and only this origin can read it.
 */
import type { ApiError } from './api-error.ts'

const key = 'kui:session'
let refused: (error: ApiError) => void = () => undefined
/** For a browser whose storage is switched off: then a session lasts as long as the page. */
let inMemory: string | undefined

export function storedHalf(): string | undefined {
  try {
    return localStorage.getItem(key) ?? inMemory
  } catch {
    return inMemory
  }
}

export function storeHalf(half: string | undefined): void {
  inMemory = half
  try {
    if (half === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, half)
  } catch {
    // Kept in memory, see above.
  }
}

export function sessionHeaders(): Record<string, string> {
  const half = storedHalf()
  return half === undefined ? {} : { 'x-kui-session': half }
}

/** Whom to tell when the server no longer accepts the session. */
export function onSessionRefused(listener: (error: ApiError) => void): void {
  refused = listener
}

export function sessionRefused(error: ApiError): void {
  refused(error)
}

/** Calls back when another tab signs in or out. */
export function onHalfChangedElsewhere(listener: () => void): () => void {
  const handle = (event: StorageEvent) => {
    if (event.key === key) listener()
  }
  window.addEventListener('storage', handle)
  return () => window.removeEventListener('storage', handle)
}
