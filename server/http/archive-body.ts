/** A change of files as it comes in a body: its keys and their types. */
import type { FileChange, FilesChange } from '../contract/archives.ts'
import { AppError } from '../errors.ts'
import { readFunctionSettings, settingKeys } from './function-body.ts'
import { shapeOf } from './shapes.ts'

export function readFilesChange(value: unknown): FilesChange {
  const shape = shapeOf(value, [...settingKeys, 'resourceVersion', 'changes'])
  return {
    ...readFunctionSettings(shape),
    resourceVersion: shape.text('resourceVersion'),
    changes: changesIn((value as { changes?: unknown }).changes),
  }
}

function changesIn(value: unknown): FileChange[] {
  if (value === undefined) return []
  if (!Array.isArray(value)) throw wrongType('changes', 'a list')
  return value.map((row: unknown, at) => {
    const field = `changes[${at}]`
    if (typeof row !== 'object' || row === null) throw wrongType(field, 'an object')
    const shape = shapeOf(row, ['path', 'text'])
    const { text } = row as { text?: unknown }
    if (text !== null && typeof text !== 'string')
      throw wrongType(`${field}.text`, 'a text, or null to take it out')
    return { path: shape.text('path'), text }
  })
}

function wrongType(field: string, wanted: string): AppError {
  return new AppError(422, 'field_invalid', `${field} has to be ${wanted}.`, { field })
}
