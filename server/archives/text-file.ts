/** Whether bytes are text, and which. */

/** UTF-8 without NUL. A byte order mark is part of the text, so that it survives an edit. */
export function textOf(bytes: Buffer): string | undefined {
  if (bytes.includes(0)) return undefined
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

export function isText(bytes: Buffer): boolean {
  return textOf(bytes) !== undefined
}
