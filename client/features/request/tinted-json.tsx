import { useMemo } from 'react'
import { jsonTokens } from './json-text.ts'
import styles from './tinted-json.module.css'

/** JSON with its pieces tinted; every character as it is in the text. */
export function TintedJson({ text }: { text: string }) {
  const tokens = useMemo(() => jsonTokens(text), [text])
  return tokens.map(({ kind, text: piece }, at) =>
    kind === 'space' || kind === 'mark' ? (
      piece
    ) : (
      <span key={at} className={styles[kind]}>
        {piece}
      </span>
    ),
  )
}
