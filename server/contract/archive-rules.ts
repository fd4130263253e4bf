/** What may be asked of the files in an archive. */
import { mostTextBytes } from './archives.ts'
import type { FileChange } from './archives.ts'
import type { ErrorCode, Problem } from './errors.ts'
import { isStorableText, lineOfBadCharacter, utf8Bytes } from './text.ts'

/** So many files change at once. */
export const mostFileChanges = 200
const mostPathBytes = 512
const mostNameBytes = 255
const mostDepth = 32

/** What is wrong with changes of files, whatever the archive holds. */
export function fileChangeProblems(changes: readonly FileChange[]): Problem[] {
  if (changes.length === 0)
    return [
      {
        code: 'changes_invalid',
        field: 'changes',
        message: 'There is no change of a file.',
        hint: 'Name at least one file; settings alone are changed without files.',
      },
    ]
  if (changes.length > mostFileChanges)
    return [
      {
        code: 'changes_invalid',
        field: 'changes',
        message: `More than ${mostFileChanges} files change at once.`,
        hint: 'Replace the archive as a whole.',
      },
    ]
  const seen = new Set<string>()
  return changes.flatMap(({ path, text }, at) => {
    const field = `changes[${at}]`
    const twice = seen.has(path)
    seen.add(path)
    return [
      ...filePathProblems(path, `${field}.path`),
      ...(twice
        ? [
            {
              code: 'changes_invalid' as const,
              field: `${field}.path`,
              message: `The file ${path} is there twice.`,
            },
          ]
        : []),
      ...textProblems(path, text, `${field}.text`),
    ]
  })
}

/** What is wrong with the path of a file in an archive. */
export function filePathProblems(path: string, field = 'path'): Problem[] {
  const problem = (message: string, hint: string): Problem[] => [
    { code: 'file_path_invalid', field, message, hint },
  ]
  if (path === '') return problem('A file needs a name.', 'e.g. lib/helper.py')
  if (!isStorableText(path) || /[\p{Cc}\\]/u.test(path))
    return problem('The name of the file holds a character that no path may have.', 'e.g. lib/helper.py')
  const parts = path.split('/')
  if (parts.some((part) => part === '' || part === '.' || part === '..'))
    return problem(
      `${path} is not a path inside the archive.`,
      'Write it from the top of the archive, e.g. lib/helper.py',
    )
  if (parts.length > mostDepth || utf8Bytes(path) > mostPathBytes)
    return problem('The path of the file is too long.', `At most ${mostPathBytes} bytes, ${mostDepth} deep.`)
  if (parts.some((part) => utf8Bytes(part) > mostNameBytes))
    return problem('The name of the file is too long.', `At most ${mostNameBytes} bytes.`)
  return []
}

function textProblems(path: string, text: string | null, field: string): Problem[] {
  const problem = (code: ErrorCode, message: string, hint: string): Problem[] => [
    { code, field, message, hint },
  ]
  if (text === null) return []
  if (!isStorableText(text))
    return problem(
      'file_not_text',
      `Line ${lineOfBadCharacter(text)} of ${path} holds a character that is not text.`,
      'Remove it. Files that are not text are changed by replacing the archive.',
    )
  if (utf8Bytes(text) > mostTextBytes)
    return problem(
      'file_too_large',
      `${path} has more than ${mostTextBytes / 1024} KB.`,
      'Put data elsewhere, or replace the archive as a whole.',
    )
  return []
}
