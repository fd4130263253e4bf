import type { KeyboardEvent, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import styles from './tabs.module.css'

export interface TabListProps<Value extends string> {
  /** Ties the tabs to their panels: the same `id` for both, from `useId`. */
  id: string
  /** What the tabs are about; for screen readers. */
  label: string
  tabs: readonly { value: Value; label: ReactNode }[]
  value: Value
  onChange: (value: Value) => void
  className?: string
}

/** A row of tabs: one stop for Tab, arrow keys move within. */
export function TabList<Value extends string>({
  id,
  label,
  tabs,
  value,
  onChange,
  className,
}: TabListProps<Value>) {
  const handleKey = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = tabs.findIndex((tab) => tab.value === value)
    const to = targetOf(event.key, at, tabs.length)
    const tab = to === undefined ? undefined : tabs[to]
    if (!tab) return
    event.preventDefault()
    onChange(tab.value)
    document.getElementById(tabId(id, tab.value))?.focus()
  }
  return (
    <div
      role="tablist"
      tabIndex={-1}
      aria-label={label}
      className={classNames(styles.list, className)}
      onKeyDown={handleKey}
    >
      {tabs.map((tab) => (
        <button
          key={tab.value}
          type="button"
          role="tab"
          id={tabId(id, tab.value)}
          aria-controls={panelId(id, tab.value)}
          aria-selected={tab.value === value}
          tabIndex={tab.value === value ? 0 : -1}
          className={styles.tab}
          onClick={() => onChange(tab.value)}
        >
          {tab.label}
        </button>
      ))}
    </div>
  )
}

export interface TabPanelProps {
  /** The `id` of the `TabList`. */
  id: string
  /** Its tab. */
  value: string
  isActive: boolean
  /** Its content stays mounted while another tab is active. */
  isKept?: boolean
  className?: string
  children: ReactNode
}

/** What a tab shows. */
export function TabPanel({ id, value, isActive, isKept = false, className, children }: TabPanelProps) {
  return (
    <div
      role="tabpanel"
      id={panelId(id, value)}
      aria-labelledby={tabId(id, value)}
      hidden={!isActive}
      className={className}
    >
      {(isActive || isKept) && children}
    </div>
  )
}

const tabId = (id: string, value: string) => `${id}-tab-${value}`
const panelId = (id: string, value: string) => `${id}-panel-${value}`

function targetOf(key: string, at: number, count: number): number | undefined {
  if (key === 'ArrowRight') return (at + 1) % count
  if (key === 'ArrowLeft') return (at - 1 + count) % count
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return undefined
}
