/** The files inside a function's code: listed, read, and changed by making the archive anew. */
import { changeFiles, listFiles as filesIn, packingOf, readFileText } from '../archives/archive.ts'
import { isText, textOf } from '../archives/text-file.ts'
import type { FileText, FilesChange, FunctionFiles } from '../contract/archives.ts'
import { mostTextBytes } from '../contract/archives.ts'
import type { FunctionChange, FunctionRef } from '../contract/functions.ts'
import { AppError } from '../errors.ts'
import { specOf } from '../functions/details.ts'
import type { WholeSpec } from '../functions/details.ts'
import { changedMeanwhile, isAsSeen, readFunction } from './functions.ts'
import type { FunctionsContext } from './functions.ts'
import { storedChecksum } from './trimmed.ts'

export async function listFiles(context: FunctionsContext, ref: FunctionRef): Promise<FunctionFiles> {
  const object = await readFunction(context, ref)
  const spec = specOf(object)
  const checksum = storedChecksum(object)
  const packing = packingOf(spec.contentType)
  if (isAddress(spec)) return { checksum, packing, size: 0, entries: [] }
  const code = bytesOf(spec)
  const entries = packing === 'none' ? oneFile(context, spec, code) : await filesIn(code, packing)
  return { checksum, packing, size: code.length, entries }
}

/** The text of one file. */
export async function readFileOf(
  context: FunctionsContext,
  ref: FunctionRef,
  path: string,
): Promise<FileText> {
  const object = await readFunction(context, ref)
  const spec = specOf(object)
  const packing = isAddress(spec) ? 'none' : packingOf(spec.contentType)
  const text =
    packing === 'none' ? singleText(context, spec, path) : await readFileText(bytesOf(spec), packing, path)
  return { path, text, checksum: storedChecksum(object) }
}

/**
 * The whole change that comes of a change of files. Rejects with 409 when it was based on another version, before
 * anything is said about files that may not be there any more.
 */
export async function composeFilesChange(
  context: FunctionsContext,
  ref: FunctionRef,
  change: FilesChange,
): Promise<FunctionChange> {
  const { resourceVersion, changes, ...settings } = change
  const live = await readFunction(context, ref)
  if (!isAsSeen(context, live, resourceVersion)) throw await changedMeanwhile(context, live, change)
  const { checksum: _, ...spec } = specOf(live)
  const packing = packingOf(spec.contentType)
  if (packing === 'none' || isAddress(spec))
    throw new AppError(422, 'not_an_archive', `The code of ${ref.name} is no archive that is stored here.`, {
      hint: 'Change the code of the function itself.',
    })
  const code = (await changeFiles(bytesOf(spec), packing, changes)).toString('base64')
  return { ...spec, ...settings, code, resourceVersion }
}

function isAddress({ contentType }: Pick<WholeSpec, 'contentType'>): boolean {
  return contentType.includes('url')
}

function bytesOf({ code, contentType }: Pick<WholeSpec, 'code' | 'contentType'>): Buffer {
  return Buffer.from(code, contentType.includes('base64') ? 'base64' : 'utf8')
}

function oneFile({ runtimes }: FunctionsContext, spec: WholeSpec, code: Buffer): FunctionFiles['entries'] {
  const { fileName } = runtimes.filesOf(spec)
  const isEditable = code.length <= mostTextBytes && isText(code)
  return [{ path: fileName, kind: 'file', size: code.length, isText: isEditable, mode: 0 }]
}

function singleText({ runtimes }: FunctionsContext, spec: WholeSpec, path: string): string {
  if (isAddress(spec) || path !== runtimes.filesOf(spec).fileName)
    throw new AppError(404, 'file_unknown', `The function has no file ${path}.`, {
      hint: 'Look at its files again.',
    })
  const text = textOf(bytesOf(spec))
  if (text !== undefined) return text
  throw new AppError(422, 'file_not_text', `${path} is not text.`, {
    hint: 'Download it, or replace it with another file.',
  })
}
