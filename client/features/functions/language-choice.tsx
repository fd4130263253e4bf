import { useId } from 'react'
import { CopyButton } from '../../ui/copy-button.tsx'
import { LanguageIcon } from './language-icon.tsx'
import styles from './language-choice.module.css'
import type { Language } from './languages.ts'

export interface LanguageChoiceProps {
  languages: readonly Language[]
  /** Name of the language of the chosen runtime. */
  value: string | undefined
  onChange: (language: Language) => void
}

/** The languages as cards; those that cannot run here are listed with what would change that. */
export function LanguageChoice({ languages, value, onChange }: LanguageChoiceProps) {
  const id = useId()
  const missing = languages.filter(({ isAvailable }) => !isAvailable)
  return (
    <fieldset className={styles.choice}>
      <legend className={styles.legend}>Language</legend>
      <div className={styles.cards}>
        {languages
          .filter(({ isAvailable }) => isAvailable)
          .map((language) => (
            <div key={language.name} className={styles.card} data-chosen={language.name === value}>
              <label className={styles.label}>
                <input
                  type="radio"
                  name={id}
                  checked={language.name === value}
                  aria-describedby={`${id}-${language.id}`}
                  onChange={() => onChange(language)}
                />
                <LanguageIcon id={language.id} size={22} />
                {language.name}
              </label>
              <p id={`${id}-${language.id}`} className={styles.note}>
                {noteOf(language)}
              </p>
            </div>
          ))}
      </div>
      {missing.length > 0 && (
        <details className={styles.missing}>
          <summary>{missing.map(({ name }) => name).join(', ')} cannot run here yet</summary>
          <ul>
            {missing.map((language) => (
              <MissingLanguage key={language.name} language={language} />
            ))}
          </ul>
        </details>
      )}
    </fieldset>
  )
}

function MissingLanguage({ language: { name, id, runtimes } }: { language: Language }) {
  const told = runtimes.find(({ install }) => install) ?? runtimes[0]
  return (
    <li className={styles.missingLanguage}>
      <LanguageIcon id={id} size={18} />
      <div>
        <b>{name}</b> <span>{told?.note ?? 'This cluster cannot run it.'}</span>
        {told?.install && (
          <span className={styles.install}>
            <code>{told.install}</code>
            <CopyButton label={`Copy the command that installs ${name}`} text={told.install} />
          </span>
        )}
      </div>
    </li>
  )
}

function noteOf({ runtimes }: Language): string {
  const [newest] = runtimes
  return newest?.note ?? newest?.version ?? ''
}
