/** Monaco in the colours of the page. Its themes take no CSS variables, so the tokens are read once for each scheme. */
import { monaco } from './monaco.ts'

export function themeFor(scheme: 'light' | 'dark'): string {
  return `kubeless-ui-${scheme}`
}

const light = {
  background: '#ffffff',
  text: '#1d2433',
  comment: '#667085',
  keyword: '#8a2be2',
  string: '#0f7a4f',
  number: '#b54708',
  type: '#1f5fbf',
  line: '#f4f6fa',
  selection: '#cfe0ff',
  gutter: '#8b95a8',
  raised: '#ffffff',
  border: '#c9cfde',
  chosen: '#edecfc',
  accent: '#4a3fd0',
}
const dark = {
  background: '#12161f',
  text: '#dfe5f1',
  comment: '#8590a6',
  keyword: '#c39bff',
  string: '#7fd8a8',
  number: '#f2b374',
  type: '#8ab8ff',
  line: '#1a2030',
  selection: '#274a7d',
  gutter: '#5d6880',
  raised: '#1a202d',
  border: '#364055',
  chosen: '#2b2757',
  accent: '#a5a0ff',
}

define('light', light)
define('dark', dark)

function define(scheme: 'light' | 'dark', c: typeof light): void {
  const ink = (colour: string) => colour.slice(1)
  monaco.editor.defineTheme(themeFor(scheme), {
    base: scheme === 'dark' ? 'vs-dark' : 'vs',
    inherit: true,
    rules: [
      { token: '', foreground: ink(c.text) },
      { token: 'comment', foreground: ink(c.comment), fontStyle: 'italic' },
      { token: 'keyword', foreground: ink(c.keyword) },
      { token: 'string', foreground: ink(c.string) },
      { token: 'number', foreground: ink(c.number) },
      { token: 'type', foreground: ink(c.type) },
    ],
    colors: {
      'editor.background': c.background,
      'editor.foreground': c.text,
      'editor.lineHighlightBackground': c.line,
      'editor.selectionBackground': c.selection,
      'editorLineNumber.foreground': c.gutter,
      'editorWidget.background': c.raised,
      'editorWidget.foreground': c.text,
      'editorWidget.border': c.border,
      'editorSuggestWidget.background': c.raised,
      'editorSuggestWidget.border': c.border,
      'editorSuggestWidget.foreground': c.text,
      'editorSuggestWidget.selectedBackground': c.chosen,
      'editorSuggestWidget.selectedForeground': c.text,
      'editorSuggestWidget.selectedIconForeground': c.text,
      'editorSuggestWidget.highlightForeground': c.accent,
      'editorSuggestWidget.focusHighlightForeground': c.accent,
      'editorHoverWidget.background': c.raised,
      'editorHoverWidget.border': c.border,
      'editorHoverWidget.foreground': c.text,
      'textCodeBlock.background': c.line,
    },
  })
}
