/** Has the browser save bytes, or a text in pieces, as a file. */
export function saveAs(content: Uint8Array | readonly string[], fileName: string): void {
  // Never opened in our origin: whatever a function answers is a file of unknown kind to the browser.
  const url = URL.createObjectURL(
    new Blob(content instanceof Uint8Array ? [Uint8Array.from(content)] : [...content], {
      type: 'application/octet-stream',
    }),
  )
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
