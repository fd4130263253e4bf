import Editor from '@monaco-editor/react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { HelpContext } from './help/suggest.ts'
import { lineIn, messageFor } from './line-marks.ts'
import type { LineMark } from './line-marks.ts'
import { helpWith } from './monaco-help.ts'
import { monaco } from './monaco.ts'
import { themeFor } from './monaco-theme.ts'
import { useColorScheme } from './use-color-scheme.ts'

export interface CodeEditorProps {
  /** Tells the texts apart: each path keeps its own undo history, selection and scroll position. */
  path: string
  /** Monaco's name of the language. */
  language: string
  value: string
  /** Absent: the text is only shown. */
  onChange?: (value: string) => void
  /** What a screen reader calls it. */
  label: string
  /** A place to mark as the cause of a failure. */
  mark?: LineMark
  /** A place to go to; a new object goes there again. */
  goTo?: { line: number; column?: number }
  /** What the code is, for completion and hovers. */
  help?: HelpContext
}

/** Monaco, kept in step with a value that may also change from outside. Load it lazily. */
export function CodeEditor({ path, language, value, onChange, label, mark, goTo, help }: CodeEditorProps) {
  const scheme = useColorScheme()
  const [editor, setEditor] = useState<monaco.editor.IStandaloneCodeEditor>()
  const flash = useRef<monaco.editor.IEditorDecorationsCollection>(undefined)

  // The wrapper compares with the value of its last rendering only; a text that comes back into view
  // may have changed meanwhile.
  useEffect(() => {
    const model = editor?.getModel()
    if (model && model.getValue() !== value) model.setValue(value)
  }, [editor, path, value])

  useEffect(() => {
    const model = editor?.getModel()
    if (model && help) helpWith(model, help)
  }, [editor, path, help])

  useEffect(() => {
    const model = editor?.getModel()
    if (!model) return
    monaco.editor.setModelMarkers(model, markOwner, mark ? [markerFor(model, mark)] : [])
    const inline = editor?.createDecorationsCollection(mark ? [messageFor(model, mark)] : [])
    return () => {
      inline?.clear()
      if (!model.isDisposed()) monaco.editor.setModelMarkers(model, markOwner, [])
    }
  }, [editor, path, mark])

  const show = useEffectEvent((place: { line: number; column?: number }) => {
    if (!editor) return
    const lineNumber = Math.min(place.line, editor.getModel()?.getLineCount() ?? 1)
    editor.setPosition({ lineNumber, column: place.column ?? 1 })
    editor.revealLineInCenter(lineNumber)
    editor.focus()
    flash.current?.clear()
    flash.current = editor.createDecorationsCollection([
      {
        range: new monaco.Range(lineNumber, 1, lineNumber, 1),
        options: { isWholeLine: true, className: 'kui-line-found' },
      },
    ])
  })
  useEffect(() => {
    if (editor && goTo) show(goTo)
  }, [editor, goTo])

  return (
    <Editor
      path={path}
      language={language}
      value={value}
      onChange={(text) => onChange?.(text ?? '')}
      onMount={setEditor}
      theme={themeFor(scheme)}
      loading={null}
      // What is typed before the wrapper listens would be lost.
      options={{ ...options, ariaLabel: label, readOnly: !onChange || editor === undefined }}
      wrapperProps={{ 'data-ready': editor !== undefined }}
    />
  )
}

const markOwner = 'kubeless-ui'

function markerFor(
  model: monaco.editor.ITextModel,
  { location, message }: LineMark,
): monaco.editor.IMarkerData {
  const line = lineIn(model, location)
  return {
    severity: monaco.MarkerSeverity.Error,
    message,
    startLineNumber: line,
    endLineNumber: line,
    startColumn: location.column ?? model.getLineFirstNonWhitespaceColumn(line),
    endColumn: model.getLineMaxColumn(line),
  }
}

const options: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fontFamily: "'JetBrains Mono Variable', ui-monospace, monospace",
  fontLigatures: false,
  fontSize: 13,
  lineHeight: 20,
  minimap: { enabled: false },
  scrollBeyondLastLine: false,
  renderLineHighlight: 'line',
  overviewRulerBorder: false,
  overviewRulerLanes: 2,
  hideCursorInOverviewRuler: true,
  padding: { top: 10, bottom: 10 },
  tabSize: 4,
  detectIndentation: true,
  fixedOverflowWidgets: true,
  smoothScrolling: false,
  contextmenu: true,
  lineNumbersMinChars: 3,
  folding: true,
  // Words of the text itself are suggested where nothing better is known.
  suggest: { showStatusBar: false, preview: false },
  guides: { indentation: true },
  unicodeHighlight: { ambiguousCharacters: true, invisibleCharacters: true },
  scrollbar: { verticalScrollbarSize: 10, horizontalScrollbarSize: 10, useShadows: false },
}
