/** Whether the text on the screen is the text that runs, in words. Pure. */
import type { FunctionDetails } from '#contract/functions.ts'

export interface TextState {
  kind: 'live' | 'changed' | 'moving' | 'not-live'
  words: string
  /** More than fits beside a button. */
  explanation: string
}

export function textState(
  details: FunctionDetails,
  draft: { isDirty: boolean; isBeingSent: boolean },
): TextState {
  const { status, checksum } = details
  if (draft.isBeingSent)
    return { kind: 'moving', words: 'Deploying…', explanation: 'The new version is being stored.' }
  if (draft.isDirty)
    return {
      kind: 'changed',
      words: 'Unsaved changes',
      explanation: 'What you see is not deployed. Calls get the deployed version.',
    }
  switch (status.state) {
    case 'ready':
      return { kind: 'live', words: 'Live', explanation: 'What you see is what answers.' }
    case 'starting':
    case 'deploying':
      return { kind: 'moving', words: 'Deploying…', explanation: status.reason }
    case 'deleting':
      return { kind: 'moving', words: 'Deleting…', explanation: status.reason }
    case 'stopped':
      return { kind: 'not-live', words: 'Stopped', explanation: status.reason }
    case 'failing':
      if (status.answering.some((answering) => answering === checksum))
        return {
          kind: 'not-live',
          words: 'Partly live',
          explanation: 'Some pods run this version, others fail.',
        }
      return status.answering.length > 0
        ? { kind: 'not-live', words: 'Not live: previous version answers', explanation: status.reason }
        : { kind: 'not-live', words: 'Not live', explanation: status.reason }
  }
}
