/** The query parameters of a write: `dryRun`, `fieldValidation`, `fieldManager`, `force`. */
import { invalid, invalidValue, unsupportedValue } from '../status.ts'
import type { FieldError } from '../status.ts'

export interface WriteOptions {
  isDryRun: boolean
  fieldValidation: 'Ignore' | 'Warn' | 'Strict'
  fieldManager: string
  isForced: boolean
}

/** Throws 422 for a value that is not known. `kind` is what they are called in errors, e.g. `CreateOptions`. */
export function writeOptionsOf(query: URLSearchParams, kind: string): WriteOptions {
  const errors: FieldError[] = []
  const dryRun = query.getAll('dryRun').filter((value) => value !== '')
  if (dryRun.some((value) => value !== 'All'))
    errors.push({
      field: 'dryRun',
      reason: 'FieldValueNotSupported',
      message: `Unsupported value: ${JSON.stringify(dryRun)}: supported values: "All"`,
    })
  const fieldManager = query.get('fieldManager') ?? ''
  if (fieldManager.length > 128)
    errors.push({
      field: 'fieldManager',
      reason: 'FieldValueTooLong',
      message: 'Too long: may not be more than 128 bytes',
    })
  else if (/[^\u0020-\u007e\u00a0-\uffff]/.test(fieldManager))
    errors.push(invalidValue('fieldManager', fieldManager, 'should only contain printable characters'))
  const validation = query.get('fieldValidation') ?? ''
  if (!['', 'Ignore', 'Strict', 'Warn'].includes(validation))
    errors.push(unsupportedValue('fieldValidation', validation, ['', 'Ignore', 'Strict', 'Warn']))
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors)
  return {
    isDryRun: dryRun.length > 0,
    fieldValidation: validation === 'Ignore' || validation === 'Strict' ? validation : 'Warn',
    fieldManager,
    isForced: query.get('force') === 'true',
  }
}
