/** What an archive is held to while it is looked at: the same that a pod's `prepare` step holds it to, and fewer files. */
import { AppError } from '../errors.ts'

export const mostEntries = 5_000

/** How many bytes an archive of this packed size may hold. */
export function mostUnpackedBytes(packedBytes: number): number {
  return Math.min(256 * 1024 * 1024, Math.max(5 * 1024 * 1024, packedBytes * 100))
}

export function checkCount(entries: number): void {
  if (entries <= mostEntries) return
  throw new AppError(
    422,
    'archive_too_large',
    `The archive holds more than ${mostEntries.toLocaleString('en-GB')} files.`,
    { hint: 'Download it to look into it; leave packages out of it and name them as dependencies.' },
  )
}

export function tooLarge(bytes: number): AppError {
  return new AppError(
    422,
    'archive_too_large',
    `The archive becomes larger than ${Math.floor(bytes / 1024 / 1024)} MB when it is unpacked.`,
    { hint: 'Deploy one that holds less; no pod would unpack it either.' },
  )
}

/** The archive cannot be read; `why` is how the library says it. */
export function unreadable(format: string, why: unknown): AppError {
  const words = why instanceof Error ? why.message : String(why)
  return new AppError(422, 'archive_unreadable', `This cannot be read as ${format}: ${words}.`, {
    hint: 'Make the archive again and replace the code with it.',
    cause: why,
  })
}
