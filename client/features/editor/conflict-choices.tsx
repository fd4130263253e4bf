import { useId } from 'react'
import styles from './conflict-choices.module.css'
import { isChoice } from './draft-merge.ts'
import type { Conflict, Side } from './draft-merge.ts'
import { fieldLabels } from './field-labels.ts'

export interface ConflictChoicesProps {
  conflicts: readonly Conflict[]
  /** In the order of the conflicts; mine where absent. */
  sides: readonly (Side | undefined)[]
  onSide: (at: number, side: Side) => void
}

/** For each field and each variable that both changed: theirs or mine. */
export function ConflictChoices({ conflicts, sides, onSide }: ConflictChoicesProps) {
  return (
    <section aria-label="Changed by both" className={styles.choices}>
      <h3>Changed by both</h3>
      {conflicts.map(
        (conflict, at) =>
          isChoice(conflict) && (
            <Choice
              key={conflictLabel(conflict)}
              conflict={conflict}
              side={sides[at] ?? 'mine'}
              onSide={(side) => onSide(at, side)}
            />
          ),
      )}
    </section>
  )
}

/** e.g. `the timeout`, `the variable GREETING`. */
export function conflictLabel({ field, variable }: Conflict): string {
  return variable === undefined ? `the ${fieldLabels[field].toLowerCase()}` : `the variable ${variable}`
}

interface ChoiceProps {
  conflict: Conflict
  side: Side
  onSide: (side: Side) => void
}

function Choice({ conflict, side, onSide }: ChoiceProps) {
  const name = useId()
  const { field, variable } = conflict
  const options = [
    { value: 'theirs', label: 'Theirs', text: conflict.theirs },
    { value: 'mine', label: 'Yours', text: conflict.mine },
  ] as const
  return (
    <fieldset className={styles.choice}>
      <legend>{variable === undefined ? fieldLabels[field] : <code>{variable}</code>}</legend>
      {options.map(({ value, label, text }) => (
        <label key={value} className={styles.option}>
          <input
            type="radio"
            name={name}
            value={value}
            checked={side === value}
            onChange={() => onSide(value)}
          />
          <span>{label}</span>
          {text === undefined ? <i>taken out</i> : <code>{text === '' ? <i>empty</i> : text}</code>}
        </label>
      ))}
    </fieldset>
  )
}
