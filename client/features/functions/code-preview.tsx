import { useMemo } from 'react'
import { tintCode } from '../../lib/tint-code.ts'
import styles from './code-preview.module.css'

export interface CodePreviewProps {
  fileName: string
  code: string
  /** Monaco's name of the language. */
  language: string
}

/** Code to look at, before there is a function to edit it in. */
export function CodePreview({ fileName, code, language }: CodePreviewProps) {
  const pieces = useMemo(() => tintCode(code, language), [code, language])
  return (
    <figure className={styles.preview}>
      <figcaption className={styles.file}>{fileName}</figcaption>
      {/* Long code is scrolled by keyboard too. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className={styles.code} tabIndex={0}>
        {pieces.map(({ text, tint }, at) =>
          tint ? (
            <span key={at} className={styles[tint]}>
              {text}
            </span>
          ) : (
            text
          ),
        )}
      </pre>
    </figure>
  )
}
