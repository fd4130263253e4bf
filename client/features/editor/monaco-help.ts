/** Brings what `help/` knows into Monaco: one provider per language, for every model that was told what it is. */
import type { ReadLanguage } from '#contract/plain-code.ts'
import { monaco } from './monaco.ts'
import { explain, suggest } from './help/suggest.ts'
import type { HelpContext, Suggestion } from './help/suggest.ts'

const contexts = new WeakMap<monaco.editor.ITextModel, HelpContext>()

/** Says what the text of a model is; from then on it is helped with. */
export function helpWith(model: monaco.editor.ITextModel, context: HelpContext): void {
  contexts.set(model, context)
}

/** What Monaco calls each language, and what opens a part in it. */
const languages: Record<ReadLanguage, { name: string; triggers: string[] }> = {
  python: { name: 'python', triggers: ['.', '[', "'", '"'] },
  nodejs: { name: 'javascript', triggers: ['.', '[', "'", '"'] },
  ruby: { name: 'ruby', triggers: ['.', '[', ':', "'"] },
  php: { name: 'php', triggers: ['>', '{', "'"] },
  go: { name: 'go', triggers: ['.'] },
}

// Once, when Monaco is loaded.
for (const { name, triggers } of Object.values(languages)) {
  monaco.languages.registerCompletionItemProvider(name, {
    triggerCharacters: triggers,
    provideCompletionItems: (model, position) => {
      const context = contexts.get(model)
      const found = context ? suggest(model.getValue(eol), model.getOffsetAt(position), context) : []
      return { suggestions: found.map((suggestion, at) => itemFor(model, suggestion, at)) }
    },
  })
  monaco.languages.registerHoverProvider(name, {
    provideHover: (model, position) => {
      const context = contexts.get(model)
      const found = context && explain(model.getValue(eol), model.getOffsetAt(position), context)
      if (!found) return undefined
      const { member, from, to } = found
      const title = `**${member.name}** \`${member.type}\``
      return {
        range: rangeOf(model, from, to),
        contents: [{ value: title }, ...docsOf(model, member).map((value) => ({ value }))],
      }
    },
  })
}

/** Offsets of Monaco count line breaks as the model has them. */
const eol = monaco.editor.EndOfLinePreference.TextDefined

function itemFor(
  model: monaco.editor.ITextModel,
  suggestion: Suggestion,
  at: number,
): monaco.languages.CompletionItem {
  const { label, type, insert, isSnippet, filter, from, to } = suggestion
  return {
    label: { label, description: type },
    kind: isSnippet ? monaco.languages.CompletionItemKind.Snippet : kindOf(type),
    detail: isSnippet ? undefined : type,
    documentation: { value: docsOf(model, suggestion).join('\n\n') },
    insertText: insert,
    insertTextRules: isSnippet ? monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet : undefined,
    filterText: filter,
    // Data first, as the table has it.
    sortText: String(at).padStart(3, '0'),
    range: rangeOf(model, from, to),
  }
}

function kindOf(type: string): monaco.languages.CompletionItemKind {
  const { Field, Method } = monaco.languages.CompletionItemKind
  return type.startsWith('(') ? Method : Field
}

function docsOf(
  model: monaco.editor.ITextModel,
  { says, example }: { says: string; example?: string },
): string[] {
  return example === undefined ? [says] : [says, `\`\`\`${model.getLanguageId()}\n${example}\n\`\`\``]
}

function rangeOf(model: monaco.editor.ITextModel, from: number, to: number): monaco.IRange {
  return monaco.Range.fromPositions(model.getPositionAt(from), model.getPositionAt(to))
}
