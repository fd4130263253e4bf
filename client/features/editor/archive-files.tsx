import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo, useState } from 'react'
import type { FileChange, FileEntry } from '#contract/archives.ts'
import { filePathProblems } from '#contract/archive-rules.ts'
import type { SourceLocation } from '#contract/functions.ts'
import { fileTextQuery, filesQuery } from '../../api/archives.ts'
import { ApiError } from '../../api/http.ts'
import { sizeWords } from '../../lib/code-file.ts'
import { Button } from '../../ui/button.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import styles from './archive-files.module.css'
import { firstFile, isPlaceIn, languageOfFile, rowsOf, withChange } from './archive-tree.ts'
import type { Draft } from './draft.ts'
import type { HelpContext } from './help/suggest.ts'
import { FileTree } from './file-tree.tsx'
import { NewFile } from './new-file.tsx'

const CodeEditor = lazy(() => import('./code-editor.tsx').then((module) => ({ default: module.CodeEditor })))

export interface ArchiveFilesProps {
  draft: Draft
  /** Monaco's name of the runtime's language, and the suffix of its files. */
  own: { language: string; suffix: string }
  onFiles: (files: FileChange[]) => void
  /** The place of a failure in the code that is stored. */
  mark?: { location: SourceLocation; message: string }
  goTo?: SourceLocation
}

/** What is in an archive: a tree of its files, and an editor for those that are text. */
export function ArchiveFiles(props: ArchiveFilesProps) {
  const { data, error, isPending, refetch } = useQuery(filesQuery(props.draft.base))
  if (isPending) return <Skeleton className={styles.waiting} />
  if (!data)
    return (
      <div className={styles.failed}>
        <Notice
          tone="error"
          title={error.message}
          hint={error instanceof ApiError ? error.hint : undefined}
          action={
            <Button size="small" onClick={() => void refetch()}>
              Try again
            </Button>
          }
        >
          <p>The code stays as it is stored; its settings can be changed all the same.</p>
        </Notice>
      </div>
    )
  return <Files {...props} entries={data.entries} />
}

function Files({ draft, own, onFiles, mark, goTo, entries }: ArchiveFilesProps & { entries: FileEntry[] }) {
  const { base, fields } = draft
  const [chosen, setChosen] = useState<string>()
  const { runtime, handler } = fields
  const help = useMemo(() => ({ runtime, handler }), [runtime, handler])
  const rows = rowsOf(entries, fields.files)
  const wanted = goTo && rows.find((row) => isPlaceIn(row, rows, goTo))?.path
  const [followed, setFollowed] = useState<SourceLocation>()
  if (goTo && goTo !== followed) {
    setFollowed(goTo)
    if (wanted) setChosen(wanted)
  }
  const path = rows.some((row) => row.path === chosen) ? chosen : firstFile(entries, fields.handler)
  const row = rows.find((known) => known.path === path)
  const change = fields.files.find((known) => known.path === path)
  const put = (at: string, text: string | null, stored: string | undefined) =>
    onFiles(withChange(fields.files, at, text, stored))

  return (
    <div className={styles.archive}>
      <div className={styles.side}>
        <FileTree rows={rows} value={path} onChoose={setChosen} />
        <NewFile
          problemWith={(name) =>
            rows.some((known) => known.path === name && known.state !== 'removed')
              ? 'There is a file of that name.'
              : filePathProblems(name)[0]?.message
          }
          onCreate={(name) => {
            put(name, '', undefined)
            setChosen(name)
          }}
        />
      </div>
      <div className={styles.work}>
        {row && (
          <FileBar
            row={row}
            onUndo={() => onFiles(fields.files.filter((known) => known.path !== row.path))}
            onRemove={() => put(row.path, null, row.entry && '')}
          />
        )}
        {!row || !path ? (
          <p className={styles.nothing}>No file in this archive is text. Choose one to see what it is.</p>
        ) : row.state === 'removed' ? (
          <p className={styles.nothing}>{row.path} is taken out of the archive when you deploy.</p>
        ) : row.state === 'added' || row.entry?.isText ? (
          <TextFile
            key={path}
            version={base}
            path={path}
            language={languageOfFile(path, own)}
            help={help}
            isNew={row.state === 'added'}
            text={change?.text ?? undefined}
            onText={(text, stored) => put(path, text, stored)}
            mark={mark && row.state === 'stored' && isPlaceIn(row, rows, mark.location) ? mark : undefined}
            goTo={goTo && isPlaceIn(row, rows, goTo) ? goTo : undefined}
          />
        ) : (
          <p className={styles.nothing}>{whatItIs(row.entry)}</p>
        )}
      </div>
    </div>
  )
}

function whatItIs(entry: FileEntry | undefined): string {
  if (!entry || entry.kind === 'folder') return 'A folder.'
  if (entry.kind === 'link') return `${entry.path} is a link to another file.`
  return `${entry.path} has ${sizeWords(entry.size)} and is not text that is edited here. It stays as it is; to change it, download the archive and replace the code.`
}

function FileBar({
  row,
  onUndo,
  onRemove,
}: {
  row: { path: string; kind: string; state: string; entry?: FileEntry }
  onUndo: () => void
  onRemove: () => void
}) {
  return (
    <div className={styles.bar}>
      <code className={styles.path}>{row.path}</code>
      {row.entry?.kind === 'file' && <span className={styles.size}>{sizeWords(row.entry.size)}</span>}
      {row.state !== 'stored' && (
        <Button size="small" variant="ghost" onClick={onUndo}>
          {row.state === 'removed'
            ? 'Put it back'
            : row.state === 'added'
              ? 'Take it out'
              : 'Undo in this file'}
        </Button>
      )}
      {row.kind === 'file' && (row.state === 'stored' || row.state === 'changed') && (
        <Button size="small" variant="ghost" onClick={onRemove}>
          Remove file
        </Button>
      )}
    </div>
  )
}

interface TextFileProps {
  version: { namespace: string; name: string; checksum: string }
  path: string
  language: string
  help: HelpContext
  /** Not in the archive yet. */
  isNew: boolean
  /** As it was changed. */
  text: string | undefined
  onText: (text: string, stored: string | undefined) => void
  mark?: { location: SourceLocation; message: string }
  goTo?: SourceLocation
}

function TextFile({ version, path, language, help, isNew, text, onText, mark, goTo }: TextFileProps) {
  const { data, error, isPending } = useQuery({ ...fileTextQuery(version, path), enabled: !isNew })
  const stored = data?.text
  const shown = text ?? stored
  if (!isNew && error && shown === undefined)
    return (
      <div className={styles.failed}>
        <Notice
          tone="error"
          title={error.message}
          hint={error instanceof ApiError ? error.hint : undefined}
        />
      </div>
    )
  if ((!isNew && isPending) || shown === undefined) return <Skeleton className={styles.waiting} />
  return (
    <div className={styles.editor}>
      <Suspense fallback={<Skeleton className={styles.waiting} />}>
        <CodeEditor
          path={`${version.namespace}/${version.name}/files/${path}`}
          language={language}
          value={shown}
          onChange={(next) => onText(next, isNew ? undefined : stored)}
          label={`${path} of ${version.name}`}
          mark={mark}
          goTo={goTo}
          help={help}
        />
      </Suspense>
    </div>
  )
}
