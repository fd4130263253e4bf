import { useEffect, useId, useMemo, useRef } from 'react'
import type { SourceLocation } from '#contract/functions.ts'
import styles from './code-panel.module.css'
import { remarksOn } from './deps/remarks.ts'
import { useSettled } from '../../lib/use-settled.ts'

export interface DependenciesProps {
  /** What the language calls the file, e.g. `requirements.txt`. */
  fileName: string
  value: string
  onChange: (value: string) => void
  /** A line to select; a new object selects again. */
  goTo?: SourceLocation
}

/** The dependency file: short, so a plain field that grows with it. What is wrong with its shape is said beneath; nothing is held back by it. */
export function Dependencies({ fileName, value, onChange, goTo }: DependenciesProps) {
  const id = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (goTo && field.current) selectLine(field.current, goTo.line)
  }, [goTo])
  const lines = value.split('\n').length
  const settled = useSettled(value)
  const remarks = useMemo(() => remarksOn(fileName, settled), [fileName, settled])
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
        aria-describedby={`${id}-file ${id}-remarks`}
        rows={Math.min(Math.max(lines, 2), 8)}
        value={value}
        placeholder={examples[fileName] ?? 'none'}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
      <div id={`${id}-remarks`} role="status">
        {remarks.length > 0 && (
          <ul className={styles.remarks}>
            {remarks.slice(0, shownRemarks).map(({ line, message, hint }) => (
              <li key={`${line} ${message}`}>
                <button
                  type="button"
                  className={styles.remarkLine}
                  onClick={() => field.current && selectLine(field.current, line)}
                >
                  Line {line}
                </button>{' '}
                {message} {hint}
              </li>
            ))}
            {remarks.length > shownRemarks && <li>{remarks.length - shownRemarks} more.</li>}
          </ul>
        )}
      </div>
    </div>
  )
}

/** The field is small, and so is the room beneath it. */
const shownRemarks = 3

const examples: Record<string, string> = {
  'requirements.txt': 'none; one a line, e.g. requests==2.32.3',
  'package.json': 'none; e.g. { "dependencies": { "ms": "2.1.3" } }',
  'composer.json': 'none; e.g. { "require": { "monolog/monolog": "^3" } }',
  Gemfile: "none; e.g. source 'https://rubygems.org' and, below it, gem 'nokogiri'",
  'go.mod': 'none; e.g. module function and, below it, require github.com/google/uuid v1.6.0',
}

function selectLine(field: HTMLTextAreaElement, line: number): void {
  const lines = field.value.split('\n')
  const before = lines.slice(0, line - 1).reduce((length, text) => length + text.length + 1, 0)
  field.focus()
  field.setSelectionRange(before, before + (lines[line - 1]?.length ?? 0))
}
