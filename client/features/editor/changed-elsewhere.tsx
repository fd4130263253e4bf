import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { CompareDialog } from './compare-dialog.tsx'
import { fieldsOf, mergedWithTheirs, overlaps } from './draft.ts'
import type { Draft, DraftAction } from './draft.ts'
import { fieldLabels } from './field-labels.ts'

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
  // What is on its way may be what was seen: the answer will tell.
  if (!draft.theirs || draft.sent) return null
  const inBoth = overlaps(draft)
  const proposal = mergedWithTheirs(draft, draft.theirs)
  const close = () => {
    setIsComparing(false)
    setCode(undefined)
  }
  return (
    <>
      <Notice
        tone="warning"
        title="A newer version was deployed elsewhere while you were editing"
        action={
          <>
            {inBoth.length === 0 ? (
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
          {inBoth.length === 0
            ? 'Your changes and theirs do not overlap, so both can be kept.'
            : `Both changed the ${inBoth.map((name) => fieldLabels[name].toLowerCase()).join(', the ')} in the same place; keeping yours replaces theirs there when you deploy.`}
        </p>
      </Notice>
      {isComparing && (
        <CompareDialog
          title="Their version and yours"
          description="Yours can be edited here; what does not overlap is merged already. It becomes your draft, and runs once you deploy it."
          sides={['theirs', 'yours']}
          left={fieldsOf(draft.theirs)}
          right={proposal}
          fileName={draft.base.fileName}
          version={draft.theirs}
          language={language}
          onCode={setCode}
          onClose={close}
          footer={
            <>
              <Button onClick={close}>Cancel</Button>
              <Button
                variant="primary"
                onClick={() => {
                  dispatch({ type: 'mine-kept', decided: { code: code ?? proposal.code } })
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
