import { IconSearch } from '@tabler/icons-react'
import type { KeyboardEvent, ReactNode } from 'react'
import styles from './shell.module.css'

export interface FunctionSearchProps {
  value: string
  onChange: (value: string) => void
  end?: ReactNode
}

/** Narrows the functions of the left bar; arrow down goes to the first of them, Enter opens it. */
export function FunctionSearch({ value, onChange, end }: FunctionSearchProps) {
  const handleKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape' && value !== '') {
      // The first Esc clears; only the next one closes the drawer around it.
      event.preventDefault()
      onChange('')
    }
    if (event.key !== 'ArrowDown' && event.key !== 'Enter') return
    const first = document.querySelector<HTMLElement>('[data-functions] a')
    if (!first) return
    event.preventDefault()
    if (event.key === 'Enter') first.click()
    else first.focus()
  }
  return (
    <div className={styles.search}>
      <IconSearch size={15} aria-hidden="true" />
      <input
        type="search"
        aria-label="Search functions"
        placeholder="Search"
        data-search
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={handleKey}
      />
      {value === '' && end}
    </div>
  )
}
