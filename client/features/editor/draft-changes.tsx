import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { RelativeTime } from '../../ui/relative-time.tsx'
import { CompareDialog } from './compare-dialog.tsx'
import { fieldsOf, isDirty } from './draft.ts'
import type { Draft, DraftAction } from './draft.ts'

export interface DraftChangesProps {
  draft: Draft
  dispatch: (action: DraftAction) => void
  /** Monaco's name of the language. */
  language: string
}

/** A button that shows what would be deployed, against what is stored; changes are given up only there, in plain sight. */
export function ShowChanges({ draft, dispatch, language }: DraftChangesProps) {
  const [isOpen, setIsOpen] = useState(false)
  const close = () => setIsOpen(false)
  return (
    <>
      <Button variant="ghost" title="Show what is not deployed yet" onClick={() => setIsOpen(true)}>
        Changes
      </Button>
      {isOpen && (
        <CompareDialog
          title="What you have changed"
          description="None of it runs before you deploy it. It is kept in this browser until then."
          sides={['stored', 'yours']}
          left={fieldsOf(draft.base)}
          right={draft.fields}
          fileName={draft.base.fileName}
          version={draft.base}
          language={language}
          onClose={close}
          footer={
            <>
              <Button
                variant="danger"
                onClick={() => {
                  dispatch({ type: 'discarded' })
                  close()
                }}
              >
                Discard changes
              </Button>
              <Button onClick={close}>Close</Button>
            </>
          }
        />
      )}
    </>
  )
}

/** That what is on the screen was typed before a reload, and is not what runs. */
export function RestoredNotice({ draft, dispatch }: Omit<DraftChangesProps, 'language'>) {
  if (draft.restoredFrom === undefined || !isDirty(draft) || draft.theirs) return null
  return (
    <Notice
      tone="info"
      title="Your changes are back"
      action={
        <Button size="small" onClick={() => dispatch({ type: 'restored-seen' })}>
          All right
        </Button>
      }
    >
      <p>
        They were last edited <RelativeTime time={draft.restoredFrom} /> and have not been deployed yet.
      </p>
    </Notice>
  )
}
