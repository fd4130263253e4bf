import { useQuery } from '@tanstack/react-query'
import { useId, useMemo, useState } from 'react'
import type { KeyboardEvent, ReactNode } from 'react'
import { useNavigate } from 'react-router'
import { functionListQuery } from '../../api/functions.ts'
import { useCanSignOut } from '../../api/session.ts'
import { filterRows, sortRows, defaultOrder } from '../../features/functions/row-order.ts'
import { stateWords } from '../../lib/state-words.ts'
import { Dialog } from '../../ui/dialog.tsx'
import { StatusDot } from '../../ui/status-dot.tsx'
import { useOpenCreateForm } from '../new-function-context.ts'
import { functionPath, overviewPath, useNamespaceChoice } from '../paths.ts'
import { hasSingleKeys, setSingleKeys } from '../single-keys.ts'
import { chooseTheme } from '../theme.ts'
import { leave } from './bar-footer.tsx'
import styles from './palette.module.css'

interface Choice {
  id: string
  label: string
  /** Shown at the end. */
  note?: string
  mark?: ReactNode
  run: () => void
}

const functionsShown = 50

/** Everything one can go to or do, found by typing. */
export function Palette({ onClose }: { onClose: () => void }) {
  const id = useId()
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const choices = useChoices(text)
  const chosen = Math.min(at, choices.length - 1)

  const run = (choice: Choice | undefined) => {
    if (!choice) return
    onClose()
    choice.run()
  }
  const handleKey = (event: KeyboardEvent) => {
    const to = { ArrowDown: chosen + 1, ArrowUp: chosen - 1, Home: 0, End: choices.length - 1 }[event.key]
    if (to !== undefined && choices.length > 0) {
      event.preventDefault()
      const next = (to + choices.length) % choices.length
      setAt(next)
      document.getElementById(`${id}-${next}`)?.scrollIntoView({ block: 'nearest' })
    }
    if (event.key === 'Enter') {
      event.preventDefault()
      run(choices[chosen])
    }
  }
  return (
    <Dialog isOpen onClose={onClose} title="Commands" closesOutside className={styles.palette}>
      <input
        role="combobox"
        className={styles.input}
        aria-label="What to do or where to go"
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={choices.length > 0 ? `${id}-${chosen}` : undefined}
        aria-autocomplete="list"
        placeholder="Type a function or a command"
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setAt(0)
        }}
        onKeyDown={handleKey}
      />
      <ul id={`${id}-list`} role="listbox" aria-label="Commands and functions" className={styles.list}>
        {choices.map((choice, index) => (
          // The field above handles the keys.
          // eslint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={choice.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === chosen}
            className={styles.option}
            onClick={() => run(choice)}
            onMouseMove={() => setAt(index)}
          >
            {choice.mark}
            <span className={styles.label}>{choice.label}</span>
            {choice.note && <span className={styles.note}>{choice.note}</span>}
          </li>
        ))}
      </ul>
      {choices.length === 0 && <p className={styles.none}>Nothing matches “{text}”.</p>}
    </Dialog>
  )
}

function useChoices(text: string): Choice[] {
  const navigate = useNavigate()
  const openCreateForm = useOpenCreateForm()
  const canSignOut = useCanSignOut()
  const [namespace] = useNamespaceChoice()
  const { data } = useQuery(functionListQuery)

  return useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean)
    const commands: Choice[] = [
      { id: 'new', label: 'New function', note: 'N', run: () => openCreateForm() },
      { id: 'all', label: 'Show all functions', run: () => void navigate(overviewPath(namespace)) },
      { id: 'light', label: 'Theme: light', run: () => chooseTheme('light') },
      { id: 'dark', label: 'Theme: dark', run: () => chooseTheme('dark') },
      { id: 'system', label: 'Theme: as the system', run: () => chooseTheme('system') },
      {
        id: 'keys',
        label: hasSingleKeys() ? 'Switch off the keys / and N' : 'Switch on the keys / and N',
        run: () => setSingleKeys(!hasSingleKeys()),
      },
    ]
    if (canSignOut) commands.push({ id: 'leave', label: 'Sign out', run: () => void leave() })
    const found = sortRows(filterRows(data ?? [], { text }), defaultOrder)
    // Whoever types the beginning of a name means that one.
    const functions = [true, false]
      .flatMap((isBeginning) => found.filter(({ name }) => name.startsWith(words[0] ?? '') === isBeginning))
      .slice(0, functionsShown)
      .map((row): Choice => ({
        id: `function ${row.namespace}/${row.name}`,
        label: row.name,
        note: `${row.namespace} · ${stateWords[row.state]}`,
        mark: <StatusDot tone={row.state} />,
        run: () => void navigate(functionPath(row, namespace)),
      }))
    const matching = commands.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)))
    return text === '' ? [...matching, ...functions] : [...functions, ...matching]
  }, [text, data, namespace, canSignOut, navigate, openCreateForm])
}
