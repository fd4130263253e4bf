/** What `file.function` names, and what the files are called that come of it (Kubeless reference §1.6). */

/** A handler in its two parts. */
export interface HandlerParts {
  /** The file without its suffix: `MOD_NAME`. */
  module: string
  /** What is called in it: `FUNC_HANDLER`. */
  entry: string
}

/** The parts of a handler; undefined unless there are exactly two. */
export function parseHandler(handler: string): HandlerParts | undefined {
  const [module, entry, ...more] = handler.split('.')
  return module && entry && more.length === 0 ? { module, entry } : undefined
}

/** Name of the file the code is put into; empty for archives, which bring their own, and without a module. */
export function fileNameOf(handler: string, contentType: string, fileNameSuffix: string): string {
  const module = handler.split('.', 1)[0] ?? ''
  return module === '' || isArchive(contentType) ? '' : module + fileNameSuffix
}

/**
 * The key of the ConfigMap that holds the code. An archive lies under the bare module, as upstream does it.
 * A single file keeps its suffix whatever its type says besides (`text+deps`): upstream drops it there,
 * and then no runtime finds the file.
 */
export function codeKeyOf(handler: string, contentType: string, fileNameSuffix: string): string {
  return fileNameOf(handler, contentType, fileNameSuffix) || (handler.split('.', 1)[0] ?? '')
}

/** Whether the code is unpacked, told as Kubeless tells it: by what the type contains. */
export function isArchive(contentType: string): boolean {
  return contentType.includes('zip') || contentType.includes('compressedtar')
}
