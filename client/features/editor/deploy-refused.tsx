import { ApiError } from '../../api/http.ts'
import { Notice } from '../../ui/notice.tsx'
import { placeOf, stillStanding } from './draft-problems.ts'
import type { Draft } from './draft.ts'
import type { DeployState } from './use-deploy.ts'

/** Why nothing was deployed, as far as no field of the settings says it. */
export function DeployRefused({
  state,
  draft,
  className,
}: {
  state: DeployState
  draft: Draft
  className?: string
}) {
  if (state.phase !== 'refused') return null
  const { problems, error, of } = state
  const standing = stillStanding(problems, of, draft.fields)
  const ofCode = standing.filter((problem) => placeOf(problem) === 'code')
  const inSettings = standing.length - ofCode.length
  if (problems.length === 0) return <Failed error={error} className={className} />
  return (
    <>
      {ofCode.map(({ code, field, message, hint }) => (
        <Notice key={`${code} ${field}`} tone="error" className={className} title={message} hint={hint} />
      ))}
      {inSettings > 0 && (
        <Notice
          tone="error"
          className={className}
          title={`Not deployed: ${inSettings === 1 ? 'a setting needs' : `${inSettings} settings need`} another look.`}
        />
      )}
    </>
  )
}

function Failed({ error, className }: { error: unknown; className?: string }) {
  // What another version means is told apart; a session that ended is asked for in a dialog.
  if (error instanceof ApiError && (error.code === 'conflict' || error.status === 401)) return null
  const message = error instanceof Error ? error.message : String(error)
  return (
    <Notice
      tone="error"
      className={className}
      title={`Not deployed: ${message}`}
      hint={error instanceof ApiError ? error.hint : undefined}
    >
      <p>What you have typed is kept.</p>
    </Notice>
  )
}
