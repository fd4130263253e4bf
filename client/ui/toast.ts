/** Short messages about what has just been done; errors belong beside what failed, not here. */
export interface Toast {
  id: number
  text: string
}

type Listener = () => void

const listeners = new Set<Listener>()
const shownMs = 5000
const shownAtOnce = 3
let toasts: readonly Toast[] = []
let nextId = 1

/** Says it for a few seconds. */
export function toast(text: string): void {
  const added = { id: nextId++, text }
  set([...toasts, added].slice(-shownAtOnce))
  setTimeout(() => dismissToast(added.id), shownMs)
}

export function dismissToast(id: number): void {
  set(toasts.filter((known) => known.id !== id))
}

export function currentToasts(): readonly Toast[] {
  return toasts
}

export function subscribeToToasts(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

function set(next: readonly Toast[]): void {
  toasts = next
  listeners.forEach((tell) => tell())
}
