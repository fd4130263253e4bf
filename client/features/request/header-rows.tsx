import { IconPlus, IconX } from '@tabler/icons-react'
import { Button } from '../../ui/button.tsx'
import { IconButton } from '../../ui/icon-button.tsx'
import type { HeaderRow } from './call-draft.ts'
import styles from './request-form.module.css'

/** The headers of a call, one a row. */
export function HeaderRows({ rows, onChange }: { rows: HeaderRow[]; onChange: (rows: HeaderRow[]) => void }) {
  const change = (at: number, changes: Partial<HeaderRow>) =>
    onChange(rows.map((row, other) => (other === at ? { ...row, ...changes } : row)))
  const nameOf = ({ name }: HeaderRow, at: number) => (name.trim() === '' ? `header ${at + 1}` : name.trim())
  return (
    <details className={styles.headers} open={rows.length > 0 ? true : undefined}>
      <summary>Headers{rows.length > 0 && ` (${rows.length})`}</summary>
      {rows.map((row, at) => (
        <div key={at} className={styles.headerRow}>
          <input
            aria-label={`Name of header ${at + 1}`}
            placeholder="name"
            value={row.name}
            spellCheck={false}
            onChange={(event) => change(at, { name: event.target.value })}
          />
          <input
            aria-label={`Value of ${nameOf(row, at)}`}
            placeholder="value"
            value={row.value}
            spellCheck={false}
            onChange={(event) => change(at, { value: event.target.value })}
          />
          <IconButton
            label={`Remove ${nameOf(row, at)}`}
            onClick={() => onChange(rows.filter((_, other) => other !== at))}
          >
            <IconX size={16} />
          </IconButton>
        </div>
      ))}
      <Button size="small" onClick={() => onChange([...rows, { name: '', value: '' }])}>
        <IconPlus size={14} aria-hidden="true" /> Add header
      </Button>
    </details>
  )
}
