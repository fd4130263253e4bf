import { DiffEditor } from '@monaco-editor/react'
import { useEffect, useEffectEvent, useState } from 'react'
import { lineIn, lineOnTheRight, messageFor } from './line-marks.ts'
import type { LineMark } from './line-marks.ts'
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
  /** A line of the text on the left to mark, and to begin at. */
  mark?: LineMark
}

/** Two texts side by side, or one above the other where it is narrow. Load it lazily. */
export function DiffView({ original, modified, language, onChange, label, mark }: DiffViewProps) {
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
  useEffect(() => {
    if (editor && mark) return markLeft(editor, mark)
  }, [editor, mark])
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
        hideUnchangedRegions: { enabled: !mark },
        renderMarginRevertIcon: Boolean(onChange),
      }}
    />
  )
}

/** Marks the line on the left; on the right too while it is the same there, since a narrow window shows only that side. */
function markLeft(editor: monaco.editor.IStandaloneDiffEditor, mark: LineMark): () => void {
  const [left, right] = [editor.getOriginalEditor(), editor.getModifiedEditor()]
  const marks = [left.createDecorationsCollection(), right.createDecorationsCollection()]
  const put = () => {
    const [before, after] = [left.getModel(), right.getModel()]
    const changes = editor.getLineChanges()
    if (!before || !after || !changes) return
    const line = lineIn(before, mark.location)
    const there = lineOnTheRight(changes, line)
    marks[0]?.set(decorationsFor(before, mark))
    marks[1]?.set(
      there.isSame
        ? decorationsFor(after, { ...mark, location: { ...mark.location, line: there.line } })
        : [],
    )
    left.revealLineInCenter(line)
    right.revealLineInCenter(lineIn(after, there))
  }
  put()
  const listener = editor.onDidUpdateDiff(put)
  return () => {
    listener.dispose()
    for (const mark of marks) mark.clear()
  }
}

function decorationsFor(
  model: monaco.editor.ITextModel,
  mark: LineMark,
): monaco.editor.IModelDeltaDecoration[] {
  const line = lineIn(model, mark.location)
  const whole = { startLineNumber: line, startColumn: 1, endLineNumber: line, endColumn: 1 }
  return [
    { range: whole, options: { isWholeLine: true, className: 'kui-line-ran' } },
    messageFor(model, mark),
  ]
}

const comparisonMs = 30_000
let nextId = 1
