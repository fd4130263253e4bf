import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useMemo } from 'react'
import { fileTextQuery } from '../../api/archives.ts'
import { ApiError } from '../../api/http.ts'
import { shortChecksum } from '../../lib/short-checksum.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Notice } from '../../ui/notice.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import styles from './answered-text.module.css'

const DiffView = lazy(() => import('./diff-view.tsx').then((module) => ({ default: module.DiffView })))
const CodeEditor = lazy(() => import('./code-editor.tsx').then((module) => ({ default: module.CodeEditor })))

/** A place in a text that ran and is not the one in the editor. */
export interface AnsweredPlace {
  /** The version the place is in. */
  version: { namespace: string; name: string; checksum: string }
  file: string
  line: number
  /** What is wrong there. */
  message: string
  /** The text that ran; absent for a file of the archive that is stored, which is asked for. */
  answered?: string
  /** The text in the editor; absent where it holds no such file. */
  shown?: string
}

export interface AnsweredTextProps {
  place: AnsweredPlace
  /** Monaco's name of the language. */
  language: string
  onClose: () => void
}

/** A line of the version that answered, marked in its own text, beside the text in the editor. Nothing is changed here. */
export function AnsweredText({ place, language, onClose }: AnsweredTextProps) {
  const { version, file, line, shown } = place
  return (
    <Dialog
      isOpen
      onClose={onClose}
      closesOutside
      size="large"
      title={`Line ${line} of ${file} in the version that ran`}
      description={
        shown === undefined
          ? `Version ${shortChecksum(version.checksum)} ran. The editor does not hold this file as it was then.`
          : `Version ${shortChecksum(version.checksum)} ran, and the text in the editor is another one. The line is marked in the version that ran.`
      }
      footer={<Button onClick={onClose}>Close</Button>}
    >
      <Texts place={place} language={language} />
    </Dialog>
  )
}

function Texts({ place, language }: Omit<AnsweredTextProps, 'onClose'>) {
  const { version, file, answered } = place
  const { data, error, isPending } = useQuery({
    ...fileTextQuery(version, file),
    enabled: answered === undefined,
  })
  if (answered === undefined && isPending) return <Skeleton height="16rem" />
  // The server reads what is stored now, which may be a newer version than the one that ran.
  const text = answered ?? (data?.checksum === version.checksum ? data.text : undefined)
  if (text === undefined)
    return (
      <Notice
        tone="error"
        title={
          error?.message ?? 'A newer version was stored meanwhile, so this text is not to be had any more.'
        }
        hint={error instanceof ApiError ? error.hint : undefined}
      />
    )
  return <Beside place={place} text={text} language={language} />
}

function Beside({ place, text, language }: { place: AnsweredPlace; text: string; language: string }) {
  const { version, file, line, message, shown } = place
  const mark = useMemo(() => ({ location: { file, line }, message }), [file, line, message])
  const label = `${file} of version ${shortChecksum(version.checksum)}`
  return (
    <div className={styles.content}>
      <p className={styles.line}>
        <code>{text.split('\n')[line - 1]?.trim()}</code>
        <span className={styles.message}>{message}</span>
      </p>
      <figure className={styles.code}>
        <figcaption className={styles.caption}>
          {file}: the version that ran{' '}
          {shown !== undefined && (
            <>
              <b aria-hidden="true">−</b> and the editor <b aria-hidden="true">+</b>
            </>
          )}
        </figcaption>
        <div className={styles.text}>
          <Suspense fallback={<Skeleton height="100%" />}>
            {shown === undefined ? (
              <CodeEditor
                path={`ran/${version.namespace}/${version.name}/${version.checksum}/${file}`}
                language={language}
                value={text}
                label={label}
                mark={mark}
                goTo={mark.location}
              />
            ) : (
              <DiffView original={text} modified={shown} language={language} label={label} mark={mark} />
            )}
          </Suspense>
        </div>
      </figure>
    </div>
  )
}
