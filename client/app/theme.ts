/** Which theme is shown: the system's, or one that was chosen and is remembered. `public/theme.js` sets it before the first paint. */
export type Theme = 'system' | 'light' | 'dark'

const key = 'kui:theme'
const listeners = new Set<() => void>()

export function currentTheme(): Theme {
  const chosen = document.documentElement.dataset.theme
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

export function chooseTheme(theme: Theme): void {
  show(theme)
  try {
    if (theme === 'system') localStorage.removeItem(key)
    else localStorage.setItem(key, theme)
  } catch {
    // Storage is switched off: the choice lasts as long as the page.
  }
}

/** Calls back when the theme is chosen, in this tab or another. */
export function subscribeToTheme(listener: () => void): () => void {
  const handle = (event: StorageEvent) => {
    if (event.key === key)
      show(event.newValue === 'light' || event.newValue === 'dark' ? event.newValue : 'system')
  }
  listeners.add(listener)
  window.addEventListener('storage', handle)
  return () => {
    listeners.delete(listener)
    window.removeEventListener('storage', handle)
  }
}

function show(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
  listeners.forEach((tell) => tell())
}
