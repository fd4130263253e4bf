import { IconFileCode } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { FunctionStatus, SourceLocation } from '#contract/functions.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from './status-notice.module.css'

export interface StatusNoticeProps {
  status: FunctionStatus
  /** The files that can be shown; a place in another one is only named. */
  files: readonly string[]
  onPlace: (place: SourceLocation) => void
  /** Buttons beside it. */
  action?: ReactNode
  className?: string
}

/** Why a function does not do what it should, where in the code the cause is, and what to do. Nothing when all is well. */
export function StatusNotice({ status, files, onPlace, action, className }: StatusNoticeProps) {
  const { state, reason, hint, location, evidence } = status
  if (state !== 'failing' && state !== 'stopped' && !(state === 'deleting' && hint)) return null
  return (
    <Notice
      tone={state === 'failing' ? 'error' : 'warning'}
      title={reason}
      action={action}
      className={className}
    >
      {hint && <p>{hint}</p>}
      {(location || evidence) && (
        <div className={styles.cause}>
          {location && (
            <Place location={location} isShown={files.includes(location.file)} onPlace={onPlace} />
          )}
          {evidence && evidence !== reason && (
            <details className={styles.evidence}>
              <summary>Show what it wrote</summary>
              {/* Long output is scrolled by keyboard too. */}
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
              <pre tabIndex={0}>{evidence}</pre>
            </details>
          )}
        </div>
      )}
    </Notice>
  )
}

interface PlaceProps {
  location: SourceLocation
  isShown: boolean
  onPlace: (place: SourceLocation) => void
}

function Place({ location, isShown, onPlace }: PlaceProps) {
  const words = `${location.file}:${location.line}`
  if (!isShown) return <code className={styles.elsewhere}>{words}</code>
  return (
    <Button size="small" title="Show this line in the editor" onClick={() => onPlace(location)}>
      <IconFileCode size={15} aria-hidden="true" />
      <code>{words}</code>
    </Button>
  )
}
