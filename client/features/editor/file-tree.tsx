import { IconFile, IconFileText, IconFolder, IconFolderOpen, IconLink } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { sizeWords } from '../../lib/code-file.ts'
import { VisuallyHidden } from '../../ui/visually-hidden.tsx'
import { isHidden } from './archive-tree.ts'
import type { FileRow } from './archive-tree.ts'
import styles from './archive-files.module.css'

export interface FileTreeProps {
  rows: readonly FileRow[]
  /** The path that is shown. */
  value: string | undefined
  onChoose: (path: string) => void
}

/** The files as a tree: arrows walk, left and right close and open folders, Enter or a press shows a file. */
export function FileTree({ rows, value, onChoose }: FileTreeProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set())
  const [focused, setFocused] = useState<string>()
  const list = useRef<HTMLUListElement>(null)
  const shown = rows.filter((row) => !isHidden(row, closed))
  const current = shown.some(({ path }) => path === focused)
    ? focused
    : shown.some(({ path }) => path === value)
      ? value
      : shown[0]?.path

  const toggle = (path: string, isClosed: boolean) =>
    setClosed((before) => {
      const next = new Set(before)
      if (isClosed) next.add(path)
      else next.delete(path)
      return next
    })
  const act = ({ path, kind }: FileRow) => {
    setFocused(path)
    if (kind === 'folder') toggle(path, !closed.has(path))
    else onChoose(path)
  }
  const goTo = (row: FileRow | undefined) => {
    if (!row) return
    setFocused(row.path)
    const at = shown.indexOf(row)
    list.current?.querySelectorAll<HTMLElement>('[role=treeitem]')[at]?.focus()
  }
  const handleKey = (event: KeyboardEvent, row: FileRow) => {
    const at = shown.indexOf(row)
    const moves: Record<string, () => void> = {
      ArrowDown: () => goTo(shown[at + 1]),
      ArrowUp: () => goTo(shown[at - 1]),
      Home: () => goTo(shown[0]),
      End: () => goTo(shown.at(-1)),
      ArrowRight: () =>
        row.kind === 'folder' && closed.has(row.path) ? toggle(row.path, false) : goTo(shown[at + 1]),
      ArrowLeft: () =>
        row.kind === 'folder' && !closed.has(row.path)
          ? toggle(row.path, true)
          : goTo(shown.findLast(({ path }) => row.path.startsWith(`${path}/`))),
      Enter: () => act(row),
      ' ': () => act(row),
    }
    const move = moves[event.key]
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    event.stopPropagation()
    move()
  }

  return (
    <ul ref={list} className={styles.tree} role="tree" aria-label="Files">
      {shown.map((row) => (
        <li
          key={row.path}
          role="treeitem"
          className={styles.row}
          style={{ paddingInlineStart: `${0.5 + row.depth * 0.875}rem` }}
          aria-level={row.depth + 1}
          aria-selected={row.path === value}
          aria-expanded={row.kind === 'folder' ? !closed.has(row.path) : undefined}
          tabIndex={row.path === current ? 0 : -1}
          data-state={row.state}
          title={row.path}
          onClick={() => act(row)}
          onKeyDown={(event) => handleKey(event, row)}
        >
          <RowIcon row={row} isClosed={closed.has(row.path)} />
          <span className={styles.fileName}>{row.name}</span>
          {row.state !== 'stored' && (
            <span className={styles.mark} title={stateWords[row.state]}>
              <VisuallyHidden>, {stateWords[row.state]}</VisuallyHidden>
            </span>
          )}
          {row.entry?.kind === 'file' && !row.entry.isText && (
            <span className={styles.rowSize}>{sizeWords(row.entry.size)}</span>
          )}
        </li>
      ))}
    </ul>
  )
}

const stateWords = {
  stored: '',
  changed: 'changed, not deployed',
  added: 'new, not deployed',
  removed: 'taken out, not deployed',
}

function RowIcon({ row, isClosed }: { row: FileRow; isClosed: boolean }) {
  const isText = row.entry?.isText ?? row.state === 'added'
  const Icon =
    row.kind === 'folder'
      ? isClosed
        ? IconFolder
        : IconFolderOpen
      : row.kind === 'link'
        ? IconLink
        : isText
          ? IconFileText
          : IconFile
  return <Icon size={15} aria-hidden="true" className={styles.icon} />
}
