/** Node's uncaught errors: the place, and what to do about the usual ones. */
import type { SourceLocation } from '../../contract/functions.ts'
import { baseName, fileIn, sentence } from './diagnosis.ts'
import type { DiagnosedFunction, Diagnosis } from './diagnosis.ts'

/** `/kubeless/handler.js:3` above the offending line, as Node prints it for what it cannot compile. */
const above = /^(?:file:\/\/)?(\/\S*|[A-Z]:\\\S*):(\d+)$/
const inStack = /^\s+at (?:.* \(|async )?(?:file:\/\/)?((?:\/|[A-Z]:\\)[^():]*):(\d+):(\d+)\)?$/
const thrown =
  /^(?:Uncaught )?(?:Function failed to execute: )?((?:[A-Z]\w*)?(?:Error|Exception))(?: \[(\w+)\])?: (.*)$/

/** Undefined when no error is in it. */
export function readNodeOutput(output: string, of: DiagnosedFunction): Diagnosis | undefined {
  const lines = output.split(/\r?\n/)
  const at = lastIndexOf(lines, thrown)
  if (at < 0) return undefined
  const [, kind = '', , message = ''] = thrown.exec(lines[at] ?? '') ?? []
  const uncompiled = kind === 'SyntaxError' ? placeAbove(lines, at) : undefined
  const location = uncompiled ?? placeInStack(lines, at)
  const where = location ? `${location.file}, line ${location.line}` : ''
  const missing = /^Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1]
  if (missing !== undefined) return ofMissingModule(missing, location, where, of)
  const wrong = /^(\S+ has no function \S+); it exports (.+?)\. /.exec(`${message} `)
  if (wrong)
    return {
      reason: sentence(wrong[1] ?? ''),
      hint: `It exports ${wrong[2]}. Change the handler, or export the function.`,
      subject: { type: 'handler' },
    }
  if (uncompiled)
    return {
      reason: sentence(`Syntax error in ${where}: ${message}`),
      hint: 'Correct that line, or the one before it, and deploy again.',
      location,
    }
  return { reason: sentence(`${kind}${where && ` in ${where}`}: ${message}`), location }
}

function ofMissingModule(
  name: string,
  location: SourceLocation | undefined,
  where: string,
  of: DiagnosedFunction,
): Diagnosis {
  if (/^[./]|^[A-Z]:|^file:/.test(name)) {
    const file = baseName(name)
    return file.replace(/\.\w+$/, '') === of.module
      ? {
          reason: `There is no file ${of.module}.js to load the handler ${of.module}.${of.entry} from.`,
          hint: 'Change the handler so that it begins with the name of the file.',
          subject: { type: 'handler' },
        }
      : { reason: `There is no file ${file}${where && ` (${where})`}.`, location }
  }
  const wanted = name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : (name.split('/')[0] ?? name)
  return {
    reason: `The module ${name} is not installed${where && ` (${where})`}.`,
    hint: `Add "${wanted}" to the dependencies in ${of.depsFileName || 'package.json'} and deploy again.`,
    subject: { type: 'package', name: wanted },
    location,
  }
}

function placeAbove(lines: string[], at: number): SourceLocation | undefined {
  for (let index = at - 1; index >= 0 && index >= at - 8; index--) {
    const [, path, line] = above.exec(lines[index] ?? '') ?? []
    if (path === undefined) continue
    const caret = lines.slice(index + 1, at).find((text) => /^\s*\^+\s*$/.test(text))
    return { file: fileIn(path), line: Number(line), ...(caret && { column: caret.indexOf('^') + 1 }) }
  }
  return undefined
}

function placeInStack(lines: string[], at: number): SourceLocation | undefined {
  for (const text of lines.slice(at + 1)) {
    const [, path, line, column] = inStack.exec(text) ?? []
    if (path !== undefined && isUsers(path))
      return { file: fileIn(path), line: Number(line), column: Number(column) }
  }
  return undefined
}

function isUsers(path: string): boolean {
  return !/node_modules\/|kubeless_rt\/|shim\.mjs$|kubeless\.js$/.test(path)
}

function lastIndexOf(lines: string[], pattern: RegExp): number {
  for (let index = lines.length - 1; index >= 0; index--) if (pattern.test(lines[index] ?? '')) return index
  return -1
}
