import { CopyButton } from '../../ui/copy-button.tsx'
import styles from './session.module.css'

/** A command to be typed into a shell. */
export function Command({ text }: { text: string }) {
  return (
    <div className={styles.command}>
      <code>{text}</code>
      <CopyButton label="Copy the command" text={text} />
    </div>
  )
}

/** Several lines, as YAML has. */
export function CommandBlock({ text, label }: { text: string; label: string }) {
  return (
    <div className={styles.command}>
      <pre className={styles.block}>{text}</pre>
      <CopyButton label={label} text={text} />
    </div>
  )
}
