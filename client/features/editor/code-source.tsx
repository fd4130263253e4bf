import { IconDownload, IconUpload } from '@tabler/icons-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { bytesOfCode, downloadName, readCodeFile, sizeOfCode, sizeWords } from '../../lib/code-file.ts'
import { saveAs } from '../../lib/save-as.ts'
import { Button } from '../../ui/button.tsx'
import { FileButton, FileDrop } from '../../ui/file-drop.tsx'
import { Notice } from '../../ui/notice.tsx'
import { TextField } from '../../ui/text-field.tsx'
import styles from './code-source.module.css'
import { isReplaced } from './draft.ts'
import type { Draft, DraftFields } from './draft.ts'

export interface CodeSourceProps {
  draft: Draft
  onChange: (changes: Partial<DraftFields>) => void
  children: ReactNode
}

/** What the code is, above it; a file put here replaces it, once it is deployed. */
export function CodeSource({ draft, onChange, children }: CodeSourceProps) {
  const { base, fields } = draft
  const [problem, setProblem] = useState<string>()
  const replace = (file: File) =>
    void readCodeFile(file).then(
      ({ code, contentType }) => {
        setProblem(undefined)
        onChange({ code, contentType, files: [] })
      },
      (error: unknown) => setProblem(error instanceof Error ? error.message : String(error)),
    )
  const download = () => {
    const bytes = bytesOfCode(base.code, base.contentType)
    if (bytes) saveAs(bytes, downloadName(base.name, base.contentType, base.fileName))
  }
  return (
    <FileDrop words="Let go to replace the code. Nothing runs before you deploy it." onFile={replace}>
      <div className={styles.bar}>
        <span className={styles.words}>{wordsFor(draft)}</span>
        <FileButton
          size="small"
          variant="ghost"
          onFile={replace}
          title="Replace the code by a file: source text, .zip or .tar.gz"
        >
          <IconUpload size={14} aria-hidden="true" />
          Replace
        </FileButton>
        {!base.contentType.includes('url') && (
          <Button size="small" variant="ghost" title="Download the code as it is stored" onClick={download}>
            <IconDownload size={14} aria-hidden="true" />
            Download
          </Button>
        )}
      </div>
      {problem !== undefined && (
        <Notice tone="error" className={styles.problem} title={problem} hint="Nothing has been changed." />
      )}
      {isReplaced(draft) && (
        <Notice
          tone="info"
          className={styles.problem}
          title={`${whatItIs(fields)} replaces the code when you deploy it.`}
          action={
            <Button
              size="small"
              onClick={() => onChange({ code: base.code, contentType: base.contentType, files: [] })}
            >
              Keep the stored code
            </Button>
          }
        />
      )}
      {children}
    </FileDrop>
  )
}

function wordsFor({ base, fields }: Draft): string {
  return isReplaced({ base, fields }) ? `Not deployed: ${whatItIs(fields)}` : whatItIs(base)
}

/** e.g. `A ZIP archive, 1.2 KB`. */
function whatItIs({ code, contentType }: Pick<DraftFields, 'code' | 'contentType'>): string {
  const size = sizeOfCode(code, contentType)
  const of = size === undefined ? '' : `, ${sizeWords(size)}`
  if (contentType.includes('url')) return 'Code fetched from an address'
  if (contentType.includes('zip')) return `A ZIP archive${of}`
  if (contentType.includes('compressedtar')) return `A tar archive${of}`
  return contentType.startsWith('base64') ? `A binary file${of}` : `A text file${of}`
}

/** Code that lies elsewhere. It is not fetched here: where it leads is nobody's business but the pod's. */
export function CodeAddress({
  address,
  contentType,
  onAddress,
}: {
  address: string
  contentType: string
  onAddress: (address: string) => void
}) {
  const what = contentType.includes('zip')
    ? 'a ZIP archive, which is unpacked'
    : contentType.includes('compressedtar')
      ? 'a tar archive, which is unpacked'
      : 'a single file'
  return (
    <div className={styles.elsewhere}>
      <TextField label="Address of the code" isCode value={address} onChange={onAddress} />
      <p>
        Each new pod fetches it from there: {what}. It is not fetched into this page, so that no address can
        reach into the network of the dashboard. A new version at the same address runs once the function is
        deployed anew with its checksum.
      </p>
    </div>
  )
}

/** A binary file is never shown as text. */
export function BinaryCode({ children }: { children: ReactNode }) {
  return <p className={styles.binary}>{children}</p>
}
