import { IconArrowsDiff, IconFileCode } from '@tabler/icons-react'
import { Button } from '../../ui/button.tsx'
import type { CallError } from './call-error.ts'
import styles from './call-cause.module.css'
import { groupFrames } from './frame-groups.ts'
import type { Linked } from './log-row.tsx'
import type { Frame } from './traces/trace.ts'

/** How a line can be shown: in the editor, beside the text in it, or not at all. */
export interface FrameShown {
  kind: 'here' | 'beside' | 'lost'
  /** Why not in the editor. */
  words?: string
}

export interface CallCauseProps {
  error: CallError
  shows: (file: string) => FrameShown
  onPlace: Linked['onPlace']
}

/** What failed in a call, and the way to it: a link for each line of the function's own, the others only named. */
export function CallCause({ error: { message, frames }, shows, onPlace }: CallCauseProps) {
  const groups = groupFrames(frames).slice(0, mostFrames)
  const own = frames.filter(({ isOwn }) => isOwn)
  const remarks = new Set(own.flatMap(({ file }) => shows(file).words ?? []))
  return (
    <div className={styles.cause}>
      <p className={styles.message}>{message}</p>
      {[...remarks].map((words) => (
        <p key={words} className={styles.remark}>
          {words}
        </p>
      ))}
      <ul className={styles.frames} aria-label="Where it failed">
        {groups.map((group, at) => (
          <li key={at}>
            {group.isOwn ? (
              <OwnFrame
                frame={group.frame}
                isFirst={group.frame === own[0]}
                shown={shows(group.frame.file)}
                // Only the innermost line is where it failed; the others led there.
                onOpen={() => onPlace(group.frame, saidAt(group.frame, own, message))}
              />
            ) : (
              <span className={styles.foreign} title={group.frames.map(placeOf).join('\n')}>
                <code>{placeOf(shortened(group.frames[0]))}</code>
                {group.frames.length > 1 && ` and ${group.frames.length - 1} more`}, not your code
              </span>
            )}
          </li>
        ))}
      </ul>
    </div>
  )
}

interface OwnFrameProps {
  frame: Frame
  isFirst: boolean
  shown: FrameShown
  onOpen: () => void
}

function OwnFrame({ frame, isFirst, shown: { kind }, onOpen }: OwnFrameProps) {
  const words = <code>{placeOf(frame)}</code>
  if (kind === 'lost') return <span className={styles.lost}>{words}</span>
  return (
    <Button size="small" title={titles[kind]} onClick={onOpen}>
      {kind === 'beside' ? (
        <IconArrowsDiff size={15} aria-hidden="true" />
      ) : (
        isFirst && <IconFileCode size={15} aria-hidden="true" />
      )}
      {words}
    </Button>
  )
}

const titles = {
  here: 'Show this line in the editor',
  beside: 'Show this line in the version that answered',
}

function saidAt(frame: Frame, own: readonly Frame[], message: string): string {
  const before = own[own.indexOf(frame) - 1]
  if (!before) return message
  const where = before.file === frame.file ? `line ${before.line}` : placeOf(before)
  return `calls ${where}, which failed`
}

function placeOf({ file, line }: Pick<Frame, 'file' | 'line'>): string {
  return `${file}:${line}`
}

/** The end of a path says which library it is. */
function shortened({ file, line }: Frame): Pick<Frame, 'file' | 'line'> {
  return { file: file.split('/').slice(-2).join('/'), line }
}

const mostFrames = 10
