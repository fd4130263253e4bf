import { IconDownload, IconPlayerPause, IconPlayerPlay, IconTextWrap, IconTrash } from '@tabler/icons-react'
import { saveAs } from '../../lib/save-as.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import type { LogFeed, LogSnapshot } from './log-feed.ts'
import type { NumberedLine } from './log-lines.ts'
import type { LogView } from './log-view.ts'
import styles from './log-toolbar.module.css'

export interface LogActionsProps {
  feed: LogFeed
  snapshot: LogSnapshot
  /** What it shows is what is copied and downloaded. */
  view: LogView
  /** So many lines are shown. */
  lines: number
  wraps: boolean
  onWraps: (wraps: boolean) => void
  functionName: string
}

/** What can be done with the lines. */
export function LogActions({ feed, snapshot, view, lines, wraps, onWraps, functionName }: LogActionsProps) {
  const { isPaused, heldBack } = snapshot
  const what = lines === 1 ? 'the line shown' : `the ${lines.toLocaleString('en')} lines shown`
  const download = () => saveAs(textsOf(view.all()), `${functionName}.log`)
  return (
    <div className={styles.actions}>
      {isPaused && (
        <span className={styles.held}>
          {heldBack > 0 ? `${heldBack.toLocaleString('en')} more` : 'paused'}
        </span>
      )}
      <IconButton
        label={isPaused ? 'Resume' : 'Pause'}
        title={isPaused ? 'Resume: show what has come meanwhile' : 'Pause: lines go on being collected'}
        onClick={() => (isPaused ? feed.resume() : feed.pause())}
      >
        {isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
      </IconButton>
      <IconButton label="Wrap lines" aria-pressed={wraps} onClick={() => onWraps(!wraps)}>
        <IconTextWrap size={16} />
      </IconButton>
      <CopyButton label="Copy lines" title={`Copy ${what}`} text={() => textsOf(view.all()).join('')} />
      <IconButton label="Download lines" title={`Download ${what}`} onClick={download}>
        <IconDownload size={16} />
      </IconButton>
      <IconButton label="Clear" title="Clear: begin with what comes now" onClick={() => feed.clear()}>
        <IconTrash size={16} />
      </IconButton>
    </div>
  )
}

function textsOf(lines: readonly NumberedLine[]): string[] {
  return lines.map(({ time, pod, plain }) => `${time} ${pod} ${plain}\n`)
}
