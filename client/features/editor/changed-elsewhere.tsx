import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { CompareDialog } from './compare-dialog.tsx'
import { ConflictChoices, conflictLabel } from './conflict-choices.tsx'
import { decide, isChoice } from './draft-merge.ts'
import type { Side } from './draft-merge.ts'
import { fieldsOf, mergeWithTheirs } from './draft.ts'
import type { Draft, DraftAction } from './draft.ts'

export interface ChangedElsewhereProps {
  draft: Draft
  dispatch: (action: DraftAction) => void
  /** Monaco's name of the language. */
  language: string
}

/** That somebody else deployed a version while there are changes here, and the ways on; nothing is overwritten unseen. */
export function ChangedElsewhere({ draft, dispatch, language }: ChangedElsewhereProps) {
  const [isComparing, setIsComparing] = useState(false)
  const [code, setCode] = useState<string>()
  const [sides, setSides] = useState<(Side | undefined)[]>([])
  // What is on its way may be what was seen: the answer will tell.
  if (!draft.theirs || draft.sent) return null
  const merge = mergeWithTheirs(draft, draft.theirs)
  const { conflicts } = merge
  const decided = decide(merge, sides)
  const close = () => {
    setIsComparing(false)
    setCode(undefined)
    setSides([])
  }
  return (
    <>
      <Notice
        tone="warning"
        title="A newer version was deployed elsewhere while you were editing"
        action={
          <>
            {conflicts.length === 0 ? (
              <Button size="small" variant="primary" onClick={() => dispatch({ type: 'mine-kept' })}>
                Merge both
              </Button>
            ) : (
              <Button size="small" onClick={() => dispatch({ type: 'mine-kept' })}>
                Keep mine
              </Button>
            )}
            <Button size="small" onClick={() => setIsComparing(true)}>
              Compare
            </Button>
            <Button size="small" onClick={() => dispatch({ type: 'theirs-taken' })}>
              Load theirs
            </Button>
          </>
        }
      >
        <p>
          {conflicts.length === 0
            ? 'Your changes and theirs do not overlap, so both can be kept.'
            : `Both changed ${conflicts.map(conflictLabel).join(', ')} in the same place. Compare to choose; keeping yours replaces theirs there when you deploy.`}
        </p>
      </Notice>
      {isComparing && (
        <CompareDialog
          title="Their version and yours"
          description="Yours can be edited here; what does not overlap is merged already. It becomes your draft, and runs once you deploy it."
          sides={['theirs', 'yours']}
          left={fieldsOf(draft.theirs)}
          right={decided}
          fileName={draft.base.fileName}
          version={draft.theirs}
          language={language}
          onCode={setCode}
          onClose={close}
          choices={
            conflicts.some(isChoice) && (
              <ConflictChoices
                conflicts={conflicts}
                sides={sides}
                onSide={(at, side) =>
                  setSides(conflicts.map((_, other) => (other === at ? side : sides[other])))
                }
              />
            )
          }
          footer={
            <>
              <Button onClick={close}>Cancel</Button>
              <Button
                variant="primary"
                onClick={() => {
                  dispatch({ type: 'mine-kept', decided: { ...decided, code: code ?? decided.code } })
                  close()
                }}
              >
                Use yours as edited
              </Button>
            </>
          }
        />
      )}
    </>
  )
}
