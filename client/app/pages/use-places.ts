import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import type { FunctionDetails, SourceLocation } from '#contract/functions.ts'
import type { AnsweringRevision } from '#contract/invocations.ts'
import { filesQuery } from '../../api/archives.ts'
import type { AnsweredPlace } from '../../features/editor/answered-text.tsx'
import type { Draft } from '../../features/editor/draft.ts'
import { seenVersions } from '../../features/editor/use-draft.ts'
import { filesOf, isArchive, placesInLog, showingOf } from './shown-code.ts'

interface Mark {
  location: SourceLocation
  message: string
}

/**
 * Where places named in some output lead: into the editor while it holds the text they are in, else into a
 * comparison with that text.
 */
export function usePlaces(details: FunctionDetails, draft: Draft, showCode: () => void) {
  const { data } = useQuery({ ...filesQuery(details), enabled: isArchive(details) })
  const files = useMemo(() => filesOf(details, data?.entries ?? []), [details, data])
  const [goTo, setGoTo] = useState<SourceLocation>()
  const [found, setFound] = useState<Mark & { code: string }>()
  const [beside, setBeside] = useState<AnsweredPlace>()

  const showing = (checksum: string | undefined) => (file: string) =>
    showingOf(file, checksum, { details, draft, seen: (of) => seenVersions.find(details, of) })
  const open = (checksum: string | undefined) => (location: SourceLocation, message?: string) => {
    const shown = showing(checksum)(location.file)
    if (shown.kind === 'beside') setBeside({ ...shown.place, line: location.line, message: message ?? '' })
    if (shown.kind !== 'here') return
    showCode()
    setGoTo({ ...location })
    if (message !== undefined) setFound({ location, message, code: draft.fields.code })
  }

  return {
    goTo,
    mark: useMark(details, draft, found),
    /** What opens beside the page, and how it is closed. */
    beside,
    closeBeside: () => setBeside(undefined),
    /** Of the stored version. */
    stored: { files, onPlace: open(details.checksum) },
    inLog: {
      files: placesInLog(details, draft, files),
      since: details.changedAt,
      onPlace: open(details.checksum),
    },
    inCall: ({ checksum }: AnsweringRevision) => {
      const shows = showing(checksum)
      const earlier = checksum === undefined ? undefined : seenVersions.find(details, checksum)?.fileName
      const known = earlier === undefined || files.includes(earlier) ? files : [...files, earlier]
      return {
        shows,
        linked: {
          files: known.filter((file) => shows(file).kind !== 'lost'),
          since: '',
          onPlace: open(checksum),
        },
      }
    },
  }
}

/** The line to mark: where a call was seen to fail, else where the stored version does; only while its text is on the screen. */
function useMark(
  { status: { location, reason }, code }: FunctionDetails,
  { fields }: Draft,
  found: (Mark & { code: string }) | undefined,
): Mark | undefined {
  const isStored = fields.code === code
  const ofStatus = useMemo(
    () => (location && isStored ? { location, message: reason } : undefined),
    [location, reason, isStored],
  )
  return found?.code === fields.code ? found : ofStatus
}
