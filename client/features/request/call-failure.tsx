import { ApiError } from '../../api/http.ts'
import { Notice } from '../../ui/notice.tsx'

/** A call that we could not make: not the function's fault, so never shown as its answer. */
export function CallFailure({ error }: { error: unknown }) {
  if (error instanceof ApiError)
    return (
      <Notice tone="error" title={error.message}>
        {error.hint}
      </Notice>
    )
  return (
    <Notice tone="error" title="The call could not be made">
      {String(error)}
    </Notice>
  )
}
