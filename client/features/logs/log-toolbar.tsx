import { IconDownload, IconPlayerPause, IconPlayerPlay, IconTextWrap, IconTrash } from '@tabler/icons-react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import type { LogFeed, LogSnapshot } from './log-feed.ts'
import type { NumberedLine } from './log-lines.ts'
import { plainText } from './log-text.ts'
import type { LogChoice } from './use-log-feed.ts'
import styles from './log-toolbar.module.css'

/** How the lines are shown. */
export interface LogView {
  text: string
  hidesAccessLines: boolean
  wraps: boolean
}

export interface LogToolbarProps {
  feed: LogFeed
  snapshot: LogSnapshot
  /** The lines that pass the filter: what is copied and downloaded. */
  lines: readonly NumberedLine[]
  choice: LogChoice
  onChoice: (choice: LogChoice) => void
  view: LogView
  onView: (view: LogView) => void
  functionName: string
}

const choices: { label: string; choice: LogChoice }[] = [
  { label: 'Function', choice: { container: 'function', previous: false } },
  { label: 'Function, before the last restart', choice: { container: 'function', previous: true } },
  { label: 'Preparing the code', choice: { container: 'prepare', previous: false } },
  { label: 'Installing dependencies', choice: { container: 'install', previous: false } },
]

/** What to follow, what to hide, and what to do with it. */
export function LogToolbar({
  feed,
  snapshot,
  lines,
  choice,
  onChoice,
  view,
  onView,
  functionName,
}: LogToolbarProps) {
  const { isPaused, heldBack } = snapshot
  const chosen = choices.findIndex(
    (known) => known.choice.container === choice.container && known.choice.previous === choice.previous,
  )
  return (
    <div className={styles.bar}>
      <h2 className={styles.title}>Logs</h2>
      <select
        className={styles.select}
        aria-label="Output of"
        value={chosen}
        onChange={(event) => onChoice(choices[Number(event.target.value)]?.choice ?? choice)}
      >
        {choices.map(({ label }, at) => (
          <option key={label} value={at}>
            {label}
          </option>
        ))}
      </select>
      <input
        className={styles.filter}
        type="search"
        aria-label="Filter lines"
        placeholder="Filter"
        value={view.text}
        onChange={(event) => onView({ ...view, text: event.target.value })}
      />
      <label className={styles.toggle}>
        <input
          type="checkbox"
          checked={view.hidesAccessLines}
          onChange={(event) => onView({ ...view, hidesAccessLines: event.target.checked })}
        />
        Hide access lines
      </label>
      <div className={styles.actions}>
        {isPaused && <span className={styles.held}>{heldBack > 0 ? `${heldBack} more` : 'paused'}</span>}
        <IconButton
          label={isPaused ? 'Resume' : 'Pause'}
          onClick={() => (isPaused ? feed.resume() : feed.pause())}
        >
          {isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
        </IconButton>
        <IconButton
          label="Wrap lines"
          aria-pressed={view.wraps}
          onClick={() => onView({ ...view, wraps: !view.wraps })}
        >
          <IconTextWrap size={16} />
        </IconButton>
        <CopyButton label="Copy lines" text={() => textOf(lines)} />
        <IconButton label="Download lines" onClick={() => download(textOf(lines), `${functionName}.log`)}>
          <IconDownload size={16} />
        </IconButton>
        <IconButton label="Clear" onClick={() => feed.clear()}>
          <IconTrash size={16} />
        </IconButton>
      </div>
    </div>
  )
}

function textOf(lines: readonly NumberedLine[]): string {
  return lines.map(({ time, pod, text }) => `${time} ${pod} ${plainText(text)}\n`).join('')
}

function download(text: string, fileName: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
