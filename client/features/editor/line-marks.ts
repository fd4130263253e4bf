/** A line of a text marked as the cause of a failure, as Monaco wants it. Pure, but for reading the text. */
import type { SourceLocation } from '#contract/functions.ts'
import type { monaco } from './monaco.ts'

export interface LineMark {
  location: SourceLocation
  message: string
}

/** The message at the end of the line it is about. */
export function messageFor(
  model: monaco.editor.ITextModel,
  { location, message }: LineMark,
): monaco.editor.IModelDeltaDecoration {
  const line = lineIn(model, location)
  const column = model.getLineMaxColumn(line)
  const content = `    ${message.length > longestMessage ? `${message.slice(0, longestMessage)}…` : message}`
  return {
    range: { startLineNumber: line, startColumn: column, endLineNumber: line, endColumn: column },
    options: { after: { content, inlineClassName: 'kui-line-says' }, showIfCollapsed: true },
  }
}

/** A text may have fewer lines than what speaks of it believes. */
export function lineIn(model: monaco.editor.ITextModel, { line }: { line: number }): number {
  return Math.min(Math.max(1, line), model.getLineCount())
}

/** Where a line of the text on the left stands in the text on the right; `isSame`: it is there as it was. */
export function lineOnTheRight(
  changes: readonly monaco.editor.ILineChange[],
  line: number,
): { line: number; isSame: boolean } {
  let shift = 0
  for (const change of changes) {
    const removed = linesFrom(change.originalStartLineNumber, change.originalEndLineNumber)
    const added = linesFrom(change.modifiedStartLineNumber, change.modifiedEndLineNumber)
    // What is only added stands after the line it names.
    const first = removed === 0 ? change.originalStartLineNumber + 1 : change.originalStartLineNumber
    if (line < first) break
    if (line < first + removed) return { line: Math.max(1, change.modifiedStartLineNumber), isSame: false }
    shift += added - removed
  }
  return { line: line + shift, isSame: true }
}

/** An end of 0 stands for no lines at all. */
function linesFrom(start: number, end: number): number {
  return end === 0 ? 0 : end - start + 1
}

const longestMessage = 120
