/**
 * The files a function is made of: one for text, many for an archive, none that we could name for an address.
 * A file is changed by its text; what is not text is only ever replaced as a whole.
 */
import type { FunctionSpec } from './functions.ts'

/** What lies in a function's code. */
export interface FunctionFiles {
  /** Checksum of the stored code they were read from; two answers with the same one hold the same files. */
  checksum: string
  /** How they are packed: `none` for a single file. */
  packing: 'none' | 'zip' | 'tar'
  /** Size of the stored code, decoded and not unpacked, in bytes. */
  size: number
  /** In the order of the archive. Empty for an address: what is behind it is fetched in the pod, never here. */
  entries: FileEntry[]
}

/** One thing in an archive. */
export interface FileEntry {
  /** Relative, with `/` between folders, e.g. `lib/stations.json`. */
  path: string
  kind: 'file' | 'folder' | 'link'
  /** Bytes, unpacked. */
  size: number
  /** Whether it is UTF-8 text of a size that can be edited (`mostTextBytes`). */
  isText: boolean
  /** Permission bits as in `ls -l`, e.g. 0o755; 0 where the archive keeps none. */
  mode: number
}

/** The text of one file. */
export interface FileText {
  path: string
  text: string
  /** As in `FunctionFiles`. */
  checksum: string
}

/** One file as it should be. */
export interface FileChange {
  path: string
  /** The whole new text; of a path that is not there yet, a new file. `null`: the file is taken out. */
  text: string | null
}

/**
 * A change of files. Everything else in the archive stays as it is, byte for byte. Settings that are sent along
 * are changed in the same version; settings that are not stay.
 */
export interface FilesChange extends Partial<
  Omit<FunctionSpec, 'name' | 'namespace' | 'code' | 'contentType' | 'checksum'>
> {
  /** `resourceVersion` of the `FunctionDetails` the change started from. */
  resourceVersion: string
  changes: FileChange[]
}

/** A text file larger than this is shown with its size, not edited. */
export const mostTextBytes = 256 * 1024
