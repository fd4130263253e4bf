import { DiffEditor } from '@monaco-editor/react'
import { useEffect, useEffectEvent, useState } from 'react'
import { monaco } from './monaco.ts'
import { themeFor } from './monaco-theme.ts'
import { useColorScheme } from './use-color-scheme.ts'

export interface DiffViewProps {
  original: string
  modified: string
  /** Monaco's name of the language. */
  language: string
  /** Makes the right side editable. */
  onChange?: (text: string) => void
  label: string
}

/** Two texts side by side, or one above the other where it is narrow. Load it lazily. */
export function DiffView({ original, modified, language, onChange, label }: DiffViewProps) {
  const scheme = useColorScheme()
  // A model of an earlier view may still live, so each has names of its own.
  const [id] = useState(() => nextId++)
  const [editor, setEditor] = useState<monaco.editor.IStandaloneDiffEditor>()
  // What is typed here must not come back as a new text.
  const [first] = useState(modified)
  const tell = useEffectEvent((text: string) => onChange?.(text))

  useEffect(() => {
    const right = editor?.getModifiedEditor()
    const listener = right?.onDidChangeModelContent(() => tell(right.getValue()))
    return () => listener?.dispose()
  }, [editor])
  // The wrapper disposes models before the editor has let go of them, and throws; so they are ours. They outlive
  // the editor by what a comparison in the worker may take, which fails when it finds them gone.
  useEffect(() => {
    if (!editor) return
    const model = editor.getModel()
    return () => {
      setTimeout(() => {
        model?.original.dispose()
        model?.modified.dispose()
      }, comparisonMs)
    }
  }, [editor])

  return (
    <DiffEditor
      original={original}
      modified={first}
      language={language}
      originalModelPath={`diff/${id}/original`}
      modifiedModelPath={`diff/${id}/modified`}
      keepCurrentOriginalModel
      keepCurrentModifiedModel
      onMount={setEditor}
      theme={themeFor(scheme)}
      loading={null}
      options={{
        readOnly: !onChange,
        modifiedAriaLabel: label,
        originalAriaLabel: `${label}, before`,
        automaticLayout: true,
        fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace",
        fontSize: 13,
        lineHeight: 20,
        minimap: { enabled: false },
        renderOverviewRuler: false,
        scrollBeyondLastLine: false,
        useInlineViewWhenSpaceIsLimited: true,
        renderSideBySideInlineBreakpoint: 620,
        hideUnchangedRegions: { enabled: true },
        renderMarginRevertIcon: Boolean(onChange),
      }}
    />
  )
}

const comparisonMs = 30_000
let nextId = 1
