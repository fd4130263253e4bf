import { lazy, Suspense, useMemo } from 'react'
import type { SourceLocation } from '#contract/functions.ts'
import { Skeleton } from '../../ui/skeleton.tsx'
import styles from './code-panel.module.css'
import { ArchiveFiles } from './archive-files.tsx'
import { BinaryCode, CodeAddress, CodeSource } from './code-source.tsx'
import { Dependencies } from './dependencies.tsx'
import { isReplaced } from './draft.ts'
import type { Draft, DraftFields } from './draft.ts'

const CodeEditor = lazy(() => loadEditor().then((module) => ({ default: module.CodeEditor })))

/** Fetches Monaco, which weighs a megabyte; sooner than it is needed when there is time. */
export function loadEditor() {
  return import('./code-editor.tsx')
}

export interface CodePanelProps {
  draft: Draft
  /** Monaco's name of the language. */
  language: string
  /** The suffix of the runtime's files, e.g. `.py`. */
  suffix: string
  onChange: (changes: Partial<DraftFields>) => void
  /** The place of a failure in the text shown. */
  mark?: { location: SourceLocation; message: string }
  goTo?: SourceLocation
}

/** The code and, beneath it, what it depends on. */
export function CodePanel({ draft, language, suffix, onChange, mark, goTo }: CodePanelProps) {
  const { base, fields } = draft
  const isDepsPlace = (place?: { file: string }) => place?.file === base.depsFileName
  const ofCode = {
    mark: isDepsPlace(mark?.location) ? undefined : mark,
    goTo: isDepsPlace(goTo) ? undefined : goTo,
  }
  return (
    <section className={styles.panel} aria-label="Code">
      <CodeSource draft={draft} onChange={onChange}>
        <Code {...{ draft, language, suffix, onChange, ...ofCode }} />
      </CodeSource>
      {base.depsFileName !== '' && (
        <Dependencies
          fileName={base.depsFileName}
          value={fields.deps}
          onChange={(deps) => onChange({ deps })}
          goTo={isDepsPlace(goTo) ? goTo : undefined}
        />
      )}
    </section>
  )
}

/** Code that is no text must not be edited as if it were: saving it so would destroy it. */
function Code({ draft, language, suffix, onChange, mark, goTo }: CodePanelProps) {
  const { base, fields } = draft
  const { contentType, runtime, handler } = fields
  const help = useMemo(() => ({ runtime, handler }), [runtime, handler])
  const fileName = base.fileName || `${fields.handler.split('.')[0] || 'handler'}${suffix}`
  if (contentType.startsWith('text'))
    return (
      <div className={styles.editor}>
        <Suspense fallback={<Skeleton className={styles.loading} />}>
          <CodeEditor
            path={`${base.namespace}/${base.name}/${fileName}`}
            language={language}
            value={fields.code}
            onChange={(code) => onChange({ code })}
            label={`${fileName} of ${base.name}`}
            mark={mark}
            goTo={goTo}
            help={help}
          />
        </Suspense>
      </div>
    )
  if (contentType.includes('url'))
    return (
      <CodeAddress address={fields.code} contentType={contentType} onAddress={(code) => onChange({ code })} />
    )
  if (isReplaced(draft)) return <BinaryCode>It is shown here once it is deployed.</BinaryCode>
  if (contentType.includes('zip') || contentType.includes('compressedtar'))
    return (
      <ArchiveFiles
        draft={draft}
        own={{ language, suffix }}
        onFiles={(files) => onChange({ files })}
        mark={mark}
        goTo={goTo}
      />
    )
  return (
    <BinaryCode>
      The code is one binary file, so there is nothing to edit in it. Replace it by another one, or download
      it.
    </BinaryCode>
  )
}
