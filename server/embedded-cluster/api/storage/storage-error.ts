/** Why the storage could not do what it was asked to. */
export type StorageErrorCode =
  /** No room. Nothing was written; the same write works once there is room again. */
  | 'disk_full'
  /** The folder or its disk may not be written to. */
  | 'read_only'
  /** Another process uses the folder. */
  | 'in_use'
  /** A later version of this program wrote the folder; nothing in it was touched. */
  | 'newer_format'
  /** `close` was called before. */
  | 'closed'
  /** A file to be imported is not whole; nothing was imported. */
  | 'invalid'
  /** Anything else the disk said. */
  | 'failed'

/** The message says what happened and what to do next. */
export class StorageError extends Error {
  override readonly name = 'StorageError'
  readonly code: StorageErrorCode

  constructor(code: StorageErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** Says in a reader's words what the operating system said while something was done with `path`. */
export function storageError(error: unknown, action: string, path: string): StorageError {
  if (error instanceof StorageError) return error
  const { code, advice } = meaningOf(errnoOf(error))
  const said = error instanceof Error ? error.message : String(error)
  return new StorageError(code, `${action} failed: ${advice} (${path}: ${said})`, error)
}

/** The operating system's name of an error, such as `ENOSPC`. */
export function errnoOf(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' ? code : undefined
}

function meaningOf(errno: string | undefined): { code: StorageErrorCode; advice: string } {
  switch (errno) {
    case 'ENOSPC':
    case 'EDQUOT':
      return { code: 'disk_full', advice: 'the disk is full. Make room on it and try again.' }
    case 'EROFS':
    case 'EACCES':
    case 'EPERM':
      return {
        code: 'read_only',
        advice:
          'the folder may not be written to. Give this user write access, or set DATA_DIR to a folder of its own.',
      }
    case 'ENOTDIR':
    case 'EEXIST':
      return {
        code: 'failed',
        advice: 'a file stands where a folder has to be. Move it, or set DATA_DIR to another folder.',
      }
    case 'EMFILE':
    case 'ENFILE':
      return { code: 'failed', advice: 'too many files are open. Raise the limit (ulimit -n) and try again.' }
    case 'ENOENT':
      return { code: 'failed', advice: 'it does not exist, or no longer does. Check the path and try again.' }
    default:
      return { code: 'failed', advice: 'the disk reports an error. Check it, then try again.' }
  }
}
