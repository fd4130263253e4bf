/** Has the browser save bytes as a file. */
export function saveAs(bytes: Uint8Array, fileName: string): void {
  // Never opened in our origin: whatever a function answers is a file of unknown kind to the browser.
  const url = URL.createObjectURL(new Blob([Uint8Array.from(bytes)], { type: 'application/octet-stream' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
