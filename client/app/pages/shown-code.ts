/** Which code is on the screen, and whether a place in some output is a place in it. Pure. */
import type { FunctionDetails } from '#contract/functions.ts'
import type { AnsweringRevision } from '#contract/invocations.ts'
import type { RuntimeInfo } from '#contract/runtimes.ts'
import type { Draft } from '../../features/editor/draft.ts'

/** The files that the page can show. */
export function filesOf({ fileName, depsFileName, contentType }: FunctionDetails): string[] {
  const isText = contentType.split('+')[0] === 'text'
  return [isText ? fileName : '', depsFileName].filter((name) => name !== '')
}

/** The files whose places may be linked in the log: those on the screen, while nothing else than they runs. */
export function placesInLog(details: FunctionDetails, draft: Draft): string[] {
  const { status, checksum } = details
  const isAlone = status.answering.every((answering) => answering === checksum)
  return isAlone && showsStored(details, draft) ? filesOf(details) : []
}

/** The files whose places may be linked in what was written during a call: those of the very version that answered it. */
export function placesInCall(
  details: FunctionDetails,
  draft: Draft,
  { checksum }: AnsweringRevision,
): string[] {
  return checksum === details.checksum && showsStored(details, draft) ? filesOf(details) : []
}

/** Monaco's name of a runtime's language. */
export function languageOf(runtime: string, runtimes: readonly RuntimeInfo[]): string {
  const known = runtimes.find(({ name }) => name === runtime)
  if (known) return known.editorLanguage
  const id = runtime.replace(/[\d.].*$/, '')
  return (
    { nodejs: 'javascript', python: 'python', ruby: 'ruby', php: 'php', go: 'go', java: 'java' }[id] ??
    'plaintext'
  )
}

function showsStored(details: FunctionDetails, { fields }: Draft): boolean {
  return fields.code === details.code && fields.deps === details.deps
}
