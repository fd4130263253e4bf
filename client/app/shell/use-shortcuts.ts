import { useEffect, useEffectEvent } from 'react'
import { hasSingleKeys } from '../single-keys.ts'

export interface Shortcuts {
  onNew: () => void
  onPalette: () => void
  /** There was no search field to go to; it is to be shown. */
  onSearch: () => void
}

/** The keys that work everywhere: `/` searches, `n` creates, Ctrl+K or ⌘K opens the command palette. */
export function useShortcuts({ onNew, onPalette, onSearch }: Shortcuts): void {
  const handle = useEffectEvent((event: KeyboardEvent) => {
    if (isPaletteKey(event)) {
      event.preventDefault()
      event.stopPropagation()
      if (!document.querySelector('dialog[open]')) onPalette()
      return
    }
    if (!hasSingleKeys() || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
    if (document.querySelector('dialog[open]')) return
    if (event.key === 'n') {
      event.preventDefault()
      onNew()
    }
    if (event.key === '/') {
      event.preventDefault()
      const field = () => document.querySelector<HTMLInputElement>('[data-search]')
      if (!field()) onSearch()
      requestAnimationFrame(() => field()?.focus())
    }
  })
  useEffect(() => {
    const listener = (event: KeyboardEvent) => handle(event)
    // While going down, before the editor takes Ctrl+K for the beginning of a chord of its own.
    window.addEventListener('keydown', listener, { capture: true })
    return () => window.removeEventListener('keydown', listener, { capture: true })
  }, [])
}

function isPaletteKey({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey && !shiftKey
}

function isTyping({ target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target instanceof HTMLInputElement) return !['radio', 'checkbox', 'button'].includes(target.type)
  return target.isContentEditable || target.matches('textarea, select, [role=textbox], [role=menuitem]')
}
