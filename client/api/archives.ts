/** The files inside a function's code. A checksum names what they were read from, so an answer is never stale. */
import { queryOptions } from '@tanstack/react-query'
import type { FileChange, FilesChange } from '#contract/archives.ts'
import type { FunctionChange, FunctionDetails, FunctionRef } from '#contract/functions.ts'
import { ask } from './http.ts'

type Version = FunctionRef & { checksum: string }

/** What lies in the code of that version. */
export function filesQuery({ namespace, name, checksum }: Version) {
  return queryOptions({
    queryKey: ['files', namespace, name, checksum],
    queryFn: ({ signal }) =>
      ask('GET /api/namespaces/:namespace/functions/:name/files', { params: { namespace, name }, signal }),
    staleTime: Infinity,
    retry: false,
  })
}

/** The text of one of its files. */
export function fileTextQuery({ namespace, name, checksum }: Version, path: string) {
  return queryOptions({
    queryKey: ['files', namespace, name, checksum, path],
    queryFn: ({ signal }) =>
      ask('GET /api/namespaces/:namespace/functions/:name/files/text', {
        params: { namespace, name },
        query: { path },
        signal,
      }),
    staleTime: Infinity,
    retry: false,
  })
}

/** A change of a function, or of files in its archive and whatever settings go with it. */
export type Change = FunctionChange & { files?: readonly FileChange[] }

/** Sends what changed and no more: of an archive its changed files, never the archive. */
export function sendChange({ files = [], ...change }: Change): Promise<FunctionDetails> {
  const params = { namespace: change.namespace, name: change.name }
  if (files.length === 0)
    return ask('PUT /api/namespaces/:namespace/functions/:name', { params, body: change })
  const {
    code: _code,
    contentType: _type,
    checksum: _checksum,
    name: _name,
    namespace: _place,
    ...settings
  } = change
  const body: FilesChange = { ...settings, changes: [...files] }
  return ask('PUT /api/namespaces/:namespace/functions/:name/files', { params, body })
}
