/** Which code is on the screen, and how a place in some output is shown in it or beside it. Pure. */
import type { FileEntry } from '#contract/archives.ts'
import type { FunctionDetails } from '#contract/functions.ts'
import type { RuntimeInfo } from '#contract/runtimes.ts'
import type { AnsweredPlace } from '../../features/editor/answered-text.tsx'
import { isReplaced } from '../../features/editor/draft.ts'
import type { Draft } from '../../features/editor/draft.ts'
import type { SeenVersion } from '../../features/editor/seen-versions.ts'
import { shortChecksum } from '../../lib/short-checksum.ts'

/** How a place in the code that ran can be shown. */
export type Showing =
  /** In the editor, which holds that very text. */
  | { kind: 'here' }
  /** In the text that ran, beside the one in the editor. */
  | { kind: 'beside'; place: Omit<AnsweredPlace, 'line' | 'message'>; words: string }
  /** Not at all. */
  | { kind: 'lost'; words: string }

export interface ShownCode {
  details: FunctionDetails
  draft: Draft
  /** A version this tab has seen. */
  seen: (checksum: string) => SeenVersion | undefined
}

/** `checksum`: of the code that ran; absent when nobody knows which it was. */
export function showingOf(file: string, checksum: string | undefined, code: ShownCode): Showing {
  const { details, draft } = code
  if (checksum === undefined) return { kind: 'lost', words: unknownVersion }
  if (file === details.depsFileName && checksum === details.checksum)
    return compared(details, file, details.deps, draft.fields.deps)
  const version = versionOf(checksum, code)
  if (!version) return { kind: 'lost', words: noText(checksum) }
  if (isText(version) && file === version.fileName)
    return compared(version, file, version.code, isText(draft.fields) ? draft.fields.code : undefined)
  if (!isArchive(version))
    return { kind: 'lost', words: `${file} is not kept here, so its lines cannot be shown.` }
  return inArchive(file, version, code)
}

/** The files whose lines can be shown of the stored version; `entries`: what is in it, if it is an archive. */
export function filesOf(
  { fileName, depsFileName, contentType }: FunctionDetails,
  entries: readonly FileEntry[],
): string[] {
  const files = isText({ contentType })
    ? [fileName]
    : entries.flatMap(({ path, isText: isShown }) => (isShown && !isOfPackages.test(path) ? [path] : []))
  return [...files.slice(0, mostFiles), depsFileName].filter((name) => name !== '')
}

/** The files whose places may be linked in the log: those on the screen, while nothing else than they runs. */
export function placesInLog(
  { status, checksum, code, deps }: FunctionDetails,
  { fields }: Draft,
  files: readonly string[],
): string[] {
  const isAlone = status.answering.every((answering) => answering === checksum)
  if (!isAlone || fields.code !== code || fields.deps !== deps) return []
  return files.filter((file) => fields.files.every(({ path }) => path !== file))
}

/** Whether its files lie in an archive that is stored here. */
export function isArchive({ contentType }: Pick<FunctionDetails, 'contentType'>): boolean {
  return /^base64\+(?:zip|compressedtar)/.test(contentType)
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

function versionOf(checksum: string, { details, draft, seen }: ShownCode): SeenVersion | undefined {
  return [details, draft.base, draft.theirs].find((known) => known?.checksum === checksum) ?? seen(checksum)
}

function compared(version: SeenVersion, file: string, answered: string, shown: string | undefined): Showing {
  return answered === shown ? { kind: 'here' } : beside(version, file, { answered, shown })
}

/** The server reads the archive that is stored, and none before it. */
function inArchive(file: string, version: SeenVersion, { details, draft }: ShownCode): Showing {
  if (version.checksum !== details.checksum) return { kind: 'lost', words: noText(version.checksum) }
  const change = draft.fields.files.find(({ path }) => path === file)
  const isOnScreen = draft.base.checksum === version.checksum && !isReplaced(draft)
  if (isOnScreen && !change) return { kind: 'here' }
  return beside(version, file, { shown: isOnScreen ? (change?.text ?? undefined) : undefined })
}

function beside(
  { namespace, name, checksum }: SeenVersion,
  file: string,
  texts: Pick<AnsweredPlace, 'answered' | 'shown'>,
): Showing {
  return {
    kind: 'beside',
    place: { version: { namespace, name, checksum }, file, ...texts },
    words:
      texts.shown === undefined
        ? 'The editor does not hold the text that answered. A line opens in that text.'
        : 'The text in the editor is not the text that answered. A line opens in a comparison of both.',
  }
}

const unknownVersion =
  'The runtime does not say which version answered, so these lines are not shown in the editor.'

function noText(checksum: string): string {
  return `Version ${shortChecksum(checksum)} answered, and its text is no longer to be had, so its lines cannot be shown.`
}

function isText({ contentType }: Pick<FunctionDetails, 'contentType'>): boolean {
  return contentType.startsWith('text')
}

const isOfPackages = /(?:^|\/)(?:node_modules|vendor|site-packages)\//
/** Names to look for in every line of a log. */
const mostFiles = 200
