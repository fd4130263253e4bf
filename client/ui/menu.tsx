import { useId, useLayoutEffect, useRef, useState } from 'react'
import type { KeyboardEvent, ReactNode, RefObject } from 'react'
import { classNames } from './class-names.ts'
import styles from './menu.module.css'

export interface MenuItem {
  label: string
  icon?: ReactNode
  onSelect: () => void
  isDangerous?: boolean
  disabled?: boolean
}

export interface MenuProps {
  /** What the button opens: its accessible name and tooltip. */
  label: string
  items: readonly MenuItem[]
  className?: string
  /** What the button shows, usually an icon. */
  children: ReactNode
}

/** A button that opens a list of things to do. */
export function Menu({ label, items, className, children }: MenuProps) {
  const id = useId()
  const [isOpen, setIsOpen] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const close = () => {
    setIsOpen(false)
    button.current?.focus()
  }
  return (
    <>
      <button
        ref={button}
        type="button"
        className={classNames(styles.button, className)}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={() => setIsOpen(!isOpen)}
      >
        <span className={styles.icon} aria-hidden="true">
          {children}
        </span>
      </button>
      {isOpen && (
        <OpenMenu
          id={id}
          label={label}
          items={items}
          button={button}
          onClose={close}
          onLeft={() => setIsOpen(false)}
        />
      )}
    </>
  )
}

interface OpenMenuProps {
  id: string
  label: string
  items: readonly MenuItem[]
  button: RefObject<HTMLButtonElement | null>
  onClose: () => void
  /** It was closed by a press elsewhere, which has taken the focus. */
  onLeft: () => void
}

function OpenMenu({ id, label, items, button, onClose, onLeft }: OpenMenuProps) {
  const ref = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const menu = ref.current
    if (!menu || !button.current) return
    menu.showPopover()
    place(menu, button.current.getBoundingClientRect())
    menu.querySelector<HTMLElement>('[role=menuitem]:enabled')?.focus()
    return () => menu.hidePopover()
  }, [button])
  const handleKey = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault()
      return onClose()
    }
    const choices = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=menuitem]:enabled')]
    const to = targetOf(event.key, choices.indexOf(document.activeElement as HTMLElement), choices.length)
    if (to === undefined) return
    event.preventDefault()
    choices[to]?.focus()
  }
  return (
    <div
      ref={ref}
      id={id}
      role="menu"
      tabIndex={-1}
      aria-label={label}
      popover="auto"
      className={styles.menu}
      onKeyDown={handleKey}
      onToggle={(event) => {
        if (event.newState === 'closed') onLeft()
      }}
    >
      {items.map((item) => (
        <button
          key={item.label}
          type="button"
          role="menuitem"
          tabIndex={-1}
          disabled={item.disabled}
          className={classNames(styles.item, item.isDangerous && styles.dangerous)}
          onClick={() => {
            onClose()
            item.onSelect()
          }}
        >
          {item.icon && (
            <span className={styles.icon} aria-hidden="true">
              {item.icon}
            </span>
          )}
          {item.label}
        </button>
      ))}
    </div>
  )
}

/** Below the button, or above it where there is more room; never beyond the edge of the window. */
function place(menu: HTMLElement, button: DOMRect): void {
  const gap = 4
  const { width, height } = menu.getBoundingClientRect()
  const fitsBelow = button.bottom + gap + height <= window.innerHeight || button.top < window.innerHeight / 2
  const left = Math.min(Math.max(8, button.right - width), window.innerWidth - width - 8)
  menu.style.left = `${left}px`
  menu.style.top = `${fitsBelow ? button.bottom + gap : button.top - gap - height}px`
}

function targetOf(key: string, at: number, count: number): number | undefined {
  if (count === 0) return undefined
  if (key === 'ArrowDown') return (at + 1) % count
  if (key === 'ArrowUp') return (at - 1 + count) % count
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return undefined
}
