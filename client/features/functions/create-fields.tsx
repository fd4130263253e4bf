import type { NamespaceInfo } from '#contract/cluster.ts'
import type { Problem } from '#contract/errors.ts'
import type { HandlerDoubt } from '#contract/handler-doubt.ts'
import type { RuntimeInfo } from '#contract/runtimes.ts'
import type { FieldWarning } from '../../ui/field.tsx'
import { FileDrop } from '../../ui/file-drop.tsx'
import { SelectField } from '../../ui/select-field.tsx'
import { TextArea } from '../../ui/text-area.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { CodePreview } from './code-preview.tsx'
import styles from './create-dialog.module.css'
import { ChosenFile, OwnCode, useChosenFile } from './chosen-file.tsx'
import { LanguageChoice } from './language-choice.tsx'
import { languagesOf } from './languages.ts'
import type { NewFunction, NewFunctionChoice } from './new-function.ts'
import { SampleChoice } from './sample-choice.tsx'

export interface CreateFieldsProps {
  runtimes: readonly RuntimeInfo[]
  namespaces: readonly NamespaceInfo[]
  /** Of these, where nothing may be created. */
  denied: readonly string[]
  resolved: NewFunction
  problems: readonly Problem[]
  /** What is doubtful about the handler. */
  doubt: HandlerDoubt | undefined
  onChange: (changes: NewFunctionChoice) => void
  onLeave: (field: string) => void
}

/** The fields that show their own problems. */
export const shownFields = ['name', 'namespace', 'runtime', 'handler', 'code'] as const

/** What can be chosen and typed for a new function. */
export function CreateFields({
  runtimes,
  namespaces,
  denied,
  resolved,
  problems,
  doubt,
  onChange,
  onLeave,
}: CreateFieldsProps) {
  const { runtime, sample, spec } = resolved
  const [takeFile, fileProblem] = useChosenFile((file) => onChange({ file }))
  const languages = languagesOf(runtimes)
  const errorOf = (field: (typeof shownFields)[number]) => {
    const problem = problems.find((known) => known.field === field)
    return problem && [problem.message, problem.hint].filter(Boolean).join(' ')
  }
  const warningOf = ({ message, mend }: HandlerDoubt): FieldWarning => {
    const handler = mend && 'handler' in mend.change ? mend.change.handler : undefined
    return {
      words: message,
      mend:
        handler === undefined ? undefined : { label: mend?.label ?? '', onMend: () => onChange({ handler }) },
    }
  }
  const fileName = `${spec.handler.split('.')[0] || 'handler'}${runtime?.fileNameSuffix ?? ''}`
  const hasSamples = (runtime?.samples.length ?? 0) > 0

  return (
    <FileDrop words="Let go to use this file as the code." onFile={takeFile}>
      <div className={styles.columns}>
        <div className={styles.fields}>
          <LanguageChoice
            languages={languages}
            value={runtime?.language}
            onChange={(language) => onChange({ runtime: language.runtimes[0]?.name, sample: undefined })}
          />
          <OwnCode
            file={resolved.file}
            problem={fileProblem}
            onFile={takeFile}
            onSample={() => onChange({ file: undefined })}
          />
          {runtime && !resolved.file && runtime.samples.length > 1 && (
            <SampleChoice
              samples={runtime.samples}
              value={sample}
              onChange={({ title }) => onChange({ sample: title })}
            />
          )}
          <TextField
            label="Function name"
            name="name"
            data-autofocus
            value={spec.name}
            onChange={(name) => onChange({ name })}
            onFocus={(event) => event.target.select()}
            onBlur={() => onLeave('name')}
            error={errorOf('name')}
          />
          <div className={styles.pair}>
            <SelectField
              label="Namespace"
              name="namespace"
              value={spec.namespace}
              onChange={(namespace) => onChange({ namespace })}
              error={errorOf('namespace')}
            >
              {!namespaces.some(({ name }) => name === spec.namespace) && <option>{spec.namespace}</option>}
              {namespaces
                .filter(({ isProtected }) => !isProtected)
                .map(({ name }) => (
                  <option key={name} value={name}>
                    {name}
                    {denied.includes(name) && ' (you may not create here)'}
                  </option>
                ))}
            </SelectField>
            <SelectField
              label="Runtime"
              name="runtime"
              value={spec.runtime}
              onChange={(name) => onChange({ runtime: name })}
              error={errorOf('runtime')}
            >
              {languages.map((language) => (
                <optgroup key={language.name} label={language.name}>
                  {language.runtimes.map((known) => (
                    <option key={known.name} value={known.name} disabled={!known.isAvailable}>
                      {known.name}
                      {!known.isAvailable && ' (cannot run here)'}
                    </option>
                  ))}
                </optgroup>
              ))}
            </SelectField>
          </div>
          <TextField
            label="Handler"
            name="handler"
            isCode
            value={spec.handler}
            onChange={(handler) => onChange({ handler })}
            onBlur={() => onLeave('handler')}
            error={errorOf('handler')}
            warning={doubt && warningOf(doubt)}
            hint="The file and, after a dot, the function in it that is called."
          />
        </div>
        {resolved.file ? (
          <ChosenFile file={resolved.file} fileName={fileName} runtime={runtime} />
        ) : hasSamples ? (
          <CodePreview
            fileName={fileName}
            code={spec.code}
            language={runtime?.editorLanguage ?? 'plaintext'}
          />
        ) : (
          <TextArea
            label="Code"
            name="code"
            isCode
            rows={14}
            value={spec.code}
            onChange={(code) => onChange({ code })}
            onBlur={() => onLeave('code')}
            error={errorOf('code')}
            hint={`It becomes ${fileName}. There is no sample for this version; paste what you have.`}
          />
        )}
      </div>
    </FileDrop>
  )
}
