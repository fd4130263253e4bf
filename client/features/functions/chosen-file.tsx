import { IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import type { RuntimeInfo } from '#contract/runtimes.ts'
import { readCodeFile, sizeWords } from '../../lib/code-file.ts'
import type { CodeFile } from '../../lib/code-file.ts'
import { Button } from '../../ui/button.tsx'
import { FileButton } from '../../ui/file-drop.tsx'
import { Notice } from '../../ui/notice.tsx'
import styles from './chosen-file.module.css'
import { CodePreview } from './code-preview.tsx'

/** Code from somebody's disk instead of a sample: source text, or an archive. It can also be dropped onto the form. */
export function OwnCode({
  file,
  problem,
  onFile,
  onSample,
}: {
  file: CodeFile | undefined
  /** Why the last one could not be taken. */
  problem: string | undefined
  onFile: (file: File) => void
  onSample: () => void
}) {
  return (
    <div className={styles.own}>
      <div className={styles.line}>
        <FileButton size="small" onFile={onFile} title="Source text, .zip or .tar.gz">
          <IconUpload size={14} aria-hidden="true" />
          {file ? 'Choose another file' : 'Use a file of mine'}
        </FileButton>
        {file && (
          <Button size="small" variant="ghost" onClick={onSample}>
            Use a sample
          </Button>
        )}
      </div>
      {problem !== undefined && <Notice tone="error" title={problem} />}
    </div>
  )
}

/** What the chosen file is, as far as it can be seen. */
export function ChosenFile({
  file,
  fileName,
  runtime,
}: {
  file: CodeFile
  fileName: string
  runtime: RuntimeInfo | undefined
}) {
  if (file.contentType === 'text')
    return (
      <CodePreview fileName={fileName} code={file.code} language={runtime?.editorLanguage ?? 'plaintext'} />
    )
  const isArchive = file.contentType !== 'base64'
  return (
    <div className={styles.packed}>
      <h3>{file.name}</h3>
      <p>
        {isArchive ? 'An archive' : 'A binary file'} of {sizeWords(file.size)}.{' '}
        {isArchive
          ? `It is unpacked in the function's pod; ${fileName} has to lie at its top. Its files can be seen and edited once the function is created.`
          : 'It is stored as it is.'}
      </p>
    </div>
  )
}

/** Reads what was chosen or dropped; says why when it cannot be taken. */
export function useChosenFile(
  onFile: (file: CodeFile | undefined) => void,
): [take: (file: File) => void, problem: string | undefined] {
  const [problem, setProblem] = useState<string>()
  const take = (chosen: File) =>
    void readCodeFile(chosen).then(
      (read) => {
        setProblem(undefined)
        onFile(read)
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    )
  return [take, problem]
}
