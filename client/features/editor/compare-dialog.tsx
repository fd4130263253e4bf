import { lazy, Suspense } from 'react'
import type { ReactNode } from 'react'
import { Dialog } from '../../ui/dialog.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import styles from './compare-dialog.module.css'
import { fieldLabels } from './field-labels.ts'
import type { DraftFields } from './draft.ts'
import { FileDiff } from './file-diff.tsx'

const DiffView = lazy(() => import('./diff-view.tsx').then((module) => ({ default: module.DiffView })))

export interface CompareDialogProps {
  title: string
  description: string
  /** What is on the left, and what on the right, in a word or two. */
  sides: [left: string, right: string]
  left: DraftFields
  right: DraftFields
  fileName: string
  /** What the changes of files in an archive are compared with. */
  version: { namespace: string; name: string; checksum: string }
  /** Monaco's name of the language. */
  language: string
  /** Makes the code on the right editable. */
  onCode?: (code: string) => void
  onClose: () => void
  /** What a person has to decide, above all else. */
  choices?: ReactNode
  /** Buttons. */
  footer: ReactNode
}

/** Two versions of a function side by side: its code in an editor, everything else in a table. */
export function CompareDialog(props: CompareDialogProps) {
  const { title, description, sides, left, right, fileName, version, language } = props
  const { onCode, onClose, choices, footer } = props
  const others = (Object.keys(fieldLabels) as (keyof DraftFields)[]).filter(
    (name) => name !== 'code' && name !== 'files' && wordsOf(left[name]) !== wordsOf(right[name]),
  )
  // What is no text is never shown as if it were.
  const isText = left.contentType.startsWith('text') && right.contentType.startsWith('text')
  return (
    <Dialog isOpen onClose={onClose} size="large" title={title} description={description} footer={footer}>
      <div className={styles.content}>
        {choices}
        {right.files.map((change) => (
          <FileDiff key={change.path} version={version} change={change} sides={sides} />
        ))}
        {!isText ? (
          right.files.length === 0 && (
            <p className={styles.same}>
              {left.code === right.code
                ? 'The code is the same in both.'
                : 'The code as a whole is another one.'}
            </p>
          )
        ) : left.code !== right.code ? (
          <figure className={styles.code}>
            <figcaption className={styles.caption}>
              {fileName}: {sides[0]} <b aria-hidden="true">−</b> and {sides[1]} <b aria-hidden="true">+</b>
            </figcaption>
            <div className={styles.diff}>
              <Suspense fallback={<Skeleton height="100%" />}>
                <DiffView
                  original={left.code}
                  modified={right.code}
                  language={language}
                  onChange={onCode}
                  label={`${fileName}, ${sides[1]}`}
                />
              </Suspense>
            </div>
          </figure>
        ) : (
          <p className={styles.same}>The code is the same in both.</p>
        )}
        {others.length > 0 && (
          <table className={styles.fields}>
            <thead>
              <tr>
                <th scope="col">Field</th>
                <th scope="col">{sides[0]}</th>
                <th scope="col">{sides[1]}</th>
              </tr>
            </thead>
            <tbody>
              {others.map((name) => (
                <tr key={name}>
                  <th scope="row">{fieldLabels[name]}</th>
                  <td>{wordsOf(left[name]) || <i>none</i>}</td>
                  <td>{wordsOf(right[name]) || <i>none</i>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </Dialog>
  )
}

function wordsOf(value: DraftFields[keyof DraftFields]): string {
  if (typeof value === 'string') return value
  return value
    .map((row) =>
      'path' in row ? `${row.path}${row.text === null ? ' (taken out)' : ''}` : `${row.name}=${row.value}`,
    )
    .join('\n')
}
