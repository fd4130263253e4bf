import { useEffect, useId, useRef } from 'react'
import type { SourceLocation } from '#contract/functions.ts'
import styles from './code-panel.module.css'

export interface DependenciesProps {
  /** What the language calls the file, e.g. `requirements.txt`. */
  fileName: string
  value: string
  onChange: (value: string) => void
  /** A line to select; a new object selects again. */
  goTo?: SourceLocation
}

/** The dependency file: short, so a plain field that grows with it. */
export function Dependencies({ fileName, value, onChange, goTo }: DependenciesProps) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (goTo && field.current) selectLine(field.current, goTo.line)
  }, [goTo])
  const lines = value.split('\n').length
  return (
    <div className={styles.deps}>
      <div className={styles.depsTitle}>
        <label htmlFor={id}>Dependencies</label>
        <code id={`${id}-file`}>{fileName}</code>
      </div>
      <textarea
        ref={field}
        id={id}
        className={styles.depsText}
        aria-describedby={`${id}-file`}
        rows={Math.min(Math.max(lines, 2), 8)}
        value={value}
        placeholder={examples[fileName] ?? 'none'}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  )
}

const examples: Record<string, string> = {
  'requirements.txt': 'none; one a line, e.g. requests==2.32.3',
  'package.json': 'none; e.g. { "dependencies": { "ms": "2.1.3" } }',
  Gemfile: "none; e.g. gem 'nokogiri'",
}

function selectLine(field: HTMLTextAreaElement, line: number): void {
  const lines = field.value.split('\n')
  const before = lines.slice(0, line - 1).reduce((length, text) => length + text.length + 1, 0)
  field.focus()
  field.setSelectionRange(before, before + (lines[line - 1]?.length ?? 0))
}
