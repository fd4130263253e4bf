/**
 * Monaco as we use it: from our own origin, with its workers, and without the language services that
 * would need more of them. Imported by the lazily loaded editor only, since it weighs a megabyte.
 */
import { loader } from '@monaco-editor/react'
import * as monaco from 'monaco-editor/editor'
import { StandaloneServices } from 'monaco-editor/editor/standalone/browser/standaloneServices'
import EditorWorker from 'monaco-editor/editor/editor.worker?worker'
import 'monaco-editor/features/register.all'
import 'monaco-editor/languages/definitions/csharp/register'
import 'monaco-editor/languages/definitions/go/register'
import 'monaco-editor/languages/definitions/html/register'
import 'monaco-editor/languages/definitions/java/register'
import 'monaco-editor/languages/definitions/javascript/register'
import 'monaco-editor/languages/definitions/php/register'
import 'monaco-editor/languages/definitions/python/register'
import 'monaco-editor/languages/definitions/ruby/register'
import 'monaco-editor/languages/definitions/typescript/register'
import 'monaco-editor/languages/definitions/xml/register'
import 'monaco-editor/languages/definitions/yaml/register'
import 'monaco-editor/languages/features/json/register'
import JsonWorker from 'monaco-editor/languages/features/json/json.worker?worker'
import { IStorageService } from 'monaco-editor/platform/storage/common/storage'

self.MonacoEnvironment = {
  getWorker: (_id, label) => (label === 'json' ? new JsonWorker() : new EditorWorker()),
}

// What a suggestion means is shown beside it from the beginning: there is no public setting for that.
StandaloneServices.get(IStorageService).store('expandSuggestionDocs', true, 0, 0)

// Ctrl+Enter and ⌘Enter run the function, from the code too; Monaco would begin a new line with them.
monaco.editor.addKeybindingRule({
  keybinding: monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter,
  command: '-editor.action.insertLineAfter',
})

// Without this the loader would fetch an older Monaco from a public address.
loader.config({ monaco })

export { monaco }
